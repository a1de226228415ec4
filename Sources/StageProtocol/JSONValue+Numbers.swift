extension JSONValue {
  /// Every number in a document by its dotted name; elements of a list are named by their place.
  public func numbers(under name: String = "") -> [String: Double] {
    func inner(_ values: some Sequence<(String, JSONValue)>) -> [String: Double] {
      values.reduce(into: [:]) { all, entry in
        let path = name.isEmpty ? entry.0 : name + "." + entry.0
        all.merge(entry.1.numbers(under: path)) { first, _ in first }
      }
    }
    switch self {
    case .integer(let value): return [name: Double(value)]
    case .number(let value): return [name: value]
    case .array(let values): return inner(values.enumerated().map { ("\($0.offset)", $0.element) })
    case .object(let members): return inner(members.map { ($0.key, $0.value) })
    case .null, .bool, .string: return [:]
    }
  }
}
