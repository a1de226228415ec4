internal import ContentStore
internal import Digest
internal import Glibc
internal import Provenance
internal import StageProtocol

/// Starts stages, and carries what they made into the workspace: object, place, record, in this order.
final class Runner {
  private let workspace: Workspace
  private let ledger: Ledger
  private let cache: StatCache
  private let codes: StageCodes
  private let executables: Executables
  private let judge: Judge
  private let environment: [String: String]
  private let lock: WorkspaceLock
  private let project: Project
  private var warden: Guard?
  private var stamp: Stamp?
  /// What is to be told before the next stage begins.
  private var remarks: [String] = []
  /// Whether a build of several programs failed.
  private var buildsApart = false
  /// What the compiler said of the sources of a program.
  private var refusals: [SHA256Digest: PipelineError] = [:]
  /// What a restoration that failed had set aside.
  private var untold: [CellID: [String]] = [:]

  init(_ project: Project, lock: WorkspaceLock) {
    self.project = project
    workspace = project.workspace
    ledger = project.ledger
    cache = project.cache
    codes = project.codes
    executables = project.executables
    judge = project.judge
    environment = project.environment
    self.lock = lock
  }

  /// Deletes what killed runs left half made.
  func sweep() throws {
    try FileSystem.remove(workspace.machine + "/staging")
    try ledger.store.sweep()
    let folders = [workspace.machine, workspace.scratch, workspace.report]
    for folder in folders + ledger.folders {
      try FileSystem.sweepTemporaries(in: folder)
    }
  }

  /// Builds the program of a stage, and in one go with it those of others, where their sources changed.
  ///
  /// What the compiler said of some sources it is not asked again.
  /// - Parameter mayFail: whether others that do not compile keep nobody back: then each is built when it is asked
  ///   for.
  func build(
    _ asking: StageDefinition, with others: [StageDefinition], othersMayFail mayFail: Bool,
    willBuild: ([String]) -> Void
  ) throws {
    guard executables.configuration != "ready" else { return }
    let stages = [asking] + (buildsApart ? [] : others)
    var outdated: [String: CodeDigests.Pair] = [:]
    for stage in stages {
      guard let pair = try codes.code(of: stage).pair else { continue }
      if try !executables.isCurrent(stage.target, sources: pair.sources) { outdated[stage.target] = pair }
    }
    if let refusal = outdated[asking.target].flatMap({ refusals[$0.sources] }) { throw refusal }
    if outdated.isEmpty { return }
    willBuild(outdated.keys.sorted())
    let built = stages.filter { outdated[$0.target] != nil }
    let before = try built.map(codes.fingerprint)
    do {
      try executables.build(outdated)
    } catch let error as PipelineError {
      guard case .toolFailed = error, mayFail else { throw error }
      if let own = outdated[asking.target], outdated.count == 1 {
        refusals[own.sources] = error
        throw error
      }
      buildsApart = true
      return try build(asking, with: [], othersMayFail: true, willBuild: willBuild)
    }
    codes.forget()
    // What was edited and edited back counts, too: nobody knows which bytes were compiled.
    for (stage, before) in zip(built, before) {
      guard let pair = outdated[stage.target] else { continue }
      if try codes.code(of: stage).sources != pair.sources || codes.fingerprint(of: stage) != before {
        try executables.discard(pair)
        throw StageFailure.tainted(["the sources of target '\(stage.target)' changed while it was built"])
      }
    }
    try executables.remember(outdated)
  }

  /// The stamp of this run, taken once, of the very sources that the keys speak of from then on.
  private func settledStamp() throws -> Stamp {
    if let stamp { return stamp }
    func sources() throws -> [SHA256Digest?] {
      try project.graph.stages.map { stage in
        do {
          return try codes.code(of: stage.definition).sources
        } catch is PipelineError {
          // The program of a stage that is not asked for may be missing.
          return nil
        }
      }
    }
    for _ in 0..<3 {
      let before = try sources()
      let taken = try project.takeStamp()
      codes.forget()
      // Seed, parameters and paths are those of the file as it was read, maybe long before: a build lies between.
      if let file = project.definition.file, try FileSystem.read(workspace.pipeline) != file {
        throw StageFailure.tainted(["pipeline.yaml changed after it was read"])
      }
      if try sources() == before {
        stamp = taken
        remarks += taken.gaps + [taken.pin(at: workspace.root)].compactMap { $0 }
        return taken
      }
    }
    throw StageFailure.tainted(["the sources changed while they were written down"])
  }

