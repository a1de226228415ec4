internal import ContentStore
public import StageProtocol

/// JSON in one form only: names in the order of their bytes, shortest numbers, two spaces.
public enum CanonicalJSON {
  /// The value in one line.
  public static func line(_ value: JSONValue) -> String {
    write(value, indent: nil)
  }

  /// The value over several lines, with a line feed at the end.
  public static func text(_ value: JSONValue) -> String {
    write(value, indent: 0) + "\n"
  }

  private static func write(_ value: JSONValue, indent: Int?) -> String {
    switch value {
    case .null: return "null"
    case .bool(let value): return value ? "true" : "false"
    case .integer(let value): return String(value)
    case .number(let value):
      if let whole = Int64(exactly: value) { return String(whole) }
      return value.description
    case .string(let text): return quoted(text)
    case .array(let values):
      let lines = values.map { write($0, indent: indent.map { $0 + 2 }) }
      return wrapped(lines, "[", "]", indent)
    case .object(let members):
      let lines = members.sorted { ByteOrder.precedes($0.key, $1.key) }.map { name, value in
        quoted(name) + ": " + write(value, indent: indent.map { $0 + 2 })
      }
      return wrapped(lines, "{", "}", indent)
    }
  }

  private static func wrapped(_ lines: [String], _ open: String, _ close: String, _ indent: Int?) -> String {
    guard let indent, !lines.isEmpty else { return open + lines.joined(separator: ", ") + close }
    let margin = String(repeating: " ", count: indent)
    return "\(open)\n" + lines.map { "\(margin)  \($0)" }.joined(separator: ",\n") + "\n\(margin)\(close)"
  }

  private static func quoted(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": result += "\\\""
      case "\\": result += "\\\\"
      case "\n": result += "\\n"
      case "\t": result += "\\t"
      case "\r": result += "\\r"
      case _ where scalar.value < 0x20:
        let hex = String(scalar.value, radix: 16)
        result += "\\u" + String(repeating: "0", count: 4 - hex.count) + hex
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result + "\""
  }
}
