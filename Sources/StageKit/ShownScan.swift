/// A scan for `show(scans:)`: PNG bytes, outlines, and the words that belong to them.
public struct ShownScan: Sendable {
  /// The scan's name, such as `Subject_01_030`, unique in its set.
  public var name: String
  /// The PNG file's bytes; a page stretches it to `width` × `height`.
  public var png: [UInt8]
  /// The size in which the outlines are given, in pixels.
  public var width: Int, height: Int
  /// The words under it.
  public var caption: String
  /// What a person who cannot see it should know.
  public var alt: String
  /// Neighbors of one group stand under its name; empty for none.
  public var group: String
  /// For each layer the data of an SVG path; empty where it has nothing.
  public var paths: [String]

  /// A scan with every part given.
  public init(
    name: String, png: [UInt8], width: Int, height: Int, caption: String, alt: String, group: String = "",
    paths: [String]
  ) {
    self.name = name
    self.png = png
    self.width = width
    self.height = height
    self.caption = caption
    self.alt = alt
    self.group = group
    self.paths = paths
  }
}