  /// What the stamp of this run cannot lead anybody to, and what was saved in vain; each is said once.
  func takeRemarks() -> [String] {
    defer { remarks = [] }
    return remarks
  }

  /// Starts a cell's stage.
  func start(_ cell: Cell, _ judgement: Judgement, threads: Int) throws -> CellRun {
    guard let ingredients = judgement.ingredients else {
      throw judgement.missingInput.map { StageFailure.other("\($0)") } ?? .other("its inputs are not known")
    }
    _ = try settledStamp()
    guard try codes.code(of: cell.stage).digest == ingredients.code else {
      throw StageFailure.tainted(["the code of target '\(cell.stage.target)' changed while others were built"]
      )
    }
    let program = try self.program(of: cell.stage, ingredients)
    for dependency in cell.dependencies where try !FileSystem.exists(workspace.path(dependency.path)) {
      throw StageFailure.other(
        "input '\(dependency.role)': expected \(dependency.path), found nothing: it was there a moment ago; run "
          + "again")
    }
    try cell.outputs.forEach(project.checkPlace)
    try checkLinks(of: cell)
    try fileRawInputs(of: cell)
    let page = try filePage(of: cell.stage)
    let identifier = try ledger.newRun()
    let staging = Staging(folder: workspace.staging(identifier))
    try staging.prepare(cell.outputs)
    let fingerprints = try workspace.fingerprints(of: cell)
    let resume = ResumeFolder(ingredients.key, in: workspace)
    let finding = try resume.prepare(for: fingerprints)
    if finding == .dropped {
      remarks.append(
        "\(cell.id) starts over: its last run ended before anybody looked at the inputs again, and they were written "
          + "to since (or copied, or linked)")
    }
    var hasBegun = false
    defer { if !hasBegun, finding == .vouched { try? resume.vouch() } }
    let confinement = cell.stage.isSandboxed ? try Confinement() : nil
    try confinement.map { try allow(cell, program, staging, scratch: resume.path, in: $0) }
    let warden = try self.warden ?? Guard()
    self.warden = warden
    let process = try StageProcess(
      program: program, confinement: confinement,
      context: context(cell, run: identifier, staging, scratch: resume.path, threads: threads),
      folder: staging.folder, log: workspace.path(workspace.log(identifier)),
      environment: visible(to: cell.stage, staging), lock: lock.descriptor, timeout: cell.stage.timeout)
    hasBegun = true
    warden.watch(process.child.id)
    return CellRun(
      cell: cell, ingredients: ingredients, fingerprints: fingerprints, reasons: judgement.reasons,
      identifier: identifier, staging: staging, process: process, program: program,
      confinement: confinement, sandbox: sandbox(of: cell.stage), threads: threads, page: page)
  }

  /// Files the source that the stage's page shows, prose included; nil for a stage without a page.
  private func filePage(of stage: StageDefinition) throws -> SHA256Digest? {
    guard let page = codes.page(of: stage), try FileSystem.exists(workspace.path(page)) else { return nil }
    return try ledger.store.add(workspace.path(page)).digest
  }

  /// The stage's program, opened: the one that the key speaks of.
  private func program(of stage: StageDefinition, _ ingredients: KeyIngredients) throws -> Program {
    let pair = try codes.code(of: stage).pair
    let program = try executables.program(of: stage.target, sources: pair?.sources)
    // A ready program without sources is its own code.
    guard pair != nil || program.digest == ingredients.code else {
      throw StageFailure.tainted(["the program of target '\(stage.target)' was replaced just now"])
    }
    return program
  }

