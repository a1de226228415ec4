internal import ContentStore
internal import Digest
internal import Git
internal import Provenance
internal import StageProtocol

/// A result and everything behind it as a Workflow Run RO-Crate, Provenance profile 0.5.
///
/// The crate holds the outputs that were asked for, pipeline.yaml and a README; what stands behind them is
/// named by digest alone, because raw data and images of patients are not the crate's to hand on.
/// Source: w3id.org/ro/wfrun/provenance/0.5, w3id.org/ro/crate/1.1.
public struct ROCrate {
  private let source: ExportSource
  private var graph: [JSONValue] = []
  private var parts: [String] = []
  private var mentions: [String] = []
  private var controls: [String] = []
  private var described: Set<String> = []

  /// Writes a crate into a folder, which must not exist.
  ///
  /// - Throws: `ContentStoreError`; `.wrongKind` when the folder exists, `.noObject` when a payload is not
  ///   in the store.
  public static func write(_ source: ExportSource, to folder: String) throws {
    try FileSystem.makeNewFolder(folder) { folder in
      var crate = ROCrate(source: source)
      try crate.writePayload(folder)
      crate.describe()
      try FileSystem.writeDurably(source.definition, to: folder + "/pipeline.yaml")
      try FileSystem.writeDurably(crate.readme, to: folder + "/README.md")
      try FileSystem.writeDurably(crate.metadata, to: folder + "/ro-crate-metadata.json")
    }
  }

  private init(source: ExportSource) { self.source = source }

  private var target: Maker { source.lineage.target }

  private func writePayload(_ folder: String) throws {
    for output in source.outputs { try source.store.restore(output.content, to: "\(folder)/\(output.path)") }
  }

  private var readme: String {
    let names = source.outputs.map { "`\($0.path)`" }.joined(separator: ", ")
    return """
      # \(title)

      \(names), made by stage `\(target.name)` of the pipeline `\(source.pipeline)` (`pipeline.yaml`).
      `ro-crate-metadata.json` says from what, with which parameters and code, back to raw data. What the crate
      does not hold is named by its SHA-256.

      """
  }

  private var title: String { "Results of \(target.name)" }

  private var metadata: String {
    let contexts = [
      "https://w3id.org/ro/crate/1.1/context", "https://w3id.org/ro/terms/workflow-run/context",
    ]
    return CanonicalJSON.text(
      .object(["@context": .array(contexts.map(JSONValue.string)), "@graph": .array(graph)]))
  }
}

// MARK: - The graph

extension ROCrate {
  private static let profiles = [
    ("https://w3id.org/ro/wfrun/process/0.5", "Process Run Crate", "0.5"),
    ("https://w3id.org/ro/wfrun/workflow/0.5", "Workflow Run Crate", "0.5"),
    ("https://w3id.org/ro/wfrun/provenance/0.5", "Provenance Run Crate", "0.5"),
    ("https://w3id.org/workflowhub/workflow-ro-crate/1.0", "Workflow RO-Crate", "1.0"),
  ]

  private mutating func add(_ id: String, _ types: [String], _ members: [String: JSONValue]) {
    guard described.insert(id).inserted else { return }
    var entity = members
    entity["@id"] = .string(id)
    entity["@type"] = types.count == 1 ? .string(types[0]) : .array(types.map(JSONValue.string))
    graph.append(.object(entity))
  }

  private static func reference(_ id: String) -> JSONValue { .object(["@id": .string(id)]) }

  /// One reference as it is, several as a list: the profile recommends no list of one.
  private static func references(_ ids: [String]) -> JSONValue {
    ids.count == 1 ? reference(ids[0]) : .array(ids.map(reference))
  }

  private mutating func describe() {
    for (number, maker) in source.lineage.makers.enumerated() { describe(maker, position: number + 1) }
    describeWorkflow()
    describeEngine()
    for (id, name, version) in Self.profiles {
      add(id, ["CreativeWork"], ["name": .string(name), "version": .string(version)])
    }
    add(
      "README.md", ["File"],
      [
        "name": .string("README"), "about": Self.reference("./"),
        "encodingFormat": .string("text/markdown"),
      ])
    add(
      "ro-crate-metadata.json", ["CreativeWork"],
      [
        "about": Self.reference("./"),
        "conformsTo": Self.references([
          "https://w3id.org/ro/crate/1.1", "https://w3id.org/workflowhub/workflow-ro-crate/1.0",
        ]),
      ])
    let license = "No license is given with these results; ask those who made them."
    add(
      "./", ["Dataset"],
      [
        "name": .string(title),
        "description": .string("\(title) of the pipeline \(source.pipeline), with what made them."),
        "datePublished": .string(ExportSource.finished(target)), "license": .string(license),
        "conformsTo": Self.references(Self.profiles.map(\.0)),
        "hasPart": Self.references(["pipeline.yaml", "README.md"] + parts),
        "mainEntity": Self.reference("pipeline.yaml"), "mentions": Self.references(mentions),
      ])
  }

