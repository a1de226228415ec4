internal import ContentStore
internal import Digest
internal import Git
internal import Pipeline
internal import PipelineFile
internal import Provenance
internal import StageProtocol

/// One stage or cell, made anew.
extension Reproduction {
  mutating func makeAnew(_ maker: Maker) throws -> Step {
    guard let own = maker.code else { throw ReproductionError.noCommit(maker) }
    // The code at the result's commit will do where it gives the same key: that saves a build.
    if standing == nil, let code = target.code { try checkOut(code) }
    try place(inputsOf: maker)
    var project = try? open(maker)
    // A pipeline that cannot even name the cell will not do.
    var differences = project.flatMap { try? self.differences($0, maker) }
    if differences?.isEmpty != true, standing != own {
      try checkOut(own)
      try place(inputsOf: maker)
      project = nil
    }
    let opened = try project ?? open(maker)
    differences = try self.differences(opened, maker)
    try checkPlaces(opened, maker)
    let outputs = try run(opened, maker)
    return Step(
      name: maker.name, run: maker.run, code: standing ?? own, differences: differences ?? [],
      outputs: outputs)
  }

  private mutating func checkOut(_ commit: CommitID) throws {
    try FileSystem.makeFolders(tree)
    // Git writes through a link that it knows nothing of, and what it would overwrite is the workspace's raw data.
    try dropLinks()
    try repository.checkOut(commit, into: tree)
    standing = commit
    report(.checkedOut(commit))
    // Which versions of the dependencies were resolved is no part of a commit.
    let resolved = workspace.root + "/Package.resolved"
    guard try FileSystem.exists(resolved), try !FileSystem.exists(place + "/Package.resolved") else { return }
    try FileSystem.writeDurably(try FileSystem.read(resolved), to: place + "/Package.resolved")
  }

  /// The pipeline in the tree with the parameters on record.
  private func open(_ maker: Maker) throws -> Project {
    let tree = try Workspace(root: place)
    let names = Set(try PipelineFile.load(path: tree.pipeline).parameters.keys)
    let values = maker.ingredients.parameters
      .filter { name, value in names.contains(name) && !value.hidesSomething }
      .mapValues { Redaction.value($0) { $0.replacing(Redaction.workspaceMark, with: place) } }
    let given = options.overrides.compactMap { text -> String? in
      let name = String(text.prefix { $0 != "=" })
      guard names.contains(name) else { return nil }
      let value = String(text.dropFirst(name.count + 1))
      let path = fromWorkspace(value)
      let recorded = maker.ingredients.parameters[name]
      if case .string(let value)? = recorded, value.hasPrefix("(input ") { return "\(name)=\(path)" }
      // What the stage does not declare can only be the place of a dependency: what lies there tells.
      return recorded == nil && !value.isEmpty && isOutside(path, of: maker) ? "\(name)=\(path)" : text
    }
    var definition = try PipelineFile.load(path: tree.pipeline, values: values, overrides: given)
    takeCells(of: maker, into: &definition)
    return try Project(
      tree, definition, stages: try programs(), environment: options.environment)
  }

  /// The stage has the recorded cell and no other, and the stages that it joins have the recorded ones: lists may
  /// come from parameters that no stage declares, and a ranking is no input.
  private func takeCells(of maker: Maker, into definition: inout PipelineDefinition) {
    guard let stage = definition.stages.first(where: { $0.id.name == maker.stage }) else { return }
    // Nobody else is run, and what others join need not be there.
    for other in definition.stages.indices where definition.stages[other].id != stage.id {
      definition.stages[other].dependencies.removeAll { if case .join = $0.source { true } else { false } }
    }
    definition.restrict(maker.stage, to: [[maker]])
    var roles: [StageID: [String]] = [:]
    for dependency in stage.dependencies {
      guard case .join(let from, _, _) = dependency.source else { continue }
      roles[from, default: []].append(dependency.role)
    }
    for (from, roles) in roles {
      let joins = roles.map { role in
        zip(maker.ingredients.inputs, lineage.origins[maker.run] ?? []).filter { $0.0.role == role }
          .map { (cell: $0.0.cell ?? "", maker: $0.1.flatMap(lineage.maker)) }
      }
      guard !joins.joined().contains(where: { $0.maker == nil }) else { continue }
      // The same bytes may be of older runs, whose stage, cell or values were others.
      let cells = Self.merged(joins.map { $0.map(\.cell) })
      definition.restrict(
        from.name,
        to: cells.map { cell in joins.joined().filter { $0.cell == cell }.compactMap(\.maker) })
    }
  }

  /// The elements of several lists that leave the same out of one order, each once and in that order.
  static func merged(_ lists: [[String]]) -> [String] {
    var lists = lists.filter { !$0.isEmpty }
    var merged: [String] = []
    while let next = lists.map({ $0[0] }).first(where: { head in
      lists.allSatisfy { !$0.dropFirst().contains(head) }
    }) ?? lists.first?[0] {
      merged.append(next)
      lists = lists.map { $0.filter { $0 != next } }.filter { !$0.isEmpty }
    }
    return merged
  }

