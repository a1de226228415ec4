/// A page as a file's text.
public struct WovenPage: Sendable {
  /// The file's name in the report folder, such as `split.html`.
  public var name: String
  /// The first heading's words, or the stage's name.
  public var title: String
  /// The file's text.
  public var html: String
  /// Pictures that lie beside the page, and are loaded when they come into sight.
  public var files: [File]
  /// How the page stands to the sources and data of now.
  public var state: PageState
  /// What whoever weaves should know, such as a page that has grown too large.
  public var warnings: [String]

  /// A file beside a page.
  public struct File: Sendable, Equatable {
    /// The path relative to the page's folder, such as `split/0123abcd.png`.
    public var path: String
    /// The file's content.
    public var bytes: [UInt8]
  }

  /// The size up to which a page opens quickly everywhere: 5 MB.
  public static let budget = 5_000_000

  /// Weaves a stage's page; the same input gives the same bytes; throws `WeaveError`.
  ///
  /// Pictures lie inside of the page, or beside it when the caller wants a `sidecar` or the page would be
  /// larger than `budget`.
  public init(_ input: WeaveInput, sidecar: Bool = false) throws(WeaveError) {
    try self.init(Page(input), sidecar: sidecar)
  }

  /// Writes a page; as above.
  public init(_ page: Page, sidecar: Bool = false) throws(WeaveError) {
    name = Self.fileName(stage: page.stage)
    title = page.title
    state = page.state
    warnings = []
    (html, files) = try HTMLWriter.write(page, images: sidecar ? .beside(folder: page.stage) : .inside)
    if html.utf8.count > Self.budget, !sidecar {
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
