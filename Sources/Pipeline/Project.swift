public import ContentStore
internal import Digest
internal import Foundation
public import Provenance
internal import StageProtocol

/// A workspace with its pipeline: what every command of the driver starts from.
public final class Project {
  /// The folder and its places.
  public let workspace: Workspace
  /// What pipeline.yaml says.
  public let definition: PipelineDefinition
  /// The stages with the cells known so far.
  public private(set) var graph: Graph
  /// The records.
  public let ledger: Ledger
  /// Digests of files.
  public let cache: StatCache
  /// Whether a cell whose record is of the present key counts as fresh although its outputs are gone, as long
  /// as nothing that has to run reads them.
  public var allowsMissing = false

  let executables: Executables
  let codes: StageCodes
  let judge: Judge
  let environment: [String: String]
  private lazy var present = Machine.facts(environment)

  /// Opens a workspace; nothing is run, built or locked.
  ///
  /// - Parameters:
  ///   - definition: what pipeline.yaml says.
  ///   - stages: a folder of ready programs, or nil to use and make the workspace's own.
  ///   - environment: the driver's environment, from which stages get what they declare.
  /// - Throws: `GraphError`, `PipelineError`, `ContentStoreError`.
  public init(
    _ workspace: Workspace, _ definition: PipelineDefinition, stages: String?, environment: [String: String]
  ) throws {
    self.workspace = workspace
    self.definition = definition
    self.environment = environment
    graph = try Self.graph(of: definition, in: workspace)
    try FileSystem.makeFoldersWherePossible(workspace.machine)
    cache = StatCache(file: workspace.statCache)
    ledger = try Ledger(root: workspace.root, store: Store(folder: workspace.store))
    executables = try Executables(workspace, ready: stages, cache: cache)
    codes = try StageCodes(workspace, executables: executables, cache: cache)
    judge = Judge(workspace, ledger: ledger, cache: cache, codes: codes, environment: environment)
  }

  /// Throws unless every stage has a target, so that nothing runs before a mistake in a name is told.
  public func checkTargets() throws {
    for stage in definition.stages { _ = try codes.code(of: stage) }
  }

  /// The stamp of the workspace as it stands now; takes tens of milliseconds in a large tree.
  func takeStamp() throws -> Stamp {
    let raw = graph.cells.flatMap(\.dependencies).filter { $0.producer == nil }.map(\.path)
    // Of cells that are not known yet what lies below the fixed part of their paths.
    let open = graph.stages.filter { !$0.isExpanded }.flatMap(\.definition.rawPatterns).map { pattern in
      pattern.split(separator: "/", omittingEmptySubsequences: false).prefix { !$0.contains("*") }
        .joined(separator: "/")
    }
    let inputs = (raw + open).filter { !$0.isEmpty }
    let places = inputs + inputs.map { ledger.place(of: workspace.path($0)) }
    let code = try definition.stages.flatMap { stage in
      do {
        return try codes.paths(of: stage)
      } catch is PipelineError {
        // The program of a stage that is not asked for may be missing.
        return []
      }
    }
    // Each as it lies in the workspace, whatever links lead to it: most are of several stages.
    let inside = try Set(code).compactMap { path in
      let real = try FileSystem.destination(of: workspace.path(path)).path
      return real.hasPrefix(workspace.root + "/") ? String(real.dropFirst(workspace.root.count + 1)) : nil
    }
    return Stamp.take(
      at: workspace.root, code: Array(Set(inside + ["pipeline.yaml"])),
      inputs: Array(Set(places.filter { !$0.hasPrefix("/") && !$0.hasPrefix("..") })))
  }

  /// Expands the matrices again by the ranking files as they stand now.
  func expand() throws {
    graph = try Self.graph(of: definition, in: workspace)
  }

  /// The graph by the ranking files as they stand, in which no dependency hides its maker.
  private static func graph(of definition: PipelineDefinition, in workspace: Workspace) throws -> Graph {
    let graph = try Graph(definition) { try ranking(at: workspace.path($0), strict: false) }
    try HiddenMakers(graph, workspace).check()
    return graph
  }

