/// Scans that belong together, each with the same layers drawn over it as vectors.
///
/// Masks are outlines in pixels and not pictures: a scan is kept once, whatever is drawn over it.
public struct ShownScans: Codable, Sendable, Equatable {
  /// How a layer is drawn; never by color alone.
  public enum Look: String, Codable, Sendable {
    /// What the first grader drew: a solid outline.
    case reference
    /// What the second grader drew: a dotted outline.
    case second
    /// What a model predicts: a dashed outline, every prediction of a set in a color of its own.
    case prediction
    /// Fluid that was missed: an area.
    case missed
    /// What was falsely called fluid: an area.
    case wrong
  }

  /// What can be shown and hidden over all scans at once.
  public struct Layer: Codable, Sendable, Equatable {
    /// The name at its switch.
    public var name: String
    /// How it is drawn.
    public var look: Look
    /// Whether it is shown at first.
    public var isShown: Bool
    /// A layer; it is shown at first unless told otherwise.
    public init(_ name: String, _ look: Look, isShown: Bool = true) {
      self.name = name
      self.look = look
      self.isShown = isShown
    }
  }

  /// One scan with its outlines.
  public struct Scan: Codable, Sendable, Equatable {
    /// The scan's name, such as `Subject_01_030`: drawings link to it as `#scan:NAME`.
    public var name: String
    /// The payload's file name in the shown folder: a PNG of any size, stretched to `width` × `height`.
    public var file: String
    /// The size in which the outlines are given, in pixels.
    public var width: Int, height: Int
    /// The words under it.
    public var caption: String
    /// What a person who cannot see it should know.
    public var alt: String
    /// Neighbors of one group stand under its name, such as `worst`; empty for none.
    public var group: String
    /// For each layer the data of an SVG path, filled by the rule `evenodd`; empty where it has nothing.
    public var paths: [String]

    /// A scan with every part given.
    public init(
      name: String, file: String, width: Int, height: Int, caption: String, alt: String, group: String,
      paths: [String]
    ) {
      self.name = name
      self.file = file
      self.width = width
      self.height = height
      self.caption = caption
      self.alt = alt
      self.group = group
      self.paths = paths
    }
  }

  /// The layers, lowest first.
  public var layers: [Layer]
  /// The scans in the order of the page.
  public var scans: [Scan]
  /// The payload's file name of a PNG with all that is telling, for forms that draw no vectors.
  public var sheet: String

  /// Scans with every part given.
  public init(layers: [Layer], scans: [Scan], sheet: String) {
    self.layers = layers
    self.scans = scans
    self.sheet = sheet
  }

  /// What a drawing writes before a scan's name to link to it.
  public static let link = "#scan:"
}
