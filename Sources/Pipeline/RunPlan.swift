internal import ContentStore
internal import Digest
public import Provenance

/// What a run will do, as far as it is known before it begins.
public struct RunPlan: Sendable {
  /// What is done with a cell.
  public enum Action: String, Sendable {
    /// Its stage runs.
    case run
    /// The outputs of an earlier run are put back.
    case restore
    /// A cell before it runs first; what comes out decides.
    case maybe
    /// Nothing.
    case fresh
  }

  /// One cell of the plan.
  public struct Step: Sendable {
    /// The cell.
    public var id: CellID
    /// What is done with it.
    public var action: Action
    /// Its state before the run.
    public var state: CellState
    /// Why it is not fresh.
    public var reasons: [Reason]
    /// How long its last good run took, else how long its stage's other cells took; nil when neither ran.
    public var seconds: Double?
    /// Whether `seconds` are of another cell, or of runs that had other parameters, here or before it.
    public var isTimedByOthers = false
    /// Why it cannot run: an input that is not there or cannot be read; nil when nothing is known to be in the
    /// way.
    public var problem: String?
    /// The place that it may not write to, as long as nothing else keeps it from running; `problem` tells of it, too.
    var refusal: GraphError?
    /// Whether an earlier run of these ingredients was stopped and left something to go on from.
    public var isResumed: Bool
    /// The cores that it is counted with.
    public var cores: Int
    /// The cells that must be done before it.
    public var upstream: [CellID]
    /// How many cells wait for it.
    var waiting = 0
  }

  /// The cells in the order of the graph; a stage whose cells are not known yet stands for them.
  public var steps: [Step]

  /// The steps in which something may be done.
  public var work: [Step] { steps.filter { $0.action != .fresh } }

  /// How many steps have an action.
  public func count(_ action: Action) -> Int { steps.count { $0.action == action } }

  /// How long the run takes on so many cores by earlier runs, cells of `.maybe` included.
  ///
  /// nil when no duration is known. Of the cells whose makers are done and that fit the free cores, those start first
  /// that most others wait for, as the scheduler does it. `done` are the seconds that running cells have had already.
  public func seconds(jobs: Int, done: [CellID: Double] = [:]) -> Double? {
    let left = work.filter { $0.action != .restore }
    guard left.contains(where: { $0.seconds != nil }) else { return nil }
    var ends: [CellID: Double] = [:]
    var running: [(end: Double, cores: Int)] = []
    var waiting = left.mostWaitedFor(\.waiting)
    var now = 0.0
    let ids = Set(left.map(\.id))
    while !waiting.isEmpty {
      var used = running.reduce(0) { $0 + $1.cores }
      var later: [Step] = []
      for step in waiting {
        let isReady = step.upstream.allSatisfy { !ids.contains($0) || ends[$0].map { $0 <= now } ?? false }
        let cores = min(step.cores, jobs)
        guard isReady, used + cores <= jobs else {
          later.append(step)
          continue
        }
        let end = now + max(0, (step.seconds ?? 0) - (done[step.id] ?? 0))
        ends[step.id] = end
        running.append((end, cores))
        used += cores
      }
      waiting = later
      guard let next = running.map(\.end).filter({ $0 > now }).min() ?? running.map(\.end).min() else {
        break
      }
      now = next
      running.removeAll { $0.end <= now }
    }
    return ends.values.max()
  }
}

extension Project {
  /// What a run of the chosen cells would do; `force` runs the named ones in any case.
  public func plan(_ selection: Selection, force: Bool = false) throws -> RunPlan {
    let judgements = try judgements(selection, force: force)
    let cells = Dictionary(uniqueKeysWithValues: graph.stages.flatMap(\.cells).map { ($0.id, $0) })
    var known: [CellID: Double] = [:]
    for judgement in judgements { known[judgement.id] = try expectedSeconds(judgement.id) }
    let wanted = selection.wanted(in: graph)
    let order = StartOrder(graph, cells: wanted.cells, open: wanted.open)
    let ofStages = Dictionary(grouping: known, by: \.key.stage).mapValues { $0.map(\.value).sorted() }
    var steps = try judgements.map { judgement -> RunPlan.Step in
      let ofStage = ofStages[judgement.id.stage] ?? []
      let cell = cells[judgement.id]
      return RunPlan.Step(
        id: judgement.id, action: Self.action(judgement, isForced: force && selection.names(judgement.id)),
        state: judgement.state, reasons: judgement.reasons,
        seconds: known[judgement.id] ?? (ofStage.isEmpty ? nil : ofStage[ofStage.count / 2]),
        problem: Self.problem(judgement), isResumed: try isResumable(cell, judgement),
        cores: cell?.stage.cores ?? 1,
        upstream: cell?.upstream ?? judgement.reasons.map { CellID(StageID($0.name), nil) },
        waiting: order.waiting(for: judgement.id))
    }
    var others: Set<CellID> = []
    for index in steps.indices where steps[index].hasOtherParameters(than: others) {
      steps[index].isTimedByOthers = steps[index].action != .restore
      others.insert(steps[index].id)
    }
    for index in steps.indices where known[steps[index].id] == nil { steps[index].isTimedByOthers = true }
    for index in steps.indices where steps[index].action != .fresh && steps[index].problem == nil {
      do {
        try cells[steps[index].id]?.outputs.forEach(checkPlace)
      } catch let error as GraphError {
        (steps[index].refusal, steps[index].problem) = (error, "\(error)")
      }
    }
    return RunPlan(steps: steps)
  }

  private static func action(_ judgement: Judgement, isForced: Bool) -> RunPlan.Action {
    if isForced { return .run }
    switch judgement.state {
    case .fresh: return .fresh
    case .maybe: return .maybe
    case .restorable: return .restore
    case .missing, .edited: return judgement.restorable == nil ? .run : .restore
    case .stale, .tainted, .running, .failed: return .run
    }
  }

  private static func problem(_ judgement: Judgement) -> String? {
    judgement.missingInput.map { "\($0)" } ?? judgement.reasons.first { $0.kind == .unreadable }?.new
  }

  private func isResumable(_ cell: Cell?, _ judgement: Judgement) throws -> Bool {
    guard judgement.restorable == nil, let cell, let key = judgement.ingredients?.key else { return false }
    let resume = ResumeFolder(key, in: workspace)
    do {
      // Whole folders are looked at only where something lies there.
      return try FileSystem.exists(resume.path) && resume.holds(for: workspace.fingerprints(of: cell))
    } catch is ContentStoreError {
      // Another driver may be at it, and an input may be what no file is; who needs it to run tells.
      return false
    }
  }
}

extension RunPlan.Step {
  /// Whether its parameters are not those of its last run, or those of a cell before it are not.
  fileprivate func hasOtherParameters(than others: Set<CellID>) -> Bool {
    let kinds: Set<Reason.Kind> = [.parameterAdded, .parameterRemoved, .parameterChanged]
    return action != .fresh
      && (reasons.contains { kinds.contains($0.kind) } || !others.isDisjoint(with: upstream))
  }
}
