/// A page as a file's text.
public struct WovenPage: Sendable {
  /// The file's name in the report folder, such as `split.html`.
  public var name: String
  /// The file's text.
  public var html: String
  /// Pictures that lie beside the page, and are loaded when they come into sight.
  public var files: [File]
  /// What whoever weaves should know, such as a page that has grown too large.
  public var warnings: [String]

  /// A file beside a page.
  public struct File: Sendable, Equatable {
    /// The path relative to the page's folder, such as `split/0123abcd.png`.
    public var path: String
    /// The file's content.
    public var bytes: [UInt8]
  }

  /// Where a page's pictures go.
  public enum Pictures: Sendable {
    /// Into the page; beside it where the page would be larger than `budget`.
    case inside
    /// Into files beside the page.
    case beside
    /// Nowhere, as in a page for others: they show patients.
    case nowhere
  }

  /// The size up to which a page opens quickly everywhere: 5 MB.
  public static let budget = 5_000_000

  /// Weaves a stage's page; the same input gives the same bytes; throws `WeaveError`.
  ///
  /// - Parameter pictures: where they go; into the page unless told otherwise.
  public init(_ input: WeaveInput, pictures: Pictures = .inside) throws(WeaveError) {
    try self.init(Page(input), pictures: pictures)
  }

  /// Writes a page; as above.
  public init(_ page: Page, pictures: Pictures = .inside) throws(WeaveError) {
    name = Self.fileName(stage: page.stage)
    warnings = []
    let place: PageImages.Place =
      switch pictures {
      case .inside: .inside
      case .beside: .beside(folder: page.stage)
      case .nowhere: .nowhere
      }
    (html, files) = try HTMLWriter.write(page, images: place)
    if html.utf8.count > Self.budget, place == .inside {
      (html, files) = try HTMLWriter.write(page, images: .beside(folder: page.stage))
      if !files.isEmpty { warnings.append("\(name): beyond 5 MB, its pictures lie in \(page.stage)/") }
    }
    if html.utf8.count > Self.budget {
      warnings.append("\(name): \(html.utf8.count / 1_000_000) MB; pages beyond 5 MB open slowly")
    }
  }

  /// The page's name for a stage.
  public static func fileName(stage: String) -> String { "\(stage).html" }
}

extension Page {
  /// Brings a source and its results together; throws `WeaveError`.
  public init(_ input: WeaveInput) throws(WeaveError) {
    var builder = try PageBuilder(input)
    self = try builder.build()
  }
}
