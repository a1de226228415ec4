internal import Pipeline
internal import StageProtocol

/// Fills `${name}` from the parameters and leaves `${item…}` open.
struct Interpolation {
  let parameters: ParameterTable
  /// The matrix variables that may be named, or nil outside a stage with a matrix.
  var variables: [String]?
  /// Whether `${item}` alone is a value (`foreach`).
  var isForeach = false

  /// A text with its references; nil when the whole text is one reference to a null parameter.
  func template(_ yaml: YAMLValue, _ what: String) throws -> Template? {
    let text = try yaml.text(what)
    let pieces = try split(text, yaml.place)
    if case .reference(let name)? = pieces.first, pieces.count == 1 {
      if parameters[name] == .null { return nil }
      guard parameters[name] != .string("") else {
        throw PipelineFileError.value(
          yaml.place, what: "'${\(name)}'", expected: "\(what), or null for none", found: "an empty text")
      }
    }
    return Template(try pieces.map { try part($0, yaml.place) })
  }

  /// A matrix value: a text that is one reference takes the parameter's value with its type.
  func value(_ yaml: YAMLValue) throws -> JSONValue {
    switch yaml.content {
    case .scalar(let text, _) where text.contains("${"):
      let pieces = try split(text, yaml.place)
      if case .reference(let name)? = pieces.first, pieces.count == 1, let value = parameters[name] {
        return value
      }
      return .string(Template(try pieces.map { try part($0, yaml.place) }).written)
    case .scalar: return yaml.json.canonical
    case .sequence(let values): return .array(try values.map(value))
    case .mapping(let pairs):
      return .object(
        Dictionary(try pairs.map { ($0.key, try value($0.value)) }, uniquingKeysWith: { first, _ in first }))
    }
  }

  private enum Piece {
    case text(String)
    case reference(String)
  }

  private func split(_ text: String, _ place: SourcePlace) throws -> [Piece] {
    var pieces: [Piece] = []
    var rest = text[...]
    while let start = rest.firstRange(of: "${") {
      if start.lowerBound > rest.startIndex { pieces.append(.text(String(rest[..<start.lowerBound]))) }
      guard let end = rest[start.upperBound...].firstIndex(of: "}") else {
        throw PipelineFileError.syntax(place, "expected '}' after '${' in '\(text)'")
      }
      let name = rest[start.upperBound..<end].filter { $0 != " " }
      pieces.append(.reference(String(name)))
      rest = rest[rest.index(after: end)...]
    }
    if !rest.isEmpty { pieces.append(.text(String(rest))) }
    return pieces
  }

  private func part(_ piece: Piece, _ place: SourcePlace) throws -> Template.Part {
    switch piece {
    case .text(let text): return .text(text)
    case .reference(let name) where name == "item" || name.hasPrefix("item."):
      return .item(try itemName(String(name.dropFirst("item.".count)), place))
    case .reference(let name):
      guard let value = parameters[name] else {
        throw PipelineFileError.undefined(
          place, what: "parameter", name: name, nearest: parameters.nearest(name))
      }
      guard let text = value.cellName else {
        throw PipelineFileError.value(
          place, what: "'${\(name)}'", expected: "a value that can stand in a text",
          found: value == .null ? "null" : "a list")
      }
      return .text(text)
    }
  }

  private func itemName(_ name: String, _ place: SourcePlace) throws -> String {
    guard let variables else {
      throw PipelineFileError.undefined(place, what: "matrix for", name: "${item}", nearest: nil)
    }
    if isForeach { return name }
    let head = name.split(separator: ".").first.map(String.init) ?? ""
    guard variables.contains(head) else {
      throw PipelineFileError.undefined(
        place, what: "matrix variable", name: head, nearest: nearestName(to: head, among: variables))
    }
    return name
  }
}
