/// An image for a gallery: PNG bytes with the words that belong to it.
public struct ShownImage: Sendable {
  /// The PNG file's bytes.
  public var png: [UInt8]
  /// The words under it.
  public var caption: String
  /// What a person who cannot see it should know.
  public var alt: String

  /// An image from PNG bytes.
  public init(png: [UInt8], caption: String, alt: String) {
    self.png = png
    self.caption = caption
    self.alt = alt
  }
}
