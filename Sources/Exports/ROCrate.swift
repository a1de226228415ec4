internal import ContentStore
internal import Digest
internal import Git
internal import Provenance
internal import StageProtocol

/// A result and everything behind it as a Workflow Run RO-Crate, Provenance profile 0.5.
///
/// The crate holds the outputs that were asked for, pipeline.yaml and a README; what stands behind them is
/// named only, because raw data and images of patients are not the crate's to hand on.
/// Source: w3id.org/ro/wfrun/provenance/0.5, w3id.org/ro/crate/1.1.
public struct ROCrate {
  private let source: ExportSource
  private var graph: [JSONValue] = []
  private var parts: [String] = []
  private var mentions: [String] = []
  private var controls: [String] = []
  private var described: Set<String> = []
  /// Files and folders in the order in which they were met.
  private var items: [(id: String, item: ExportedItem, role: String)] = []
  /// The formal parameters that each of them stands for, by its name.
  private var examples: [String: [String]] = [:]

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
      `ro-crate-metadata.json` says from what, with which parameters and code, back to raw data. What the
      crate does not hold is named by its digest, the run that made it and its place, as far as known:

      - `urn:sha256:DIGEST@RUN/PATH` is a file; the digest is the SHA-256 of its bytes.
      - `urn:fovea:folder1:DIGEST@RUN/PATH` is a folder; the digest is the SHA-256 of Fovea's list of what
        lies in it (`fovea-folder 1`: kind, digest, size and name of every entry), and of no file's bytes.

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
    describeItems()
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
    add(
      "https://yaml.org/spec/1.2.2/", ["ComputerLanguage"],
      [
        "name": .string("YAML"), "identifier": Self.reference("https://yaml.org/spec/1.2.2/"),
        "url": Self.reference("https://yaml.org/spec/1.2.2/"),
      ])
    // What one stage hands to the next is neither input nor output of the whole.
    let given = source.lineage.makers.flatMap { maker in
      outside(maker).map { Self.formal($0.input, of: maker) }
    }
    let inputs = Set(given).sorted() + described.filter { $0.hasPrefix("#parameter/") }.sorted()
    let outputs = Set(source.outputs.map { Self.formal($0, of: target) }).sorted()
    var workflow: [String: JSONValue] = [
      "name": .string(source.pipeline), "encodingFormat": .string("application/yaml"),
      "programmingLanguage": Self.reference("https://yaml.org/spec/1.2.2/"),
      "hasPart": Self.references(source.lineage.makers.map(tool).unique),
      "step": Self.references(source.lineage.makers.map(step).unique),
      "output": Self.references(outputs),
      "conformsTo": Self.reference("https://bioschemas.org/profiles/ComputationalWorkflow/1.0-RELEASE"),
    ]
    if !inputs.isEmpty { workflow["input"] = Self.references(inputs) }
    if let code = target.code {
      workflow["version"] = .string(code.hex)
    } else {
      workflow["description"] = .string(
        "The file as it stood at the export; no commit holds the one that ran.")
    }
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
    run["result"] = Self.references(source.outputs.map { id(of: source.item($0, of: target)) })
    let raw = source.lineage.makers.flatMap { maker in outside(maker).map { id(of: $0.item) } }.unique
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

  private func outside(_ maker: Maker) -> [(input: KeyIngredients.Input, item: ExportedItem)] {
    source.inputs(of: maker).filter { source.isFromOutside($0.item) }
  }

  private func tool(_ maker: Maker) -> String { "#stage/\(maker.name)" }
  private func step(_ maker: Maker) -> String { "#step/\(maker.name)" }
  private func action(_ maker: Maker) -> String { "#run/\(maker.run)" }

  /// A payload's place in the crate, or the name of what the crate does not hold.
  private func id(of item: ExportedItem) -> String {
    guard let path = item.path, isPayload(item) else { return item.name }
    return item.content.kind == .folder ? path + "/" : path
  }

  private func isPayload(_ item: ExportedItem) -> Bool {
    item.run == target.run
      && source.outputs.contains { $0.content == item.content && $0.path == item.path }
  }

  private mutating func describe(_ maker: Maker, position: Int) {
    var software: [String: JSONValue] = ["name": .string(maker.name)]
    if let code = maker.code {
      software["softwareVersion"] = .string(code.hex)
      software["url"] = .string(ExportSource.name(code))
    }
    software["description"] = ExportSource.codeNote(maker).map(JSONValue.string)
    add(tool(maker), ["SoftwareApplication"], software)
    add(
      step(maker), ["HowToStep"],
      ["workExample": Self.reference(tool(maker)), "position": .string(String(position))])
    describeRun(maker)
    let control = "#control/\(maker.run)"
    add(
      control, ["ControlAction"],
      [
        "name": .string("Control of \(maker.name)"), "instrument": Self.reference(step(maker)),
        "object": Self.reference(action(maker)),
      ])
    controls.append(control)
  }

