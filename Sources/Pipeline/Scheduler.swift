internal import CProcess
public import ContentStore
internal import Glibc
internal import Provenance

/// Brings cells up to date: one thread, one loop, stages as processes beside it.
///
/// In each round every cell whose makers are settled is judged once, in the order of the graph: fresh ones
/// are settled, restorable ones put back; of the others that fit the free cores, those start first that most
/// others wait for. Then the loop sleeps until a stage says something, ends, or a person interrupts. A ranking
/// that was written expands the graph anew. Call it from a thread that lives as long as the process: stages die
/// with it.
public final class Scheduler {
  private enum Settled {
    case placed([RunRecord.Output])
    case failed
  }

  private let project: Project
  private let runner: Runner
  private let selection: Selection
  private let options: RunOptions
  private let report: (RunEvent) -> Void
  /// The cells whose outputs have to be here; nil for all.
  private var needed: Set<CellID>?
  /// The outputs that are not here, of cells that are settled all the same.
  private var absent: [CellID: [String]] = [:]
  /// What the records said of cells that were taken back: others were settled by it.
  private var takenBack: [CellID: [RunRecord.Output]] = [:]
  private var wanted: (cells: Set<CellID>, open: Set<StageID>) {
    didSet { startOrder = StartOrder(project.graph, cells: wanted.cells, open: wanted.open) }
  }
  private var startOrder: StartOrder
  private var settled: [CellID: Settled] = [:]
  /// The stages of which it was told that their lists give no cells.
  private var lackingLists: [StageID: GraphError] = [:]
  private var ready: [CellID: Judgement] = [:]
  private var running: [CellRun] = []
  private var summary = RunSummary()
  private var interrupts = 0
  private var isPlanTold = false
  private var signals: Int32 = -1

  /// A scheduler for one run.
  ///
  /// - Parameters:
  ///   - lock: the workspace's lock, held for the whole run; stages keep it too.
  ///   - report: told everything that happens, in order, on this thread.
  public init(
    _ project: Project, lock: WorkspaceLock, selection: Selection, options: RunOptions,
    report: @escaping (RunEvent) -> Void
  ) {
    self.project = project
    self.selection = selection
    self.options = options
    self.report = report
    runner = Runner(project, lock: lock)
    wanted = selection.wanted(in: project.graph)
    needed = project.allowsMissing ? [] : nil
    startOrder = StartOrder(project.graph, cells: wanted.cells, open: wanted.open)
  }

  /// Brings the chosen cells up to date; throws only for what is wrong with the pipeline as a whole.
  public func run() throws -> RunSummary {
    signals = fovea_interrupts()
    defer { close(signals) }
    try runner.sweep()
    report(.planned(cells: wanted.cells.count))
    while true {
      while try advance() { try expand() }
      takeInterrupts()
      if running.isEmpty { break }
      wait()
      for run in running { try look(after: run) }
      report(.tick)
    }
    if !isStopping { tellLists() }
    summary.skipped = wanted.cells.count { settled[$0] == nil } + wanted.open.count
    summary.isInterrupted = interrupts > 0
    if options.force, summary.isInterrupted {
      summary.forcedLeft = project.graph.stages.flatMap { stage -> [CellID] in
        guard stage.isExpanded else {
          return wanted.open.contains(stage.id) ? [CellID(stage.id)] : []
        }
        return stage.cells.map(\.id).filter { wanted.cells.contains($0) && !isPlaced($0) }
      }.filter(selection.names)
    }
    do {
      try project.save()
    } catch {
      // What was done is done, and is told.
      report(.note("not remembered for the next command: \(error)"))
    }
    return summary
  }

