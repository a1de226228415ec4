/// The media types of shown items: a name that pages and stages share for what `content` holds.
public enum MediaType {
  /// Plain text, for terminals and for search.
  public static let text = "text/plain"
  /// Markdown.
  public static let markdown = "text/markdown"
  /// SVG, inline.
  public static let svg = "image/svg+xml"
  /// PNG: the content is the payload's file name.
  public static let png = "image/png"
  /// One JSON value: what `value` recorded.
  public static let json = "application/json"
  /// A `ShownTable` as JSON.
  public static let table = "application/vnd.fovea.table+json"
  /// A `ShownGallery` as JSON; its images are payload files.
  public static let gallery = "application/vnd.fovea.gallery+json"
  /// `ShownScans` as JSON; its images are payload files.
  public static let scans = "application/vnd.fovea.scans+json"
}
