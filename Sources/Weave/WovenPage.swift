/// A page as a file's text.
public struct WovenPage: Sendable {
  /// The file's name in the report folder, such as `split.html`.
  public var name: String
  /// The first heading's words, or the stage's name.
  public var title: String
  /// The file's text.
  public var html: String
  /// How the page stands to the sources and data of now.
  public var state: PageState
  /// What whoever weaves should know, such as a page that has grown too large.
  public var warnings: [String]

  /// The size up to which a page opens quickly everywhere: 5 MB.
  static let budget = 5_000_000

  /// Weaves a stage's page; the same input gives the same bytes; throws `WeaveError`.
  public init(_ input: WeaveInput) throws(WeaveError) {
    let page = try Page(input)
    name = Self.fileName(stage: input.stage)
    title = page.title
    html = try HTMLWriter.html(page)
    state = page.state
    warnings = []
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