  private mutating func describeWorkflow() {
    let tools = source.lineage.makers.map(tool)
    add(
      "https://yaml.org/spec/1.2.2/", ["ComputerLanguage"],
      [
        "name": .string("YAML"), "identifier": Self.reference("https://yaml.org/spec/1.2.2/"),
        "url": Self.reference("https://yaml.org/spec/1.2.2/"),
      ])
    let inputs = described.filter { $0.hasPrefix("#input/") || $0.hasPrefix("#parameter/") }.sorted()
    let outputs = described.filter { $0.hasPrefix("#output/") }.sorted()
    var workflow: [String: JSONValue] = [
      "name": .string(source.pipeline), "encodingFormat": .string("application/yaml"),
      "programmingLanguage": Self.reference("https://yaml.org/spec/1.2.2/"),
      "hasPart": Self.references(tools), "step": Self.references(source.lineage.makers.map(step)),
      "output": Self.references(outputs),
      "conformsTo": Self.reference("https://bioschemas.org/profiles/ComputationalWorkflow/1.0-RELEASE"),
    ]
    if !inputs.isEmpty { workflow["input"] = Self.references(inputs) }
    if let code = target.code { workflow["version"] = .string(code.hex) }
    add("pipeline.yaml", ["File", "SoftwareSourceCode", "ComputationalWorkflow", "HowTo"], workflow)
    add(
      "https://bioschemas.org/profiles/ComputationalWorkflow/1.0-RELEASE", ["CreativeWork"],
      ["name": .string("ComputationalWorkflow"), "version": .string("1.0-RELEASE")])
  }

  private mutating func describeEngine() {
    let first = source.lineage.makers.map { ExportSource.started($0) ?? ExportSource.finished($0) }.min()
    let times: [String: JSONValue] = [
      "startTime": .string(first ?? ExportSource.finished(target)),
      "endTime": .string(ExportSource.finished(target)), "agent": Self.reference("#agent"),
    ]
    add("#agent", ["Organization"], ["name": .string("Those who ran the pipeline")])
    add(
      "#fovea", ["SoftwareApplication"],
      ["name": .string("Fovea"), "description": .string("The driver that ran the stages.")])
    var run = times
    run["name"] = .string("Run of \(source.pipeline)")
    run["instrument"] = Self.reference("pipeline.yaml")
    run["actionStatus"] = .string("http://schema.org/CompletedActionStatus")
    run["result"] = Self.references(source.outputs.map { id(of: $0.content, $0.path) })
    let raw = source.lineage.makers.flatMap(rawInputs)
    let parameters = described.filter { $0.hasPrefix("#run/") && $0.contains("/parameter/") }.sorted()
    if !(raw + parameters).isEmpty { run["object"] = Self.references(raw + parameters) }
    add("#run", ["CreateAction"], run)
    mentions.append("#run")
    var organize = times
    organize["name"] = .string("Execution of \(source.pipeline) by Fovea")
    organize["instrument"] = Self.reference("#fovea")
    organize["object"] = Self.references(controls)
    organize["result"] = Self.reference("#run")
    add("#engine", ["OrganizeAction"], organize)
  }

  private func rawInputs(of maker: Maker) -> [String] {
    zip(maker.ingredients.inputs, source.lineage.origins[maker.run] ?? []).compactMap { input, origin in
      origin == nil ? id(of: input.content, nil) : nil
    }
  }

  private func tool(_ maker: Maker) -> String { "#stage/\(maker.name)" }
  private func step(_ maker: Maker) -> String { "#step/\(maker.name)" }
  private func action(_ maker: Maker) -> String { "#run/\(maker.run)" }

  /// A payload's place in the crate, or the name of what the crate does not hold.
  private func id(of content: ContentID, _ path: String?) -> String {
    guard let path, source.outputs.contains(where: { $0.path == path && $0.content == content }) else {
      return ExportSource.name(content.digest)
    }
    return content.kind == .folder && !path.hasSuffix("/") ? path + "/" : path
  }

