internal import Pipeline
internal import StageProtocol

/// A parameter with its value and the rule for other values.
struct Knob {
  enum Kind: String, CaseIterable {
    case integer, number, string, boolean, list

    init?(_ value: JSONValue) {
      switch value {
      case .integer: self = .integer
      case .number: self = .number
      case .string: self = .string
      case .bool: self = .boolean
      case .array: self = .list
      case .null, .object: return nil
      }
    }

    func takes(_ value: JSONValue) -> Bool {
      let kind = Kind(value)
      return kind == self || (self == .number && kind == .integer)
    }
  }

  let name: String
  let kind: Kind
  let isOptional: Bool
  let range: ClosedRange<Double>?
  let choices: [JSONValue]?
  private(set) var value: JSONValue

  static let keys = ["value", "type", "range", "one of"]

  /// The key that is a mistyped `value` beside a range or choices; nil for what is meant as a group.
  static func mistypedValue(in yaml: YAMLValue) -> String? {
    guard case .mapping(let pairs) = yaml.content else { return nil }
    let others = pairs.map(\.key).filter { !keys.contains($0) }
    func isList(_ key: String) -> Bool { if case .array? = yaml.member(key)?.json { true } else { false } }
    guard others.count == 1, isList("range") || isList("one of") else { return nil }
    return nearestName(to: others[0], among: ["value"]).map { _ in others[0] }
  }

  /// Reads a default (`0.01`, `[1, 2]`) or a full form (`{value: …, range: […]}`).
  init(_ name: String, _ yaml: YAMLValue) throws {
    self.name = name
    var given = yaml
    if let value = yaml.member("value") {
      try yaml.checkKeys(Self.keys, "parameter '\(name)'")
      given = value
    }
    let value = given.json
    guard let kind = try yaml.member("type").map(Self.kind) ?? Kind(value) else {
      throw given.wrong("parameter '\(name)'", "a value, or a type beside null")
    }
    self.kind = kind
    range = try yaml.member("range").map(Self.range)
    choices = try yaml.member("one of").map(Self.choices)
    isOptional = value == .null
    self.value = .null
    if value != .null { self.value = try checked(value) { given.wrong("parameter '\(name)'", $0) } }
  }

  /// Puts another value in its place; `error` makes the error for what was expected.
  mutating func set(_ new: JSONValue, error: (String) -> PipelineFileError) throws {
    value = try checked(new, error: error)
  }

  private func checked(_ new: JSONValue, error: (String) -> PipelineFileError) throws -> JSONValue {
    if new == .null && isOptional { return new }
    let parts = if case .array(let elements) = new { elements } else { [new] }
    guard kind.takes(new), parts.allSatisfy(isAllowed) else { throw error(expectation) }
    return new.canonical
  }

  /// Whether range and choices have a value, or an element of a list.
  private func isAllowed(_ value: JSONValue) -> Bool {
    if let choices, !choices.map(\.canonical).contains(value.canonical) { return false }
    guard let range else { return true }
    switch value {
    case .integer(let value): return range.contains(Double(value))
    case .number(let value): return range.contains(value)
    default: return false
    }
  }

  private var expectation: String {
    let names = [
      "integer": "a whole number", "number": "a number", "string": "text", "boolean": "true or false",
    ]
    var text = names[kind.rawValue] ?? "a list"
    if let range { text += " from \(Self.spell(range.lowerBound)) to \(Self.spell(range.upperBound))" }
    if let choices {
      let names = choices.compactMap(\.cellName).joined(separator: ", ")
      text = (kind == .list ? "a list, each " : "") + "one of \(names)"
    }
    return text + (isOptional ? ", or null" : "")
  }

  private static func spell(_ value: Double) -> String {
    JSONValue.number(value).canonical.cellName ?? ""
  }

  private static func choices(_ yaml: YAMLValue) throws -> [JSONValue] {
    let choices = try yaml.list("'one of'").map(\.json)
    guard !choices.isEmpty else { throw yaml.wrong("'one of'", "a list of values, one at least") }
    return choices
  }

  private static func kind(_ yaml: YAMLValue) throws -> Kind {
    guard case .scalar(let word, _) = yaml.content, let kind = Kind(rawValue: word) else {
      throw yaml.wrong("'type'", "one of " + Kind.allCases.map(\.rawValue).joined(separator: ", "))
    }
    return kind
  }

  private static func range(_ yaml: YAMLValue) throws -> ClosedRange<Double> {
    let bounds = try yaml.list("'range'").map { bound -> Double in
      switch bound.json {
      case .integer(let value): return Double(value)
      case .number(let value): return value
      default: throw bound.wrong("'range'", "two numbers, the lower one first")
      }
    }
    guard bounds.count == 2, bounds[0] <= bounds[1] else {
      throw yaml.wrong("'range'", "two numbers, the lower one first")
    }
    return bounds[0]...bounds[1]
  }
}