  /// A folder of ready programs; one inside the workspace is taken from the tree.
  private func programs() throws -> String? {
    guard let stages = options.stages else { return nil }
    let own = try Workspace(root: stages).root
    guard own.hasPrefix(workspace.root + "/") else { return own }
    return place + own.dropFirst(workspace.root.count)
  }

  /// Refuses a cell that would write elsewhere: a parameter of its paths is one that the stage does not declare.
  private func checkPlaces(_ project: Project, _ maker: Maker) throws {
    let cell = CellID(StageID(maker.stage), maker.cell)
    let here = project.graph.cell(cell)?.outputs.map(\.path) ?? []
    let lost = maker.outputs.map(\.path).filter { path in
      !here.contains { ByteOrder.same($0, FileSystem.bare(path)) }
    }
    if !lost.isEmpty { throw ReproductionError.otherPlaces(maker, lost, here) }
  }

  /// How the ingredients of now differ from those on record.
  private func differences(_ project: Project, _ maker: Maker) throws -> [Reason] {
    let selection = try project.selection([maker.name], only: true)
    guard let judgement = try project.judgements(selection).first(where: { "\($0.id)" == maker.name }) else {
      throw ReproductionError.noSuchCell(maker)
    }
    if let missing = judgement.missingInput { throw missing }
    guard let ingredients = judgement.ingredients else { return [] }
    return ingredients.differences(from: maker.ingredients)
  }

  /// Runs the cell and gives its outputs beside those on record.
  private func run(_ project: Project, _ maker: Maker) throws -> [Output] {
    try project.checkTargets()
    let lock = try WorkspaceLock.acquire(project.workspace.lock)
    defer { lock.release() }
    var runOptions = RunOptions(jobs: options.jobs, threads: options.threads)
    runOptions.force = true
    let selection = try project.selection([maker.name], only: true)
    var failure: CellReport?
    let scheduler = Scheduler(project, lock: lock, selection: selection, options: runOptions) { event in
      if case .finished(let cell) = event, cell.outcome == .failed { failure = cell }
      report(.run(event))
    }
    let summary = try scheduler.run()
    if summary.isInterrupted { throw ReproductionError.interrupted }
    if let failure { throw ReproductionError.failed(maker, reason: failure.failure?.description ?? "") }
    guard summary.ran == 1 else { throw ReproductionError.noSuchCell(maker) }
    return try maker.outputs.map { output in
      let place = "\(self.place)/\(output.path)"
      return Output(
        path: output.path, recorded: output.content, found: try StatCache(file: nil).content(of: place),
        place: place)
    }
  }
}

extension JSONValue {
  /// Whether a record does not hold all of the value: the place of an input, or what was taken for a secret.
  fileprivate var hidesSomething: Bool {
    switch self {
    case .string(let text): text.hasPrefix("(input ") || text.contains("hidden:")
    case .array(let values): values.contains(where: \.hidesSomething)
    case .object: true
    case .null, .bool, .integer, .number: false
    }
  }
}

extension PipelineDefinition {
  /// Leaves a stage with a matrix no cells but these, in their order, each given by the runs that may have made
  /// it; one that the matrix cannot give leaves it as it is.
  fileprivate mutating func restrict(_ name: String, to cells: [[Maker]]) {
    guard let place = stages.firstIndex(where: { $0.id.name == name }), var matrix = stages[place].matrix
    else { return }
    let combinations = cells.compactMap { runs in
      runs.lazy.compactMap { matrix.combination(of: $0.ingredients.parameters) }.first
    }
    guard !combinations.isEmpty, combinations.count == cells.count else { return }
    for variable in matrix.variables.indices { matrix.variables[variable].values = .list([]) }
    (matrix.include, matrix.exclude) = (combinations, [])
    stages[place].matrix = matrix
  }
}

extension Matrix {
  /// The combination whose values are on record, or nil where neither the record nor the matrix tells one.
  ///
  /// A mapping is on record member by member, so that it is looked for in the matrix.
  fileprivate func combination(of recorded: [String: JSONValue]) -> [String: JSONValue]? {
    func isRecorded(_ value: JSONValue, _ name: String) -> Bool {
      value.flattened(name).allSatisfy { recorded[$0] == $1 }
    }
    if let entry = include.first(where: { $0.allSatisfy { isRecorded($1, $0) } }) { return entry }
    var combination: [String: JSONValue] = [:]
    for variable in variables {
      var value = recorded[variable.name]
      if value == nil, case .list(let listed) = variable.values {
        value = listed.first { isRecorded($0, variable.name) }
      }
      guard let value else { return nil }
      combination[variable.name] = value
    }
    return combination
  }
}