  private mutating func describe(_ maker: Maker, position: Int) {
    var software: [String: JSONValue] = ["name": .string(maker.name)]
    if let code = maker.code {
      software["softwareVersion"] = .string(code.hex)
      software["url"] = .string(ExportSource.name(code))
    }
    add(tool(maker), ["SoftwareApplication"], software)
    add(
      step(maker), ["HowToStep"],
      ["workExample": Self.reference(tool(maker)), "position": .string(String(position))])
    let objects = maker.ingredients.inputs.map { describe(input: $0, of: maker) } + parameters(of: maker)
    let results = maker.outputs.map { describe(output: $0, of: maker) }
    var members: [String: JSONValue] = [
      "name": .string("Run \(maker.run) of \(maker.name)"), "instrument": Self.reference(tool(maker)),
      "description": .string("\(maker.name), key \(maker.key.hex)"),
      "endTime": .string(ExportSource.finished(maker)), "agent": Self.reference("#agent"),
      "actionStatus": .string("http://schema.org/CompletedActionStatus"),
      "result": Self.references(results),
    ]
    if !objects.isEmpty { members["object"] = Self.references(objects) }
    if let started = ExportSource.started(maker) { members["startTime"] = .string(started) }
    add(action(maker), ["CreateAction"], members)
    mentions.append(action(maker))
    let control = "#control/\(maker.run)"
    add(
      control, ["ControlAction"],
      [
        "name": .string("Control of \(maker.name)"), "instrument": Self.reference(step(maker)),
        "object": Self.reference(action(maker)),
      ])
    controls.append(control)
  }

  private mutating func parameters(of maker: Maker) -> [String] {
    ExportSource.parameters(maker).sorted { $0.key < $1.key }.map { name, value in
      let formal = "#parameter/\(maker.name)/\(name)"
      add(
        formal, ["FormalParameter"],
        ["name": .string(name), "additionalType": .string(Self.type(of: value))])
      let id = "\(action(maker))/parameter/\(name)"
      add(
        id, ["PropertyValue"],
        [
          "name": .string(name), "value": Self.plain(value),
          "exampleOfWork": Self.reference(formal),
        ])
      return id
    }
  }

  private static func type(of value: JSONValue) -> String {
    switch value {
    case .integer: "Integer"
    case .number: "Float"
    case .bool: "Boolean"
    default: "Text"
    }
  }

  private static func plain(_ value: JSONValue) -> JSONValue {
    switch value {
    case .integer, .number, .bool, .string: value
    case .null, .array, .object: .string(CanonicalJSON.line(value))
    }
  }

  private mutating func describe(input: KeyIngredients.Input, of maker: Maker) -> String {
    let formal = "#input/\(maker.name)/\(input.role)"
    let kind = input.content.kind == .folder ? "Dataset" : "File"
    add(formal, ["FormalParameter"], ["name": .string(input.role), "additionalType": .string(kind)])
    return describe(input.content, input.path, input.role, formal)
  }

  private mutating func describe(output: RunRecord.Output, of maker: Maker) -> String {
    let formal = "#output/\(maker.name)/\(output.role)"
    let kind = output.content.kind == .folder ? "Dataset" : "File"
    add(formal, ["FormalParameter"], ["name": .string(output.role), "additionalType": .string(kind)])
    return describe(output.content, output.path, output.role, formal)
  }

  private mutating func describe(
    _ content: ContentID, _ path: String?, _ role: String, _ formal: String
  ) -> String {
    let id = id(of: content, path)
    let isPayload = !id.hasPrefix("urn:")
    if isPayload, !parts.contains(id) { parts.append(id) }
    var members: [String: JSONValue] = [
      "name": .string(path ?? role), "exampleOfWork": Self.reference(formal),
      "contentSize": .string(String(content.size)), "sha256": .string(content.digest.hex),
    ]
    if content.kind == .folder {
      members["sha256"] = nil
      members["contentSize"] = nil
      members["identifier"] = .string(ExportSource.name(content.digest))
    } else {
      members["encodingFormat"] = .string(Self.format(of: path ?? ""))
    }
    // What is not in the crate is no data entity of it, whatever it is elsewhere.
    let type = isPayload ? (content.kind == .folder ? "Dataset" : "File") : "CreativeWork"
    add(id, [type], members)
    return id
  }

  private static func format(of path: String) -> String {
    switch path.split(separator: ".").last.map({ $0.lowercased() }) {
    case "json": "application/json"
    case "csv": "text/csv"
    case "png": "image/png"
    case "md": "text/markdown"
    case "txt": "text/plain"
    case "svg": "image/svg+xml"
    default: "application/octet-stream"
    }
  }
}