  /// Why the lists that stand there give a stage no cells; nil where they do.
  func problem(of stage: Graph.Stage) -> GraphError? {
    stage.isExpanded ? nil : stage.problem ?? problem(at: StageOrder.rankingPaths(stage.definition))
  }

  /// What a person names, in the graph as it is.
  ///
  /// Throws as `Selection.init`; where a list that stands there is why cells are not known, what is wrong with it.
  public func selection(_ names: [String], only: Bool = false) throws -> Selection {
    do {
      return try Selection(names, only: only, in: graph)
    } catch GraphError.cellsNotKnown(let id, let reader, let rankers, let place) {
      let unknown = GraphError.cellsNotKnown(id, by: reader, rankers, place)
      guard let stage = graph.stage(id) else { throw unknown }
      let stands = try StageOrder.rankingPaths(stage.definition).allSatisfy {
        try FileSystem.exists(workspace.path($0))
      }
      throw stands ? problem(of: stage) ?? unknown : unknown
    }
  }

  private func problem(at rankings: [String]) -> GraphError? {
    for path in rankings {
      do {
        guard try Self.ranking(at: workspace.path(path), strict: true) != nil else {
          return .badRanking(path: path, problem: "no such file")
        }
      } catch {
        return error as? GraphError ?? .badRanking(path: path, problem: "\(error)")
      }
    }
    return nil
  }

  /// Keeps what was learned for the next command.
  public func save() throws {
    try cache.save()
    try codes.save()
  }

  /// Throws `GraphError.unknown` when a named cell is none of the graph's and no stage that runs first can
  /// bring it.
  public func check(_ selection: Selection) throws {
    let open = selection.wanted(in: graph).open
    for stage in graph.stages where open.contains(stage.id) {
      if let problem = lackingRanking(of: stage) { throw problem }
    }
    let isDoubtful = graph.stages.contains { !selection.unknownCells(of: $0).isEmpty }
    // Only where a ranking is to come out otherwise is a name in doubt, and only then the cells are looked at.
    if isDoubtful { _ = try judgements(selection) }
  }

  /// The state of every chosen cell, in the order of the graph.
  ///
  /// A stage whose cells are not known yet, or not those of now, stands for them. Throws as `check`.
  ///
  /// - Parameter force: whether the named cells run in any case.
  public func judgements(_ selection: Selection = .all, force: Bool = false) throws -> [Judgement] {
    var needed: Set<CellID>? = allowsMissing ? [] : nil
    while true {
      let found = try judgements(selection, needed: needed)
      let more = read(found, selection, force).subtracting(needed ?? [])
      if more.isEmpty { return found }
      needed?.formUnion(more)
    }
  }

  /// The cells with outputs that are not here and that something reads which runs in any case.
  ///
  /// What waits for a cell before it may turn out fresh; until then it needs nothing.
  private func read(_ judgements: [Judgement], _ selection: Selection, _ force: Bool) -> Set<CellID> {
    let absent = Dictionary(
      uniqueKeysWithValues: judgements.filter { !$0.absent.isEmpty }.map { ($0.id, $0.absent) })
    guard !absent.isEmpty else { return [] }
    let rankers = rankers(of: selection.wanted(in: graph).open, among: absent)
    // Those that cannot run, and all that wait for them.
    var stuck: Set<CellID> = []
    return judgements.reduce(into: rankers) { needed, judgement in
      let isForced = force && selection.names(judgement.id)
      guard judgement.state.isWork || isForced, let cell = graph.cell(judgement.id) else { return }
      if lacksRawData(cell) || !stuck.isDisjoint(with: cell.upstream) {
        stuck.insert(cell.id)
      } else if isForced || (judgement.state != .maybe && judgement.restorable == nil) {
        needed.formUnion(cell.makers(of: absent))
      }
    }
  }

