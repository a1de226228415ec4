private import Foundation

/// What a page says about itself for machines: the JSON block that `fovea audit page.html` checks.
public struct PageFacts: Codable, Sendable, Equatable {
  /// The version of this form; the current one is 1.
  public var schema = 1
  /// The pipeline's name.
  public var project: String
  /// The stage's name.
  public var stage: String
  /// The source's path in the workspace.
  public var source: String
  /// How the page stood when it was woven.
  public var state: PageState
  /// Who made the results, a cell after the other.
  public var cells: [PageProvenance]

  /// The facts of a page.
  init(_ page: Page) {
    project = page.project
    stage = page.stage
    source = page.sourcePath
    state = page.state
    cells = page.provenance
  }

  private static let opening = "<script type=\"application/json\" id=\"provenance\">"

  /// Reads the block of a page; nil for a text that is no page of a stage.
  public init?(html: String) {
    guard let start = html.firstRange(of: Self.opening)?.upperBound,
      let end = html[start...].firstRange(of: "</script>")?.lowerBound,
      let facts = try? JSONDecoder().decode(PageFacts.self, from: Data(html[start..<end].utf8)),
      facts.schema == 1
    else { return nil }
    self = facts
  }

  /// The block; a `<` inside cannot end the element.
  var element: String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    do {
      let text = String(decoding: try encoder.encode(self), as: UTF8.self)
      return Self.opening + text.replacing("<", with: "\\u003c") + "</script>"
    } catch {
      preconditionFailure("a page's provenance cannot be written as JSON: \(error)")
    }
  }
}
