internal import Pipeline
internal import StageProtocol

extension YAMLValue {
  /// The value as JSON by the YAML 1.2 core rules: quoted scalars are text, `no` and `off` are text too.
  ///
  /// `.inf` and `.nan` are text, too: JSON has no such numbers.
  var json: JSONValue {
    switch content {
    case .scalar(let text, isPlain: false): .string(text)
    case .scalar(let text, isPlain: true): JSONValue(yaml: text)
    case .sequence(let values): .array(values.map(\.json))
    case .mapping(let pairs):
      .object(Dictionary(pairs.map { ($0.key, $0.value.json) }, uniquingKeysWith: { first, _ in first }))
    }
  }

  /// Whether it is null or nothing.
  var isNull: Bool { json == .null }

  /// The pairs of a mapping; nothing counts as an empty mapping.
  func mapping(_ what: String) throws -> [(key: String, place: SourcePlace, value: YAMLValue)] {
    if case .mapping(let pairs) = content { return pairs }
    if isNull { return [] }
    throw wrong(what, "a mapping")
  }

  /// The elements of a list.
  func list(_ what: String) throws -> [YAMLValue] {
    guard case .sequence(let values) = content else { throw wrong(what, "a list") }
    return values
  }

  /// A text; plain numbers, booleans and null are refused.
  func text(_ what: String) throws -> String {
    guard case .scalar(let text, _) = content, case .string = json, !text.isEmpty else {
      throw wrong(what, "text")
    }
    return text
  }

  /// A whole number in a range.
  func integer(_ what: String, in range: ClosedRange<Int64>) throws -> Int64 {
    guard case .integer(let value) = json, range.contains(value) else {
      throw wrong(
        what,
        range.upperBound == .max
          ? "a whole number from \(range.lowerBound)"
          : "a whole number from \(range.lowerBound) to \(range.upperBound)")
    }
    return value
  }

  /// A number above zero.
  func positiveNumber(_ what: String) throws -> Double {
    switch json {
    case .integer(let value) where value > 0: return Double(value)
    case .number(let value) where value > 0: return value
    default: throw wrong(what, "a number above 0")
    }
  }

  /// Refuses keys that are not known in a mapping.
  func checkKeys(_ known: [String], _ what: String) throws {
    for (key, place, _) in try mapping(what) where !known.contains(key) {
      throw PipelineFileError.unknownKey(
        place, key: key, parent: what, nearest: nearestName(to: key, among: known))
    }
  }

  /// The value of a key, or nil where there is none.
  func member(_ key: String) -> YAMLValue? {
    guard case .mapping(let pairs) = content else { return nil }
    return pairs.first { $0.key == key }?.value
  }

  /// The error for a value of another kind.
  func wrong(_ what: String, _ expected: String) -> PipelineFileError {
    .value(place, what: what, expected: expected, found: kind)
  }
}

extension JSONValue {
  /// A plain scalar by the YAML 1.2 core rules, numbers decimal only.
  init(yaml text: String) {
    switch text {
    case "", "~", "null", "Null", "NULL": self = .null
    case "true", "True", "TRUE": self = .bool(true)
    case "false", "False", "FALSE": self = .bool(false)
    default: self = Self.number(text) ?? .string(text)
    }
  }

  private static func number(_ text: String) -> JSONValue? {
    let body = text.first == "-" || text.first == "+" ? text.dropFirst() : text[...]
    guard let first = body.utf8.first, first == 0x2e || (0x30...0x39).contains(first) else { return nil }
    guard body.utf8.allSatisfy({ (0x30...0x39).contains($0) || ".eE+-".utf8.contains($0) }) else {
      return nil
    }
    if let value = Int64(text) { return .integer(value) }
    // More digits than a number keeps: as text it is what was written.
    if body.utf8.allSatisfy({ (0x30...0x39).contains($0) }) { return nil }
    guard let value = Double(text), value.isFinite else { return nil }
    return .number(value)
  }

  /// The same value in the one spelling that survives JSON: a number without fraction is an integer.
  var canonical: JSONValue {
    switch self {
    case .number(let value) where value == value.rounded() && abs(value) < 0x1p53: .integer(Int64(value))
    case .array(let values): .array(values.map(\.canonical))
    case .object(let members): .object(members.mapValues(\.canonical))
    default: self
    }
  }
}
