public import Provenance
public import StageProtocol

/// What a run tells while it goes on.
public enum RunEvent: Sendable {
  /// How many cells are looked at, as far as known; told again when a matrix is expanded.
  case planned(cells: Int)
  /// What will be done, told once and before the first cell that is not fresh.
  case plan(RunPlan)
  /// Programs are built.
  case building([String])
  /// A cell's stage starts, for these reasons.
  case started(CellID, run: String, reasons: [Reason], expectedSeconds: Double?)
  /// A running stage tells something.
  case progress(CellID, StageEvent)
  /// A cell is done with, one way or another.
  case finished(CellReport)
  /// Something worth knowing.
  case note(String)
  /// Somebody asked the run to stop: at the next good moment, or (asked again) at once.
  case stopping(atOnce: Bool)
  /// Time has passed; told at least twice a second while stages run.
  case tick
}

/// How a cell ended in a run of the driver.
public struct CellReport: Sendable {
  /// What was done.
  public enum Outcome: String, Sendable, Codable {
    case ran, restored, fresh, failed
  }

  /// The cell.
  public var id: CellID
  /// What was done.
  public var outcome: Outcome
  /// How long it took.
  public var seconds: Double
  /// Why something was done.
  public var reasons: [Reason]
  /// Why it failed.
  public var failure: StageFailure?
  /// The log, within the workspace.
  public var log: String?
  /// The last lines of the log of a failed run.
  public var logTail: String?
  /// Things that a person should know.
  public var notes: [String] = []
}

/// How a run of the driver ended.
public struct RunSummary: Sendable, Equatable {
  /// Cells whose stage ran.
  public var ran = 0
  /// Cells whose outputs were put back.
  public var restored = 0
  /// Cells that were fresh.
  public var fresh = 0
  /// Cells that failed, those that were stopped included.
  public var failed = 0
  /// Cells whose stage was stopped because somebody asked the run to stop.
  public var stopped = 0
  /// Cells that were not looked at because a cell before them failed, or because the run was stopped.
  public var skipped = 0
  /// Whether somebody asked the driver to stop.
  public var isInterrupted = false
  /// The cells that were to run in any case and did not come to it, because the run was stopped; a stage whose
  /// cells are not known yet stands for them.
  public var forcedLeft: [CellID] = []
  /// The cells whose outputs changed their place: ran or restored.
  public var changed: [CellID] = []
}

/// What a run of the driver is asked to do.
public struct RunOptions: Sendable {
  /// Cores in total.
  public var jobs: Int
  /// Threads for each stage, or nil for as many as its cores.
  public var threads: Int?
  /// Whether to go on with what does not depend on a failure.
  public var keepGoing = false
  /// Whether chosen cells run in any case.
  public var force = false

  /// Options with a number of cores.
  public init(jobs: Int, threads: Int? = nil, keepGoing: Bool = false, force: Bool = false) {
    self.jobs = jobs
    self.threads = threads
    self.keepGoing = keepGoing
    self.force = force
  }
}
