internal import Pipeline
internal import StageProtocol

/// Reads `matrix`, `foreach`, `exclude` and `include` of a stage.
struct MatrixReader {
  let stage: YAMLValue
  let parameters: ParameterTable

  func read() throws -> Matrix? {
    if let foreach = stage.member("foreach") {
      guard stage.member("matrix") == nil else {
        throw PipelineFileError.clash(foreach.place, "expected 'matrix' or 'foreach', found both")
      }
      let item = Matrix.Variable(name: "item", values: try values(foreach, "'foreach'"), place: foreach.place)
      return try edited(Matrix(variables: [item], isForeach: true))
    }
    guard let yaml = stage.member("matrix") else {
      for key in ["exclude", "include"] {
        if let stray = stage.member(key) {
          throw PipelineFileError.clash(stray.place, "'\(key)' needs a 'matrix' beside it")
        }
      }
      return nil
    }
    let variables = try yaml.mapping("'matrix'").map { name, place, value in
      try Name.check(name, "a matrix variable's name", place)
      return Matrix.Variable(name: name, values: try values(value, "matrix '\(name)'"), place: place)
    }
    guard !variables.isEmpty else { throw yaml.wrong("'matrix'", "at least one variable") }
    return try edited(Matrix(variables: variables))
  }

  private func values(_ yaml: YAMLValue, _ what: String) throws -> Matrix.Variable.Values {
    let interpolation = Interpolation(parameters: parameters)
    if case .mapping = yaml.content { return try ranking(yaml, what, interpolation) }
    guard case .array(let values) = try interpolation.value(yaml) else {
      throw yaml.wrong(what, "a list, or a mapping with 'from'")
    }
    guard !values.isEmpty else { throw yaml.wrong(what, "at least one value") }
    for value in values where value.cellName == nil {
      throw yaml.wrong(what, "scalars, or mappings with a 'name' and no dot in a key")
    }
    return .list(values)
  }

  private func ranking(
    _ yaml: YAMLValue, _ what: String, _ interpolation: Interpolation
  ) throws -> Matrix.Variable.Values {
    try yaml.checkKeys(["from", "top"], what)
    guard let from = yaml.member("from") else {
      throw PipelineFileError.missingKey(yaml.place, key: "from", parent: what)
    }
    guard let path = try interpolation.template(from, "'from'")?.text(item: .null) else {
      throw from.wrong("'from'", "the path of a ranking file")
    }
    guard let top = yaml.member("top") else { return .ranking(path: path, top: nil) }
    guard case .integer(let count) = try interpolation.value(top), (1...100_000).contains(count) else {
      throw top.wrong("'top'", "a whole number from 1")
    }
    return .ranking(path: path, top: Int(count))
  }

  private func edited(_ matrix: Matrix) throws -> Matrix {
    var matrix = matrix
    let names = matrix.variables.map(\.name)
    let interpolation = Interpolation(parameters: parameters)
    matrix.exclude = try (stage.member("exclude")?.list("'exclude'") ?? []).map { entry in
      Dictionary(
        try entry.mapping("an entry of 'exclude'").map { name, place, value in
          let head = name.split(separator: ".").first.map(String.init) ?? name
          guard names.contains(head) else {
            throw PipelineFileError.unknownKey(
              place, key: head, parent: "'exclude'", nearest: nearestName(to: head, among: names))
          }
          return (name, try interpolation.value(value))
        }, uniquingKeysWith: { first, _ in first })
    }
    matrix.include = try (stage.member("include")?.list("'include'") ?? []).map { entry in
      try entry.checkKeys(names, "an entry of 'include'")
      if let absent = names.first(where: { entry.member($0) == nil }) {
        throw PipelineFileError.missingKey(entry.place, key: absent, parent: "an entry of 'include'")
      }
      guard case .object(let values) = try interpolation.value(entry) else { return [:] }
      return values
    }
    return matrix
  }
}
