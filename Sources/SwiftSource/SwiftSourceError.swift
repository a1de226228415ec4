/// What is wrong with a Swift text, with its place.
public enum SwiftSourceError: Error, Sendable, Equatable, CustomStringConvertible {
  /// A literal or comment that the text never closes, or a construct that cannot be told apart.
  case unclear(what: String, file: String, line: Int)
  /// A `//: @word` that is none of the known directives.
  case unknownDirective(name: String, file: String, line: Int)
  /// A directive between braces, where no cell begins or ends.
  case misplacedDirective(name: String, file: String, line: Int)

  /// A sentence with file and line first.
  public var description: String {
    switch self {
    case .unclear(let what, let file, let line):
      "\(file):\(line): \(what)"
    case .unknownDirective(let name, let file, let line):
      "\(file):\(line): unknown directive '@\(name)'; known are "
        + Directive.allCases.map { "@\($0.rawValue)" }.joined(separator: ", ")
    case .misplacedDirective(let name, let file, let line):
      "\(file):\(line): '@\(name)' stands inside braces; a directive belongs between cells"
    }
  }
}
