/// What the records say of nets that leave the workspace: the driver writes it, `instruments` makes the model
/// card of it.
///
/// File names are within the exported folder.
public struct CardFacts: Codable, Sendable, Hashable {
  /// One net.
  public struct Net: Codable, Sendable, Hashable {
    /// What its files are called, without extension.
    public var name: String
    /// The step that made it.
    public var step: Step
    /// The SHA-256 of its safetensors file, as the record has it.
    public var sha256: String

    /// A net with every part given.
    public init(name: String, step: Step, sha256: String) {
      (self.name, self.step, self.sha256) = (name, step, sha256)
    }
  }

  /// One step of the pipeline, as its record tells it.
  public struct Step: Codable, Sendable, Hashable {
    /// `stage` or `stage@cell`.
    public var name: String
    /// The run.
    public var run: String
    /// The key of all that decides the result.
    public var key: String
    /// The digest of the stage's code.
    public var code: String
    /// The commit, if there was one; the snapshot where the tree differed from it.
    public var commit: String?, snapshot: String?
    /// When the run ended, as ISO 8601.
    public var finished: String
    /// The declared parameters.
    public var parameters: [String: JSONValue]
    /// The root of the random streams.
    public var seed: UInt64

    /// A step with every part given.
    public init(
      name: String, run: String, key: String, code: String, commit: String?, snapshot: String?,
      finished: String, parameters: [String: JSONValue], seed: UInt64
    ) {
      (self.name, self.run, self.key, self.code) = (name, run, key, code)
      (self.commit, self.snapshot, self.finished) = (commit, snapshot, finished)
      (self.parameters, self.seed) = (parameters, seed)
    }
  }

  /// The version of this form; the current one is 1.
  public var schema = 1
  /// The pipeline's name.
  public var pipeline: String
  /// The nets.
  public var nets: [Net]
  /// The steps behind them, each after those whose outputs it used.
  public var behind: [Step]
  /// The split by which training and validation were kept apart, if one was.
  public var split: String?
  /// Scores of these nets, by themselves or as a vote.
  public var scores: [String]
  /// Tables of intervals in which rows of those scores stand.
  public var intervals: [String]

  /// Facts with every part given.
  public init(
    pipeline: String, nets: [Net], behind: [Step], split: String?, scores: [String], intervals: [String]
  ) {
    (self.pipeline, self.nets, self.behind) = (pipeline, nets, behind)
    (self.split, self.scores, self.intervals) = (split, scores, intervals)
  }
}
