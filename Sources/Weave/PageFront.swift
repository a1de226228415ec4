/// What the index tells of a page.
public struct PageFront: Sendable {
  /// The first heading's words, or the stage's name.
  public var title: String
  /// The worst state among the cells.
  public var state: PageState

  /// Of a page.
  public init(_ page: Page) { (title, state) = (page.title, page.state) }

  /// Of a page that need not be woven: what its cells showed is only read where the title cites it.
  ///
  /// Throws `WeaveError`.
  public init(_ input: WeaveInput) throws(WeaveError) {
    let builder = try PageBuilder(input)
    self = if let front = builder.front() { front } else { PageFront(try Page(input)) }
  }

  init(title: String, state: PageState) { (self.title, self.state) = (title, state) }
}