  /// The cells whose ranking files are not here, for want of which stages are not known; `absent` are paths by
  /// cell.
  func rankers(of open: Set<StageID>, among absent: [CellID: [String]]) -> Set<CellID> {
    let stages = graph.stages.filter { !$0.isExpanded && open.contains($0.id) }
    return Set(
      absent.keys.filter { id in stages.contains { $0.isRanked(by: id, through: absent[id] ?? []) } })
  }

  /// Whether raw data that a cell reads are not here, so that it cannot run in any case.
  func lacksRawData(_ cell: Cell) -> Bool {
    cell.dependencies.contains { dependency in
      guard dependency.producer == nil else { return false }
      if dependency.isUnmatched { return true }
      do {
        return try !FileSystem.exists(workspace.path(dependency.path))
      } catch {
        // What cannot be looked at is the stage's to tell.
        return true
      }
    }
  }

  private func judgements(_ selection: Selection, needed: Set<CellID>?) throws -> [Judgement] {
    let wanted = selection.wanted(in: graph)
    var known: [CellID: Judgement] = [:]
    var listings = Listings(graph, open: wanted.open, workspace, judge, cache)
    let running = try runningCells()
    return try graph.stages.flatMap { stage -> [Judgement] in
      guard stage.isExpanded else {
        return wanted.open.contains(stage.id) ? [standIn(for: stage, known)] : []
      }
      let cells = stage.cells.filter { wanted.cells.contains($0.id) }
      guard !cells.isEmpty || !selection.unknownCells(of: stage).isEmpty else { return [] }
      let listing = try listings.listing(of: stage, known)
      if case .sure = listing { try selection.check(stage) }
      if listings.unlisted.contains(stage.id) || cells.isEmpty {
        return [Judgement(CellID(stage.id), .maybe, Self.waits(for: listing.rankers))]
      }
      return try cells.map { cell in
        let waits = try listings.rankers(before: cell, of: stage, known)
        var judgement =
          waits.isEmpty
          ? try judgement(of: cell, known, needed) : Judgement(cell.id, .maybe, Self.waits(for: waits))
        if running.contains(cell.id) { judgement.state = .running }
        if case .doubtful(let rankers) = listing {
          if judgement.state == .fresh {
            (judgement.state, judgement.reasons) = (.maybe, Self.waits(for: rankers))
          }
          // What joins these cells may join others.
          judgement.outputs = nil
        }
        known[cell.id] = judgement
        return judgement
      }
    }
  }

  /// What is said of a stage whose cells are not known.
  private func standIn(for stage: Graph.Stage, _ known: [CellID: Judgement]) -> Judgement {
    let areSettled = stage.rankedBy.compactMap(graph.stage).allSatisfy { ranker in
      ranker.isExpanded
        && ranker.cells.allSatisfy { cell in
          known[cell.id].map { $0.state == .fresh && $0.absent.isEmpty } ?? false
        }
    }
    if let problem = lackingRanking(of: stage) ?? (areSettled ? problem(of: stage) : nil) {
      return Judgement(CellID(stage.id), .missing, [Reason(kind: .unreadable, new: "\(problem)")])
    }
    return Judgement(CellID(stage.id), .maybe, Self.waits(for: stage.rankedBy))
  }

  /// What is wrong with a ranking of a stage that no stage makes.
  private func lackingRanking(of stage: Graph.Stage) -> GraphError? {
    if stage.rankedBy.isEmpty { return problem(of: stage) }
    let made = stage.rankedBy.compactMap(graph.stage).flatMap(\.definition.outputs).map(\.path.pattern)
    return problem(
      at: StageOrder.rankingPaths(stage.definition).filter { path in
        !made.contains { OutputPath.mayMeet($0, path) }
      })
  }

  private static func waits(for stages: [StageID]) -> [Reason] {
    stages.map { Reason(kind: .upstream, name: $0.name) }
  }