  /// Declared means declared: inputs, program and libraries to read, the run's own folders to write.
  private func allow(
    _ cell: Cell, _ program: Program, _ staging: Staging, scratch: String, in confinement: Confinement
  ) throws {
    let programs = [program.path] + program.libraryFolders.filter { $0 != executables.folder }
    for path in try programs + executables.companions(of: cell.stage.target) {
      try confinement.allow(path, .read)
    }
    for dependency in cell.dependencies {
      let path = workspace.path(dependency.path)
      try confinement.allow(path, .read)
      for link in try FileSystem.links(below: path) { try confinement.allow(link, .read) }
    }
    for path in [staging.folder, scratch] { try confinement.allow(path, .write) }
  }

  private func sandbox(of stage: StageDefinition) -> String {
    guard stage.isSandboxed else { return "off" }
    return Confinement.version.map { "landlock \($0)" } ?? "not enforced: this kernel has no Landlock"
  }

  private func context(
    _ cell: Cell, run: String, _ staging: Staging, scratch: String, threads: Int
  ) -> StageContext {
    let inputs = cell.dependencies.reduce(into: [String: [StageContext.Input]]()) { inputs, dependency in
      inputs[dependency.role, default: []].append(
        .init(
          path: workspace.path(dependency.path),
          cell: dependency.isJoined ? dependency.producer?.cell : nil))
    }
    let outputs = cell.outputs.map {
      ($0.role, StageContext.Output(path: staging.path(of: $0), isFolder: $0.isFolder))
    }
    return StageContext(
      stage: cell.id.stage.name, cell: cell.id.cell, run: run, inputs: inputs,
      outputs: Dictionary(uniqueKeysWithValues: outputs), parameters: cell.parameterTree,
      seed: cell.stage.seed, threads: threads, scratch: scratch, shown: staging.shown, events: nil)
  }

  /// The environment is an allow-list, so that nothing undeclared reaches a result.
  private func visible(to stage: StageDefinition, _ staging: Staging) -> [String: String] {
    var visible = [
      "LANG": "C.UTF-8", "LC_ALL": "C.UTF-8", "TZ": "UTC", "TMPDIR": staging.temporary,
      "HOME": staging.temporary, "PATH": "/usr/local/bin:/usr/bin:/bin",
    ]
    // Read when the library is loaded: its kernels of other core types round otherwise.
    visible["OPENBLAS_CORETYPE"] = "Haswell"
    for name in stage.environment { visible[name] = environment[name] }
    return visible
  }

  /// Refuses a raw folder in which a link leads to an output: nothing says which stage it is to wait for.
  private func checkLinks(of cell: Cell) throws {
    for dependency in cell.dependencies where dependency.producer == nil {
      let links = try FileSystem.links(below: workspace.path(dependency.path))
      if links.isEmpty { continue }
      let makers = try HiddenMakers(project.graph, workspace)
      for link in links { try makers.check(link, dependency.path, dependency.place) }
    }
  }

  /// What raw folders hold stays known after they change.
  private func fileRawInputs(of cell: Cell) throws {
    for dependency in cell.dependencies where dependency.producer == nil {
      _ = try ledger.store.addManifests(workspace.path(dependency.path), using: cache)
    }
  }
}

// MARK: - The end of a run

extension Runner {
  /// Writes down that a cell's stage could not even start.
  func fail(_ cell: Cell, _ judgement: Judgement, _ failure: StageFailure) throws -> CellReport {
    if let ingredients = judgement.ingredients {
      let now = Clock.wall()
      _ = try ledger.commit(
        RunRecord(
          run: try ledger.newRun(), stage: cell.id.stage.name, cell: cell.id.cell, ingredients: ingredients,
          outcome: failure.outcome, failure: failure.description, started: now, finished: now,
          host: Self.host,
          threads: 0, stamp: stamp ?? project.takeStamp()))
    }
    return CellReport(
      id: cell.id, outcome: .failed, seconds: 0, reasons: judgement.reasons, failure: failure)
  }
}

