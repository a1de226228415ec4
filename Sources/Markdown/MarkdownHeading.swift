/// A heading of a Markdown text.
public struct MarkdownHeading: Sendable, Equatable {
  /// 1 for the title of a page, up to 6.
  public var level: Int
  /// The fragment that leads to it, unique in its page.
  public var id: String
  /// Its words without marks.
  public var text: String
}

/// The headings of a page so far: it keeps ids unique and levels in order.
public struct HeadingOutline: Sendable {
  private var ids: Set<String>
  /// The number that a base was last told apart by.
  private var counts: [String: Int] = [:]
  private var lastLevel = 0
  private var texts = 0

  /// The outline of an empty page; ids in use elsewhere on it can be reserved.
  public init(reserved: Set<String> = []) {
    ids = reserved
  }

  /// A heading with a unique id; no level is skipped, and a page has one title only.
  mutating func place(level: Int, text: String) -> MarkdownHeading {
    let fitting = min(lastLevel == 0 ? level : max(2, level), lastLevel + 1)
    lastLevel = fitting
    return MarkdownHeading(level: fitting, id: uniqueID(for: text), text: text)
  }

  /// A fragment made of a text's letters and digits, reserved from now on.
  public mutating func uniqueID(for text: String) -> String {
    let words = text.lowercased().split { !($0.isLetter || $0.isNumber) }
    let base = words.isEmpty ? "section" : words.joined(separator: "-")
    var id = base
    var count = counts[base] ?? 1
    while !ids.insert(id).inserted {
      count += 1
      id = "\(base)-\(count)"
    }
    counts[base] = count
    return id
  }

  /// Footnotes are numbered anew in every text of a page.
  mutating func nextNotePrefix() -> String {
    texts += 1
    return "t\(texts)-"
  }
}
