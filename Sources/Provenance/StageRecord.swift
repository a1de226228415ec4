public import ContentStore
public import Digest
public import Git

/// Who made the outputs that stand in `artifacts/`: `artifacts/records/STAGE[@CELL].json`, committed.
public struct StageRecord: Codable, Sendable, Hashable {
  /// What any rerun with the same ingredients gives again, byte for byte.
  public struct Result: Codable, Sendable, Hashable {
    /// The key of the ingredients.
    public var key: SHA256Digest
    /// What the outputs were made from.
    public var ingredients: KeyIngredients
    /// The outputs, by role.
    public var outputs: [RunRecord.Output]
    /// The folder of what the stage showed.
    public var shown: ContentID?

    /// A result with every part given.
    public init(
      key: SHA256Digest, ingredients: KeyIngredients, outputs: [RunRecord.Output], shown: ContentID? = nil
    ) {
      self.key = key
      self.ingredients = ingredients
      self.outputs = outputs
      self.shown = shown
    }
  }

  /// When, where and from which code it was made first.
  public struct Production: Codable, Sendable, Hashable {
    /// The run.
    public var run: String
    /// The commit, or nil without one.
    public var commit: CommitID?
    /// Whether the tree differed from the commit.
    public var dirty: Bool
    /// The snapshot of the dirty tree.
    public var snapshot: CommitID?
    /// When it ended: seconds since 1970.
    public var finished: Double
    /// The machine's name.
    public var host: String

    /// A production with every part given.
    public init(
      run: String, commit: CommitID?, dirty: Bool, snapshot: CommitID?, finished: Double, host: String
    ) {
      self.run = run
      self.commit = commit
      self.dirty = dirty
      self.snapshot = snapshot
      self.finished = finished
      self.host = host
    }
  }

  /// The version of the record's form.
  ///
  /// The current one is 1.
  public var schema = 1
  /// The stage.
  public var stage: String
  /// The cell, or nil for a stage without a matrix.
  public var cell: String?
  /// What any rerun gives again.
  public var result: Result
  /// When, where and from which code it was made.
  public var produced: Production

  /// A record with every part given.
  public init(stage: String, cell: String?, result: Result, produced: Production) {
    self.stage = stage
    self.cell = cell
    self.result = result
    self.produced = produced
  }
}