extension Runner {
  /// Collects a stage that ended: checks, files and places what it made, and writes the record.
  func finish(_ run: CellRun) throws -> (report: CellReport, outputs: [RunRecord.Output]) {
    let (end, ended) = try run.process.finish()
    warden?.forget(run.process.child.id)
    var record = try self.record(of: run, end)
    var failure = ended
    if case .exited? = ended, let said = run.said { failure = .said(said) }
    if let ended = failure { failure = try withRefusals(ended, of: run) }
    record.notes += untold.removeValue(forKey: run.cell.id) ?? []
    do {
      failure = try failure ?? wrong(run)
      if failure == nil { try file(run, into: &record) }
    } catch {
      failure = (error as? StageFailure) ?? .other("\(error)")
    }
    if let failure {
      try fileShown(run, into: &record)
      record.outcome = failure.outcome
      record.failure = failure.description
      record.outputs = []
    }
    let notes = try record.notes + ledger.commit(record)
    try FileSystem.remove(run.staging.folder)
    let resume = ResumeFolder(record.key, in: workspace)
    if try failure == nil || isSpoiled(run) {
      try resume.remove()
    } else if run.process.isGone {
      try resume.vouch()
    }
    var report = CellReport(
      id: run.cell.id, outcome: failure == nil ? .ran : .failed, seconds: end.wallSeconds,
      reasons: run.reasons, failure: failure, log: record.log, notes: notes)
    if failure != nil { report.logTail = try tail(of: run.process.log) }
    return (report, record.outputs)
  }

  /// The failure with what the sandbox refused, as far as the stage's words tell.
  private func withRefusals(_ failure: StageFailure, of run: CellRun) throws -> StageFailure {
    guard let confinement = run.confinement else { return failure }
    switch failure {
    case .exited, .said, .killed: break
    default: return failure
    }
    let words = [run.said, try tail(of: run.process.log)].compactMap(\.self).joined(separator: "\n")
    let refusals = Refusal.found(
      in: words, of: run.cell, confinement, folder: run.staging.folder, workspace: workspace)
    return refusals.isEmpty ? failure : .refused(failure, refusals)
  }

  /// Whether what a failed run saved to resume from may come of other inputs than its key says.
  private func isSpoiled(_ run: CellRun) throws -> Bool {
    do {
      return try !changes(during: run).isEmpty
    } catch is ContentStoreError {
      return true
    }
  }

  private func record(of run: CellRun, _ end: ChildProcess.End) throws -> RunRecord {
    var record = RunRecord(
      run: run.identifier, stage: run.cell.id.stage.name, cell: run.cell.id.cell,
      ingredients: run.ingredients, outcome: .ran, metrics: run.metrics, started: run.started,
      finished: Clock.wall(), wallSeconds: end.wallSeconds, cpuSeconds: end.cpuSeconds,
      peakMemory: end.peakMemory, host: Self.host, threads: run.threads, stamp: try settledStamp(),
      log: workspace.log(run.identifier))
    record.sandbox = run.sandbox
    record.page = run.page
    record.machine = Machine.facts(environment)
    if let moved = record.stamp.hasMoved(at: workspace.root) { record.notes.append(moved) }
    if !run.cell.stage.isSandboxed {
      record.notes.append("not sandboxed: pipeline.yaml says so, and what it reads is not checked")
    }
    return record
  }

  /// What is wrong with a stage that ended well by its own account.
  private func wrong(_ run: CellRun) throws -> StageFailure? {
    let problems = try run.staging.problems(run.cell.outputs)
    if !problems.isEmpty { return .outputs(problems) }
    let changes = try changes(during: run)
    return changes.isEmpty ? nil : .tainted(changes)
  }

  /// The inputs that did not stay as they were, and the program if it did not, as sentences.
  ///
  /// One that was changed and changed back counts, too: nobody knows which bytes the stage read.
  private func changes(during run: CellRun) throws -> [String] {
    let changes = try judge.changes(of: run.cell, since: run.ingredients)
    let program =
      try run.program.isUnchanged(cache)
      ? [] : ["the program of target '\(run.cell.stage.target)' changed while it ran"]
    return try (changes.isEmpty ? touched(during: run) : changes) + program
  }

