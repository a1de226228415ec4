private import Foundation

/// A checked number format in the manner of C: `%.3f`, `%+d`, `%.1e`, `%.4g`, with words around it.
///
/// `%%` is a percent sign; a value is not multiplied by a hundred.
public struct NumberFormat: Sendable, Equatable {
  private enum Conversion: Character { case fixed = "f", exponent = "e", general = "g", integer = "d" }

  private var prefix = ""
  private var suffix = ""
  private var sign = ""
  private var precision: Int?
  private var conversion = Conversion.general

  /// A format, or nil for a text with no or several conversions, a width, or precision beyond 17.
  public init?(_ text: String) {
    var hasConversion = false
    var rest = Substring(text)
    while let character = rest.popFirst() {
      if character != "%" {
        append(character, after: hasConversion)
      } else if rest.first == "%" {
        rest.removeFirst()
        append("%", after: hasConversion)
      } else {
        guard !hasConversion, readConversion(&rest) else { return nil }
        hasConversion = true
      }
    }
    guard hasConversion else { return nil }
  }

  /// Six significant digits, as for numbers without a format.
  public static let standard = NumberFormat(precision: 6)

  private init(precision: Int) { self.precision = precision }

  private mutating func append(_ character: Character, after hasConversion: Bool) {
    if hasConversion { suffix.append(character) } else { prefix.append(character) }
  }

  private mutating func readConversion(_ rest: inout Substring) -> Bool {
    if rest.first == "+" {
      rest.removeFirst()
      sign = "+"
    }
    if rest.first == "." {
      rest.removeFirst()
      let digits = rest.prefix { $0.isASCII && $0.isNumber }
      guard let count = Int(digits), count <= 17 else { return false }
      precision = count
      rest = rest.dropFirst(digits.count)
    }
    guard let last = rest.popFirst(), let conversion = Conversion(rawValue: last) else { return false }
    self.conversion = conversion
    return conversion != .integer || precision == nil
  }

  /// A number as text; what is not finite is written as `nan`, `inf` or `-inf`.
  public func text(_ value: Double) -> String {
    guard value.isFinite else { return prefix + (value.isNaN ? "nan" : value < 0 ? "-inf" : "inf") + suffix }
    if conversion == .integer, let whole = Int64(exactly: value.rounded(.toNearestOrEven)) {
      return text(whole)
    }
    // Beyond 64 bits `%d` writes what `%.0f` does.
    let precision = conversion == .integer ? 0 : precision
    let conversion = conversion == .integer ? Conversion.fixed : conversion
    let pattern = "%\(sign)\(precision.map { ".\($0)" } ?? "")\(conversion.rawValue)"
    return prefix + String(format: pattern, value) + suffix
  }

  /// An integer as text; conversions for fractions apply as to any number.
  public func text(_ value: Int64) -> String {
    guard conversion == .integer else { return text(Double(value)) }
    return prefix + (value >= 0 ? sign : "") + String(value) + suffix
  }
}

extension JSONValue {
  /// The value as a person reads it: numbers by the format, null as a dash, the rest as it is.
  public func text(_ format: NumberFormat? = nil) -> String {
    switch self {
    case .null: "–"
    case .bool(let value): value ? "yes" : "no"
    case .integer(let value): format?.text(value) ?? String(value)
    case .number(let value): (format ?? .standard).text(value)
    case .string(let value): value
    case .array(let values): values.map { $0.text(format) }.joined(separator: ", ")
    case .object(let members):
      members.sorted { $0.key < $1.key }.map { "\($0.key): \($0.value.text(format))" }
        .joined(separator: ", ")
    }
  }
}