  /// Settles and starts all that can be; true as soon as a ranking may have changed the graph.
  private func advance() throws -> Bool {
    let rankers = project.rankers(of: wanted.open, among: absent)
    rankers.forEach(takeBack)
    var startable: [(cell: Cell, judgement: Judgement, isForced: Bool)] = []
    for stage in project.graph.stages where !isBlocked(stage) {
      for cell in stage.cells where wanted.cells.contains(cell.id) {
        takeInterrupts()
        guard !isStopping, isWaiting(cell.id), areMakersPlaced(cell) else { continue }
        guard let judgement = try ready[cell.id] ?? judged(cell) else { continue }
        let isForced = options.force && selection.names(cell.id)
        if judgement.state == .fresh, !isForced, let outputs = judgement.outputs {
          settle(CellReport(id: cell.id, outcome: .fresh, seconds: 0, reasons: []), outputs)
          absent[cell.id] = judgement.absent.isEmpty ? nil : judgement.absent
        } else if let earlier = judgement.restorable, !isForced {
          try tellPlan()
          try restore(cell, judgement, earlier)
          // What could not be put back has to run: its makers are looked at first.
          if settled[cell.id] == nil { return try advance() }
        } else if !project.lacksRawData(cell), case let makers = cell.makers(of: absent), !makers.isEmpty {
          // While somebody reads what they left, nothing is put in its place.
          if running.contains(where: { rests($0.cell, on: makers) }) {
            ready[cell.id] = judgement
            continue
          }
          makers.forEach(takeBack)
          // They come earlier in the order.
          return try advance()
        } else {
          ready[cell.id] = judgement
          startable.append((cell, judgement, isForced))
        }
        if settled[cell.id] != nil, changesGraph(cell.id) { return true }
      }
    }
    if !startable.isEmpty { try tellPlan() }
    for (cell, judgement, isForced) in startable.mostWaitedFor({ startOrder.waiting(for: $0.cell.id) }) {
      takeInterrupts()
      if !isStopping { startIfCoresAreFree(cell, judgement, isForced: isForced) }
    }
    return false
  }

  /// Before the first thing is done it is told what all will be; a run with nothing to do saves the look.
  private func tellPlan() throws {
    guard !isPlanTold else { return }
    isPlanTold = true
    let plan = try project.plan(selection, force: options.force)
    // Not hours later.
    if !options.keepGoing, let refusal = plan.steps.compactMap(\.refusal).first { throw refusal }
    report(.plan(plan))
  }

  /// Takes a cell back that was settled by its record: it is judged again, and made anew.
  private func takeBack(_ maker: CellID) {
    if case .placed(let outputs)? = settled[maker] { takenBack[maker] = outputs }
    needed?.insert(maker)
    absent[maker] = nil
    settled[maker] = nil
    summary.fresh -= 1
    // What was judged by its record is judged again by what comes out.
    ready = [:]
  }

  /// Whether a cell that counted on a maker's record reads something that now came out otherwise, or is there
  /// by a ranking that did.
  private func isMisled(by maker: CellID, _ outputs: [RunRecord.Output]) -> Bool {
    guard let recorded = takenBack[maker] else { return false }
    let changed = recorded.filter { !outputs.contains($0) }.map(\.path)
    let stages = project.graph.stages
    let ranked = Set(stages.filter { $0.isRanked(by: maker, through: changed) }.map(\.id))
    return stages.flatMap(\.cells).contains { cell in
      isPlaced(cell.id)
        && (ranked.contains(cell.id.stage) || !ranked.isDisjoint(with: cell.listed)
          || !cell.makers(of: [maker: changed]).isEmpty)
    }
  }

  /// Whether a cell reads what one of these made, or hangs on a list of theirs.
  private func rests(_ cell: Cell, on makers: Set<CellID>) -> Bool {
    let lists = cell.listed.union([cell.id.stage]).compactMap(project.graph.stage).flatMap(\.rankedBy)
    return !makers.isDisjoint(with: cell.upstream) || makers.contains { lists.contains($0.stage) }
  }

  /// Whether a stage's cells cannot be looked at yet: their ranking, or cells before them, are not known.
  private func isBlocked(_ stage: Graph.Stage) -> Bool {
    stage.upstream.contains { wanted.open.contains($0) } || !areRankersPlaced(of: stage)
  }

  private func areRankersPlaced(of stage: Graph.Stage) -> Bool {
    stage.rankedBy.compactMap(project.graph.stage).allSatisfy { ranker in
      guard ranker.isExpanded else { return selection.only && !wanted.open.contains(ranker.id) }
      return ranker.cells.allSatisfy { isPlaced($0.id) || selection.only && !wanted.cells.contains($0.id) }
    }
  }

