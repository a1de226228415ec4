internal import Pipeline
internal import StageProtocol

/// Every parameter of a pipeline by its dotted name, in written order.
struct ParameterTable {
  private(set) var names: [String] = []
  private var knobs: [String: Knob] = [:]
  private var groups: Set<String> = []

  init() {}

  /// Reads the tree under `params`.
  init(_ yaml: YAMLValue?) throws {
    if let yaml { try read(yaml, under: "") }
  }

  private mutating func read(_ yaml: YAMLValue, under prefix: String) throws {
    for (key, place, value) in try yaml.mapping(prefix.isEmpty ? "'params'" : "parameters '\(prefix)'") {
      try Name.check(key, "a parameter's name", place)
      if prefix.isEmpty && key == "item" {
        throw PipelineFileError.clash(place, "'item' is what matrix values are called; expected another name")
      }
      let name = prefix.isEmpty ? key : "\(prefix).\(key)"
      if case .mapping(let pairs) = value.content, !pairs.contains(where: { $0.key == "value" }) {
        if let key = Knob.mistypedValue(in: value) {
          throw PipelineFileError.unknownKey(
            value.place, key: key, parent: "parameter '\(name)'", nearest: "value")
        }
        groups.insert(name)
        try read(value, under: name)
      } else {
        knobs[name] = try Knob(name, value)
        names.append(name)
      }
    }
  }

  /// Dotted name → value.
  var values: [String: JSONValue] { knobs.mapValues(\.value) }

  /// The value of one parameter.
  subscript(name: String) -> JSONValue? { knobs[name]?.value }

  /// Puts in a profile's values: dotted names, or groups as mappings.
  mutating func apply(profile: String, _ yaml: YAMLValue) throws {
    try apply(yaml, under: "", "profile '\(profile)'")
  }

  private mutating func apply(_ yaml: YAMLValue, under prefix: String, _ what: String) throws {
    for (key, place, value) in try yaml.mapping(what) {
      let name = prefix.isEmpty ? key : "\(prefix).\(key)"
      if groups.contains(name) {
        try apply(value, under: name, what)
      } else if knobs[name] != nil {
        try knobs[name]?.set(value.json) { value.wrong("parameter '\(name)'", $0) }
      } else {
        throw PipelineFileError.undefined(place, what: "parameter", name: name, nearest: nearest(name))
      }
    }
  }

  /// Puts in one value as it is.
  mutating func apply(_ name: String, _ value: JSONValue) throws {
    guard knobs[name] != nil else {
      throw PipelineFileError.unknownOption(option: "--set", name: name, nearest: nearest(name))
    }
    try knobs[name]?.set(value) {
      PipelineFileError.optionValue(option: "--set", name: name, expected: $0, found: "\(value)")
    }
  }

  /// Puts in one `name=value` of the command line, typed by the default's type.
  mutating func apply(override text: String) throws {
    let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
    guard parts.count == 2 else {
      throw PipelineFileError.optionValue(
        option: "--set", name: text, expected: "name=value", found: "no '='")
    }
    let (name, word) = (parts[0], parts[1])
    if groups.contains(name) {
      let inside = names.filter { $0.hasPrefix(name + ".") }.joined(separator: ", ")
      throw PipelineFileError.optionValue(
        option: "--set", name: name, expected: "one parameter (\(inside))", found: "a group of them")
    }
    guard let knob = knobs[name] else {
      throw PipelineFileError.unknownOption(option: "--set", name: name, nearest: nearest(name))
    }
    try knobs[name]?.set(try Self.value(word, for: knob)) {
      PipelineFileError.optionValue(option: "--set", name: name, expected: $0, found: "'\(word)'")
    }
  }

  private static func value(_ word: String, for knob: Knob) throws -> JSONValue {
    switch knob.kind {
    case .string: knob.isOptional && word == "null" ? .null : .string(word)
    // Digits beyond 64 bits are a number where one is wanted, and text elsewhere.
    case .number where word.utf8.allSatisfy({ (0x30...0x39).contains($0) }):
      Double(word).map(JSONValue.number) ?? JSONValue(yaml: word)
    case .list: try YAMLValue.parse(word, file: "--set \(knob.name)").json
    default: JSONValue(yaml: word)
    }
  }

  /// The parameters that a stage names: single ones, or groups as a whole.
  func members(_ name: String, _ place: SourcePlace) throws -> [String] {
    if knobs[name] != nil { return [name] }
    guard groups.contains(name) else {
      throw PipelineFileError.undefined(
        place, what: "parameter or group", name: name, nearest: nearest(name))
    }
    return names.filter { $0.hasPrefix(name + ".") }
  }

  /// The known name that is nearest to another.
  func nearest(_ name: String) -> String? { nearestName(to: name, among: names + groups.sorted()) }
}
