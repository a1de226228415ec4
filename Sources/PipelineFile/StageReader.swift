internal import Pipeline
internal import StageProtocol

/// Reads one stage of pipeline.yaml.
struct StageReader {
  static let keys = [
    "target", "page", "deps", "params", "outs", "metrics", "plots", "env", "resources", "timeout", "seed",
    "matrix", "foreach", "exclude", "include", "sandbox",
  ]

  let name: String
  let yaml: YAMLValue
  let place: SourcePlace
  let parameters: ParameterTable

  /// The stage, its paths with parameters filled in.
  func read(seed: UInt64) throws -> StageDefinition {
    let what = "stage '\(name)'"
    try Name.check(name, "a stage's name", place)
    guard name != "index" else {
      throw PipelineFileError.value(
        place, what: "a stage's name", expected: "another one: index.html is the report's first page",
        found: "'index'")
    }
    try yaml.checkKeys(Self.keys, what)
    guard let target = yaml.member("target") else {
      throw PipelineFileError.missingKey(place, key: "target", parent: what)
    }
    var stage = StageDefinition(
      id: StageID(name), target: try target.text("'target'"), seed: seed, place: place)
    try Name.check(stage.target, "'target'", target.place)
    stage.page = try yaml.member("page")?.text("'page'")
    stage.matrix = try MatrixReader(stage: yaml, parameters: parameters).read()
    let interpolation = Interpolation(
      parameters: parameters, variables: stage.matrix?.variables.map(\.name),
      isForeach: stage.matrix?.isForeach ?? false)
    stage.dependencies = try dependencies(interpolation)
    stage.outputs = try outputs(interpolation)
    stage.parameters = try chosenParameters(stage.matrix)
    stage.environment = try environment()
    stage.cores = try cores()
    stage.timeout = try yaml.member("timeout")?.positiveNumber("'timeout' (seconds)")
    stage.isSandboxed = try isSandboxed()
    if let own = yaml.member("seed") { stage.seed = UInt64(try own.integer("'seed'", in: 0 ... .max)) }
    return stage
  }

  private func dependencies(_ interpolation: Interpolation) throws -> [DependencyDefinition] {
    try (yaml.member("deps")?.mapping("'deps'") ?? []).compactMap { role, place, value in
      try Name.check(role, "a role", place)
      if value.isNull { return nil }
      if case .mapping = value.content {
        return DependencyDefinition(role: role, source: try join(value), place: value.place)
      }
      guard let path = try interpolation.template(value, "dependency '\(role)'") else { return nil }
      return DependencyDefinition(role: role, source: .path(path), place: value.place)
    }
  }

  private func join(_ yaml: YAMLValue) throws -> DependencyDefinition.Source {
    try yaml.checkKeys(["from", "out"], "a join")
    guard let from = yaml.member("from"), let out = yaml.member("out") else {
      throw PipelineFileError.missingKey(
        yaml.place, key: yaml.member("from") == nil ? "from" : "out", parent: "a join")
    }
    let parts = try from.text("'from'").split(separator: "@", maxSplits: 1).map(String.init)
    guard let stage = parts.first else { throw from.wrong("'from'", "STAGE or STAGE@*") }
    return .join(
      stage: StageID(stage), cells: parts.count == 2 ? parts[1] : nil, out: try out.text("'out'"))
  }

  private func outputs(_ interpolation: Interpolation) throws -> [OutputDefinition] {
    var roles: Set<String> = []
    return try [("outs", OutputDefinition.Kind.plain), ("metrics", .metrics), ("plots", .plots)].flatMap {
      key, kind in
      try (yaml.member(key)?.mapping("'\(key)'") ?? []).map { role, place, value in
        try Name.check(role, "a role", place)
        guard roles.insert(role).inserted else {
          throw PipelineFileError.clash(place, "stage '\(name)' has two outputs named '\(role)'")
        }
        guard let path = try interpolation.template(value, "output '\(role)'") else {
          throw value.wrong("output '\(role)'", "a path")
        }
        return output(role, path, kind, value.place)
      }
    }
  }

  private func output(
    _ role: String, _ path: Template, _ kind: OutputDefinition.Kind, _ place: SourcePlace
  ) -> OutputDefinition {
    var parts = path.parts
    var isFolder = false
    if case .text(let tail)? = parts.last, tail.hasSuffix("/") {
      isFolder = true
      parts[parts.count - 1] = .text(String(tail.dropLast()))
    }
    return OutputDefinition(
      role: role, path: Template(parts), isFolder: isFolder, kind: kind, place: place)
  }

  private func chosenParameters(_ matrix: Matrix?) throws -> [String: JSONValue] {
    var chosen: [String: JSONValue] = [:]
    for entry in try yaml.member("params")?.list("'params'") ?? [] {
      for name in try parameters.members(try entry.text("a parameter"), entry.place) {
        chosen[name] = parameters[name]
      }
    }
    let heads = Set(chosen.keys.compactMap { $0.split(separator: ".").first.map(String.init) })
    for variable in matrix?.variables ?? [] where heads.contains(variable.name) {
      throw PipelineFileError.clash(
        variable.place, "matrix variable '\(variable.name)' has the name of a parameter of stage '\(name)'")
    }
    return chosen
  }

  private func environment() throws -> [String] {
    try (yaml.member("env")?.list("'env'") ?? []).map { entry in
      let name = try entry.text("an environment variable")
      guard !name.contains("="), !name.contains("\0") else {
        throw entry.wrong("an environment variable", "a name without '='")
      }
      return name
    }
  }

  private func isSandboxed() throws -> Bool {
    guard let sandbox = yaml.member("sandbox") else { return true }
    switch try sandbox.text("'sandbox'") {
    case "on": return true
    case "off": return false
    default: throw sandbox.wrong("'sandbox'", "on or off")
    }
  }

  private func cores() throws -> Int {
    guard let resources = yaml.member("resources") else { return 1 }
    try resources.checkKeys(["cores"], "'resources'")
    return try resources.member("cores").map { Int(try $0.integer("'cores'", in: 1...4096)) } ?? 1
  }
}