  /// The inputs that were written to, whatever they hold now, as sentences.
  private func touched(during run: CellRun) throws -> [String] {
    try zip(run.cell.dependencies, zip(run.fingerprints, workspace.fingerprints(of: run.cell))).compactMap {
      dependency, marks in
      marks.0 == marks.1
        ? nil
        : "input '\(dependency.role)' at '\(dependency.path)' was written to while the stage ran (or "
          + "linked, or given other permissions), although it holds the same again"
    }
  }

  /// Files every output, then puts each in its place.
  private func file(_ run: CellRun, into record: inout RunRecord) throws {
    record.outputs = try run.cell.outputs.map {
      .init(role: $0.role, path: $0.path, content: try ledger.store.add(run.staging.path(of: $0)))
    }
    try fileShown(run, into: &record)
    // Looked at again, a link may have been put there since; and all before the first is placed: an output
    // without its record would be an edit.
    try run.cell.outputs.forEach(project.checkPlace)
    for output in run.cell.outputs { record.notes += try ledger.keep(output.path, cache: cache) }
    for (output, filed) in zip(run.cell.outputs, record.outputs) {
      let (place, staged) = (workspace.path(output.path), run.staging.path(of: output))
      do {
        // What is put back later cannot be started either: permissions are no part of a result.
        guard try FileSystem.forbidExecution(below: staged) else {
          try ledger.store.restore(filed.content, to: place)
          continue
        }
        try FileSystem.replaceDurably(place, with: staged)
      } catch ContentStoreError.system(_, _, code: EXDEV) {
        // artifacts/ may lie on another disk, to which nothing can be moved.
        try ledger.store.restore(filed.content, to: place)
      }
    }
  }

  /// Files what the stage showed, a failed one too, without what it showed for the time being.
  private func fileShown(_ run: CellRun, into record: inout RunRecord) throws {
    try FileSystem.remove("\(run.staging.shown)/\(ShownItem.previewFile)")
    guard record.shown == nil, try !FileSystem.names(in: run.staging.shown).isEmpty else { return }
    record.shown = try ledger.store.add(run.staging.shown)
  }

  private func tail(of log: String) throws -> String? {
    guard try FileSystem.exists(log) else { return nil }
    let bytes = try FileSystem.end(of: log, count: 8192)
    let lines = String(decoding: bytes, as: UTF8.self).split(separator: "\n").suffix(20)
    return lines.isEmpty ? nil : lines.joined(separator: "\n")
  }

  static var host: String {
    var name = [CChar](repeating: 0, count: 256)
    guard gethostname(&name, name.count - 1) == 0 else { return "unknown" }
    return String(decoding: name.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
  }

  /// Puts back the outputs of an earlier run of the same key.
  func restore(_ cell: Cell, _ judgement: Judgement, from earlier: RunRecord) throws -> CellReport {
    guard let ingredients = judgement.ingredients else {
      preconditionFailure("cell \(cell.id) is restorable without ingredients")
    }
    let begun = Clock.wall()
    var notes: [String] = []
    try cell.outputs.forEach(project.checkPlace)
    do {
      for output in earlier.outputs where try !ledger.stands(output.content, at: output.path, cache: cache) {
        notes += try ledger.keep(output.path, cache: cache)
        try ledger.store.restore(output.content, to: workspace.path(output.path))
      }
    } catch {
      // Whoever runs the stage instead tells them.
      untold[cell.id, default: []] += notes
      throw error
    }
    notes += try ledger.commit(
      RunRecord(
        run: try ledger.newRun(), stage: cell.id.stage.name, cell: cell.id.cell, ingredients: ingredients,
        outputs: earlier.outputs, outcome: .restored, restoredFrom: earlier.run, metrics: earlier.metrics,
        started: begun, finished: Clock.wall(), host: Self.host, threads: earlier.threads,
        stamp: try settledStamp(),
        shown: earlier.shown, page: earlier.page, notes: notes))
    return CellReport(
      id: cell.id, outcome: .restored, seconds: Clock.wall() - begun, reasons: judgement.reasons,
      notes: notes)
  }
}
