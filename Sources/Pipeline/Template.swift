public import StageProtocol

/// A path or value in which references to matrix variables are still open; parameters are filled in.
public struct Template: Hashable, Sendable {
  /// A run of text, or a reference.
  public enum Part: Hashable, Sendable {
    case text(String)
    /// `${item.a.b}` as `a.b`; the empty string is `${item}` itself.
    case item(String)
  }

  /// The parts in order.
  public let parts: [Part]

  /// A template of these parts.
  public init(_ parts: [Part]) { self.parts = parts }

  /// A template without references.
  public init(_ text: String) { parts = [.text(text)] }

  /// The text with every reference replaced, or nil where an item has no such name.
  public func text(item: JSONValue) -> String? {
    var result = ""
    for part in parts {
      switch part {
      case .text(let text): result += text
      case .item(let name):
        guard let value = name.isEmpty ? item : item.at(name), let text = value.cellName else { return nil }
        result += text
      }
    }
    return result
  }

  /// The text with `*` for every reference.
  public var pattern: String {
    parts.map { if case .text(let text) = $0 { text } else { "*" } }.joined()
  }

  /// The template as a person wrote it, parameters filled in.
  public var written: String {
    parts.map { part in
      switch part {
      case .text(let text): text
      case .item(let name): name.isEmpty ? "${item}" : "${item.\(name)}"
      }
    }.joined()
  }
}

extension JSONValue {
  /// How a matrix value appears in a cell's name and in paths: a scalar's text, a mapping's `name`.
  ///
  /// Nil for null, lists and mappings without a name or with a dot in a key: members count by dotted names.
  public var cellName: String? {
    switch self {
    case .string(let text): text
    case .integer(let value): String(value)
    case .number(let value): String(value)
    case .bool(let value): String(value)
    case .object(let members): hasDottedKey ? nil : members["name"]?.cellName
    case .null, .array: nil
    }
  }

  private var hasDottedKey: Bool {
    guard case .object(let members) = self else { return false }
    return members.contains { $0.key.contains(".") || $0.value.hasDottedKey }
  }
}