  private func isPlaced(_ id: CellID) -> Bool { if case .placed = settled[id] { true } else { false } }

  private func isWaiting(_ id: CellID) -> Bool {
    settled[id] == nil && !running.contains { $0.cell.id == id }
  }

  private func areMakersPlaced(_ cell: Cell) -> Bool {
    cell.upstream.allSatisfy { !wanted.cells.contains($0) || isPlaced($0) }
      && cell.listed.compactMap(project.graph.stage).allSatisfy(areRankersPlaced)
  }

  /// Whether nothing new may begin.
  private var isStopping: Bool {
    interrupts > 0 || ((summary.failed > 0 || !lackingLists.isEmpty) && !options.keepGoing)
  }

  /// What the judge says, or nil when an input cannot even be read.
  private func judged(_ cell: Cell) throws -> Judgement? {
    do {
      return try project.judge.judge(cell, needed: needed) { id in
        if case .placed(let outputs) = settled[id] { .placed(outputs) } else { .asItStands }
      }
    } catch let error as ContentStoreError {
      settle(try runner.fail(cell, Judgement(cell.id, .failed), .other("\(error)")))
      return nil
    }
  }
}

// MARK: - Steps

extension Scheduler {
  /// The one place where a cell is settled.
  private func settle(_ cell: CellReport, _ outputs: [RunRecord.Output] = []) {
    precondition(settled[cell.id] == nil, "cell \(cell.id) is settled twice")
    var cell = cell
    if cell.outcome != .failed, isMisled(by: cell.id, outputs) {
      cell.outcome = .failed
      cell.failure = .other(
        "made anew, it came out otherwise than on record; what rests on it counted as fresh by the record: run "
          + "again, and it is judged by what came out")
      // What came out stands, and its page shows it.
      summary.changed.append(cell.id)
    }
    settled[cell.id] = cell.outcome == .failed ? .failed : .placed(outputs)
    ready[cell.id] = nil
    switch cell.outcome {
    case .ran: summary.ran += 1
    case .restored: summary.restored += 1
    case .fresh: summary.fresh += 1
    case .failed: summary.failed += 1
    }
    if cell.failure == .interrupted { summary.stopped += 1 }
    if cell.outcome == .ran || cell.outcome == .restored { summary.changed.append(cell.id) }
    report(.finished(cell))
  }

  /// Puts outputs back; a damaged object means that the stage has to run after all.
  private func restore(_ cell: Cell, _ judgement: Judgement, _ earlier: RunRecord) throws {
    do {
      settle(try runner.restore(cell, judgement, from: earlier), earlier.outputs)
    } catch let error as ContentStoreError where error.isDamage {
      report(.note("\(error)"))
      var judgement = judgement
      judgement.restorable = nil
      ready[cell.id] = judgement
    } catch let error as ContentStoreError {
      settle(try runner.fail(cell, judgement, .other("\(error)")))
    } catch let error as GraphError {
      settle(try runner.fail(cell, judgement, .other("\(error)")))
    }
  }

  private func startIfCoresAreFree(_ cell: Cell, _ judgement: Judgement, isForced: Bool) {
    let cores = min(cell.stage.cores, options.jobs)
    let used = running.reduce(0) { $0 + min($1.cell.stage.cores, options.jobs) }
    guard used + cores <= options.jobs else { return }
    var judgement = judgement
    if isForced, judgement.reasons.isEmpty { judgement.reasons = [Reason(kind: .forced)] }
    do {
      do {
        try runner.build(cell.stage, with: unsettledStages(), othersMayFail: options.keepGoing) {
          report(.building($0))
        }
        let expected = try project.expectedSeconds(cell.id)
        let run = try runner.start(cell, judgement, threads: options.threads ?? min(cores, 256))
        running.append(run)
        tellRemarks()
        report(
          .started(cell.id, run: run.identifier, reasons: judgement.reasons, expectedSeconds: expected))
      } catch {
        tellRemarks()
        settle(
          try runner.fail(cell, judgement, (error as? StageFailure) ?? .other("\(error)")))
      }
    } catch {
      settle(
        CellReport(
          id: cell.id, outcome: .failed, seconds: 0, reasons: judgement.reasons, failure: .other("\(error)")))
    }
  }

