public import SwiftSource

/// Why a page cannot be woven.
public enum WeaveError: Error, Sendable, Equatable, CustomStringConvertible {
  /// The source cannot be read as a document.
  case source(SwiftSourceError)
  /// Prose cites a value that nobody recorded.
  case unknownValue(key: String, file: String, line: Int, known: [String])
  /// A placeholder's format is none.
  case badFormat(format: String, file: String, line: Int)
  /// A placeholder stands where no text is, such as in a link's target.
  case misplacedValue(key: String, file: String, line: Int)
  /// A record of shown items cannot be read.
  case badShown(path: String, line: Int, reason: String)
  /// A payload is missing or not what its record says.
  case badPayload(path: String, reason: String)
  /// A drawing holds what a page must not hold.
  case badDrawing(label: String, found: String)

  /// A sentence with the place first.
  public var description: String {
    switch self {
    case .source(let error): error.description
    case .unknownValue(let key, let file, let line, let known):
      "\(file):\(line): no value '\(key)' was recorded; known are "
        + (known.isEmpty ? "none" : known.joined(separator: ", "))
    case .badFormat(let format, let file, let line):
      "\(file):\(line): '\(format)' is no number format; expected one such as %.3f"
    case .misplacedValue(let key, let file, let line):
      "\(file):\(line): {{\(key)}} stands where no text is, such as in a link's target"
    case .badShown(let path, let line, let reason):
      "\(path):\(line): expected a shown item as JSON, found \(reason)"
    case .badPayload(let path, let reason): "\(path): \(reason)"
    case .badDrawing(let label, let found):
      "drawing '\(label)': expected plain SVG, found \(found)"
    }
  }
}