  private mutating func describeRun(_ maker: Maker) {
    let inputs = source.inputs(of: maker).map { describe(input: $0.input, $0.item, of: maker) }
    let objects = inputs.unique + parameters(of: maker)
    let results = maker.outputs.map { describe(output: $0, of: maker) }
    let code = ExportSource.codeNote(maker) ?? maker.code.map { "commit \($0.hex)" }
    let facts = [maker.name, "key \(maker.key.hex)"] + (code.map { [$0] } ?? [])
    var members: [String: JSONValue] = [
      "name": .string("Run \(maker.run) of \(maker.name)"), "instrument": Self.reference(tool(maker)),
      "description": .string(facts.joined(separator: ", ")),
      "endTime": .string(ExportSource.finished(maker)), "agent": Self.reference("#agent"),
      "actionStatus": .string("http://schema.org/CompletedActionStatus"),
      "result": Self.references(results),
      "additionalProperty": Self.references(settings(of: maker)),
    ]
    if !objects.isEmpty { members["object"] = Self.references(objects) }
    let variables = variables(of: maker)
    if !variables.isEmpty { members["environment"] = Self.references(variables) }
    members["startTime"] = ExportSource.started(maker).map(JSONValue.string)
    add(action(maker), ["CreateAction"], members)
    mentions.append(action(maker))
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

  private mutating func settings(of maker: Maker) -> [String] {
    let libraries = maker.ingredients.libraries.map { ("library-\($0)", $1) }
    let settings = ExportSource.settings(maker).merging(libraries) { first, _ in first }
    return settings.sorted { $0.key < $1.key }.map { name, value in
      let id = "\(action(maker))/setting/\(name)"
      add(id, ["PropertyValue"], ["name": .string(name), "value": .string(value)])
      return id
    }
  }

  private mutating func variables(of maker: Maker) -> [String] {
    ExportSource.variables(maker).sorted { $0.key < $1.key }.map { name, value in
      let id = "\(action(maker))/environment/\(name)"
      let setting = value == .null ? ["description": JSONValue.string("not set")] : ["value": value]
      add(id, ["PropertyValue"], setting.merging(["name": .string(name)]) { first, _ in first })
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

  private static func formal(_ input: KeyIngredients.Input, of maker: Maker) -> String {
    "#input/\(maker.name)/\(input.role)"
  }

  private static func formal(_ output: RunRecord.Output, of maker: Maker) -> String {
    "#output/\(maker.name)/\(output.role)"
  }

  private mutating func describe(
    input: KeyIngredients.Input, _ item: ExportedItem, of maker: Maker
  ) -> String {
    describe(item, input.role, Self.formal(input, of: maker))
  }

  private mutating func describe(output: RunRecord.Output, of maker: Maker) -> String {
    describe(source.item(output, of: maker), output.role, Self.formal(output, of: maker))
  }

  /// Notes that a file or folder stands for a formal parameter, and gives its name.
  private mutating func describe(_ item: ExportedItem, _ role: String, _ formal: String) -> String {
    let kind = item.content.kind == .folder ? "Dataset" : "File"
    add(formal, ["FormalParameter"], ["name": .string(role), "additionalType": .string(kind)])
    let id = id(of: item)
    if examples[id] == nil { items.append((id, item, role)) }
    examples[id, default: []].append(formal)
    return id
  }

  /// Files and folders, each with all the formal parameters that it stands for.
  private mutating func describeItems() {
    for (id, item, role) in items {
      var members: [String: JSONValue] = [
        "name": .string(item.path ?? role),
        "exampleOfWork": Self.references((examples[id] ?? []).unique),
      ]
      if item.content.kind == .folder {
        let name = ExportedItem.namespace(.folder) + item.content.digest.hex
        members["identifier"] = .string(name)
      } else {
        members["contentSize"] = .string(String(item.content.size))
        members["sha256"] = .string(item.content.digest.hex)
        members["encodingFormat"] = .string(Self.format(of: item.path ?? ""))
      }
      // What is not in the crate is no data entity of it, whatever it is elsewhere.
      let isPayload = isPayload(item)
      if isPayload { parts.append(id) }
      let type = item.content.kind == .folder ? "Dataset" : "File"
      add(id, [isPayload ? type : "CreativeWork"], members)
    }
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

extension [String] {
  /// Each once, in the order of its first place.
  fileprivate var unique: [String] {
    var seen: Set<String> = []
    return filter { seen.insert($0).inserted }
  }
}