  private func tellRemarks() { runner.takeRemarks().forEach { report(.note($0)) } }

  /// The stages that may still run in this run, so that one build serves all.
  private func unsettledStages() -> [StageDefinition] {
    project.graph.stages.filter { stage in
      wanted.open.contains(stage.id)
        || stage.cells.contains { wanted.cells.contains($0.id) && settled[$0.id] == nil }
    }.map(\.definition)
  }

  /// Sleeps until a stage speaks or ends, a signal comes, or a limit may be reached.
  private func wait() {
    var watched = [pollfd(fd: signals, events: Int16(POLLIN), revents: 0)]
    for run in running {
      watched.append(
        pollfd(fd: run.process.hasHungUp ? -1 : run.process.events, events: Int16(POLLIN), revents: 0))
      watched.append(pollfd(fd: run.process.child.exitDescriptor, events: Int16(POLLIN), revents: 0))
    }
    let isBlind = running.contains { $0.process.child.exitDescriptor < 0 }
    _ = poll(&watched, nfds_t(watched.count), isBlind ? 50 : 500)
  }

  /// The first interrupt asks the stages to stop, the second kills them.
  private func takeInterrupts() {
    var information = signalfd_siginfo()
    while read(signals, &information, MemoryLayout<signalfd_siginfo>.size) > 0 {
      interrupts += 1
      if interrupts == 1 {
        report(.stopping(atOnce: false))
        running.forEach { $0.process.interrupt() }
      } else {
        if interrupts == 2 { report(.stopping(atOnce: true)) }
        running.forEach { $0.process.kill() }
      }
    }
  }

  private func look(after run: CellRun) throws {
    // Whether it has ended comes first: what it said last is then there to be read.
    let hasEnded = run.process.child.hasEnded
    for event in run.takeEvents() { report(.progress(run.cell.id, event)) }
    guard hasEnded else { return try run.process.enforceLimits() }
    running.removeAll { $0 === run }
    do {
      let (cell, outputs) = try runner.finish(run)
      settle(cell, outputs)
    } catch {
      settle(
        CellReport(
          id: run.cell.id, outcome: .failed, seconds: 0, reasons: run.reasons, failure: .other("\(error)")))
    }
    if changesGraph(run.cell.id) { try expand() }
  }

  /// Whether a matrix may come out otherwise now that this cell is settled.
  private func changesGraph(_ id: CellID) -> Bool {
    guard isPlaced(id) else { return false }
    let isUnchanged = !summary.changed.contains(id)
    return project.graph.stages.contains { $0.rankedBy.contains(id.stage) && !($0.isExpanded && isUnchanged) }
  }

  private func expand() throws {
    try project.expand()
    // A cell may have other makers now.
    ready = [:]
    wanted = selection.wanted(in: project.graph)
    do {
      try selection.checkJoins(in: project.graph)
    } catch GraphError.cellsNotKnown(let stage, let reader, let rankers, let place) {
      throw project.graph.stage(stage).flatMap(project.problem)
        ?? GraphError.cellsNotKnown(stage, by: reader, rankers, place)
    }
    report(.planned(cells: wanted.cells.count))
    tellLists()
  }

  /// Tells of lists that are done with and give no cells: what runs goes on, and nothing new begins, as after a
  /// failure.
  private func tellLists() {
    for stage in project.graph.stages
    where wanted.open.contains(stage.id) && lackingLists[stage.id] == nil && areRankersPlaced(of: stage) {
      let makers = stage.rankedBy.compactMap(project.graph.stage).flatMap(\.cells).map(\.id)
      guard !makers.contains(where: { stage.isRanked(by: $0, through: absent[$0] ?? []) }),
        let problem = project.problem(of: stage)
      else { continue }
      // Several stages may have one list.
      if !lackingLists.values.contains(problem) { report(.note("\(problem)")) }
      lackingLists[stage.id] = problem
    }
  }
}
