public import ContentStore
public import Digest
public import StageProtocol

/// One run of a stage or cell, failures included.
///
/// Its file is `.fovea/runs/RUN.json`, written once and never changed.
public struct RunRecord: Codable, Sendable, Hashable {
  /// How a run ended.
  public enum Outcome: String, Codable, Sendable {
    /// The stage ran and its outputs were placed.
    case ran
    /// The outputs of an earlier run were put back.
    case restored
    /// The stage failed; nothing was placed.
    case failed
    /// An input changed while the stage ran; nothing was placed.
    case tainted
  }

  /// One output that was placed.
  public struct Output: Codable, Sendable, Hashable {
    /// The role under which the stage asked for it.
    public var role: String
    /// Its path within the workspace, without a slash at its end.
    public let path: String
    /// What it holds.
    public var content: ContentID

    private enum CodingKeys: String, CodingKey { case role, path, content }

    /// An output with every part given.
    public init(role: String, path: String, content: ContentID) {
      self.role = role
      self.path = FileSystem.bare(path)
      self.content = content
    }

    /// Reads an output of a record.
    public init(from decoder: any Decoder) throws {
      let box = try decoder.container(keyedBy: CodingKeys.self)
      self.init(
        role: try box.decode(String.self, forKey: .role), path: try box.decode(String.self, forKey: .path),
        content: try box.decode(ContentID.self, forKey: .content))
    }
  }

  /// The version of the record's form.
  ///
  /// The current one is 1.
  public var schema = 1
  /// The run's identifier, from `Ledger.newRun()`.
  public var run: String
  /// The stage.
  public var stage: String
  /// The cell, or nil for a stage without a matrix.
  public var cell: String?
  /// The key of the ingredients.
  public var key: SHA256Digest
  /// What the run was made from.
  public var ingredients: KeyIngredients
  /// What was placed; empty for a failed or tainted run.
  public var outputs: [Output]
  /// How it ended.
  public var outcome: Outcome
  /// Why it failed or which input changed.
  public var failure: String?
  /// The run whose outputs were put back.
  public var restoredFrom: String?
  /// The last value of every metric that the stage reported.
  public var metrics: [String: JSONValue]
  /// When it began: seconds since 1970.
  public var started: Double
  /// When it ended: seconds since 1970.
  public var finished: Double
  /// Wall-clock seconds of the stage's process.
  public var wallSeconds: Double
  /// Processor seconds of the stage's process and its children.
  public var cpuSeconds: Double
  /// The most memory that the process had, in bytes.
  public var peakMemory: Int64
  /// The machine's name.
  public var host: String
  /// How many threads the stage had.
  public var threads: Int
  /// Who kept the stage to what it declares: `landlock 7`, `off`, or `not enforced` and why; nil when no
  /// stage was started.
  public var sandbox: String?
  /// What the machine was like, beyond what the key says; see `Machine`.
  public var machine: [String: String]?
  /// Which code stood in the workspace.
  public var stamp: Stamp
  /// The log, within the workspace.
  public var log: String?
  /// The folder of what the stage showed.
  public var shown: ContentID?
  /// The object that holds the source text of the stage's page.
  public var page: SHA256Digest?
  /// Things worth knowing that change nothing, such as "not sandboxed".
  public var notes: [String]

  /// A record with every part given; the key is that of the ingredients.
  public init(
    run: String, stage: String, cell: String?, ingredients: KeyIngredients, outputs: [Output] = [],
    outcome: Outcome, failure: String? = nil, restoredFrom: String? = nil,
    metrics: [String: JSONValue] = [:], started: Double, finished: Double, wallSeconds: Double = 0,
    cpuSeconds: Double = 0, peakMemory: Int64 = 0, host: String, threads: Int, stamp: Stamp,
    log: String? = nil, shown: ContentID? = nil, page: SHA256Digest? = nil, notes: [String] = []
  ) {
    self.run = run
    self.stage = stage
    self.cell = cell
    self.key = ingredients.key
    self.ingredients = ingredients
    self.outputs = outputs
    self.outcome = outcome
    self.failure = failure
    self.restoredFrom = restoredFrom
    self.metrics = metrics
    self.started = started
    self.finished = finished
    self.wallSeconds = wallSeconds
    self.cpuSeconds = cpuSeconds
    self.peakMemory = peakMemory
    self.host = host
    self.threads = threads
    self.stamp = stamp
    self.log = log
    self.shown = shown
    self.page = page
    self.notes = notes
  }
}
