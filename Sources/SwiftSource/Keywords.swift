/// The words of the language, for telling operands from operators and for coloring.
enum Keywords {
  /// Words that stand for a value themselves.
  private static let values: Set<String> = ["true", "false", "nil", "self", "Self", "Any", "super"]

  private static let statements: Set<String> = [
    "as", "associatedtype", "await", "break", "case", "catch", "class", "consume", "continue", "copy",
    "default", "defer", "deinit", "discard", "do", "else", "enum", "extension", "fallthrough", "fileprivate",
    "for", "func", "guard", "if", "import", "in", "init", "inout", "internal", "is", "let", "operator",
    "precedencegroup", "private", "protocol", "public", "repeat", "rethrows", "return", "static", "struct",
    "subscript", "switch", "throw", "throws", "try", "typealias", "var", "where", "while",
  ]

  private static let modifiers: Set<String> = [
    "actor", "any", "async", "borrowing", "consuming", "convenience", "dynamic", "final", "indirect",
    "isolated",
    "lazy", "mutating", "nonisolated", "nonmutating", "open", "optional", "override", "package", "postfix",
    "prefix", "required", "sending", "some", "unowned", "weak", "yield",
  ]

  /// Whether an operand may follow the word, so that a slash after it opens a regular expression.
  static func precedesOperand(_ word: ArraySlice<UInt8>) -> Bool {
    word.count <= 16 && statements.contains(String(decoding: word, as: UTF8.self))
  }

  /// Whether the word is colored as a keyword.
  static func isColored(_ word: String) -> Bool {
    statements.contains(word) || modifiers.contains(word) || values.contains(word)
  }
}