  /// The state of a cell by what is known of those before it; one that cannot be read says so, and stops
  /// nobody else.
  private func judgement(
    of cell: Cell, _ known: [CellID: Judgement], _ needed: Set<CellID>?
  ) throws -> Judgement {
    do {
      var judgement = try judge.judge(cell, needed: needed) { Self.supply(known[$0]) }
      if judgement.state == .fresh { judgement.drift = try drift(of: cell.id) }
      return judgement
    } catch let error as ContentStoreError {
      return Judgement(cell.id, .missing, [Reason(kind: .unreadable, new: "\(error)")])
    }
  }

  /// In what the machine differs from that of the run which made a fresh cell's outputs.
  private func drift(of id: CellID) throws -> [Reason] {
    guard let standing = try ledger.stageRecord(stage: id.stage.name, cell: id.cell).record?.produced.run,
      let run = try ledger.run(standing).record,
      let machine = try (run.restoredFrom.flatMap { try ledger.run($0).record } ?? run).machine
    else { return [] }
    return Machine.drift(from: machine, to: present)
  }

  /// The source of a stage's page, within the workspace; nil when nothing says where it lies.
  public func page(of stage: StageDefinition) -> String? { codes.page(of: stage) }

  /// How long the last good run of a cell took, or nil when it never ran here.
  ///
  /// After a failure, or when outputs were put back, the run that made what stands there counts.
  public func expectedSeconds(_ id: CellID) throws -> Double? {
    if let last = try ledger.latestRun(stage: id.stage.name, cell: id.cell), let seconds = Self.seconds(last)
    {
      return seconds
    }
    let maker = try ledger.stageRecord(stage: id.stage.name, cell: id.cell).record?.produced.run
    return try maker.flatMap { try ledger.run($0).record }.flatMap(Self.seconds)
  }

  private static func seconds(_ run: RunRecord) -> Double? {
    run.wallSeconds > 0 && run.outcome == .ran ? run.wallSeconds : nil
  }

  /// What a judged cell gives to those after it.
  private static func supply(_ judgement: Judgement?) -> Supply {
    guard let judgement else { return .asItStands }
    guard let outputs = judgement.outputs else { return .open }
    return judgement.state == .fresh ? .placed(outputs) : .promised(outputs)
  }

  /// The cells that another driver runs now.
  private func runningCells() throws -> Set<CellID> {
    let folder = workspace.machine + "/staging"
    guard try FileSystem.exists(folder) else { return [] }
    let runs = try FileSystem.names(in: folder)
    guard !runs.isEmpty, try WorkspaceLock.isHeld(workspace.lock) else { return [] }
    let contexts = runs.compactMap {
      JSONFile.loadUnchecked(StageContext.self, from: "\(folder)/\($0)/context.json")
    }
    return Set(contexts.map { CellID(StageID($0.stage), $0.cell) })
  }

  /// Refuses a place that a link leads out of the workspace, and one below a file.
  func checkPlace(_ output: Cell.Output) throws {
    let problem =
      switch try ledger.obstacle(to: output.path) {
      case nil: String?.none
      case .inTheWay(let file): "expected a folder at '\(file)', found a file; move it away"
      case .outside(let real): "a link leads to '\(real)'; expected a place inside the workspace"
      }
    if let problem { throw GraphError.badOutput(path: output.path, problem: problem, output.place) }
  }

  /// The names in a ranking file, best first, or nil when it does not exist.
  ///
  /// What cannot be read counts as absent unless `strict`: its maker will write it anew.
  private static func ranking(at path: String, strict: Bool) throws -> [String]? {
    let bytes: [UInt8]
    do {
      bytes = try FileSystem.read(path)
    } catch {
      if case ContentStoreError.absent = error { return nil }
      if strict { throw error }
      return nil
    }
    let entries = try? JSONDecoder().decode(JSONValue.self, from: Data(bytes)).elements
    let names = entries?.map { $0.text ?? $0["name"]?.text }
    guard let names, !names.isEmpty, !names.contains(nil) else {
      guard strict else { return nil }
      throw GraphError.badRanking(path: path, problem: "no list of names")
    }
    return names.compactMap(\.self)
  }
}
