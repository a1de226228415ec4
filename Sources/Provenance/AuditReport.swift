public import Digest
public import Git
public import StageProtocol

/// Who made something: the answer of `fovea audit --json`.
public struct AuditReport: Codable, Sendable, Equatable {
  /// One input of the run, and the run that made it.
  public struct Input: Codable, Sendable, Equatable {
    /// The role under which the stage asked for it.
    public var role: String
    /// Its path within the workspace, or nil for one outside.
    public var path: String?
    /// Its digest.
    public var sha256: SHA256Digest
    /// The run that made it, or nil for raw data.
    public var run: String?
    /// The run that made a folder around its path, where the folder's list of files is not here and nobody can
    /// tell whether this is one of them.
    public var within: String?
    /// The files of a raw folder, where its manifest was kept.
    public var files: [File]?
  }

  /// One file of raw data.
  public struct File: Codable, Sendable, Equatable {
    /// Its path within the folder.
    public var path: String
    /// Its digest.
    public var sha256: SHA256Digest
  }

  /// One output of the run.
  public struct Output: Codable, Sendable, Equatable {
    /// The role under which the stage asked for it.
    public var role: String
    /// Its path within the workspace.
    public var path: String
    /// Its digest.
    public var sha256: SHA256Digest
  }

  /// The version of the report's form.
  ///
  /// The current one is 1.
  public var schema = 1
  /// The digest in question.
  public var sha256: SHA256Digest
  /// Where the run placed it, within the workspace.
  public var path: String
  /// The stage that made it.
  public var stage: String
  /// The cell, or nil for a stage without a matrix.
  public var cell: String?
  /// The run that made it.
  public var run: String
  /// The commit, or nil without one.
  public var commit: CommitID?
  /// Whether the tree differed from the commit.
  public var dirty: Bool
  /// The snapshot of the dirty tree.
  public var snapshot: CommitID?
  /// When the run ended: seconds since 1970.
  public var finished: Double
  /// The run's key.
  public var key: SHA256Digest
  /// The parameters, by dotted name.
  public var parameters: [String: JSONValue]
  /// What it was made from.
  public var inputs: [Input]
  /// What else the run made.
  public var outputs: [Output]
  /// The runs behind it, nearest first, back to raw data.
  public var chain: [Step]
  /// Who else made these bytes; empty for a file that stands where its run placed it.
  public var also: [Also] = []

  /// Another maker of the same bytes.
  public struct Also: Codable, Sendable, Equatable {
    /// The run.
    public var run: String
    /// Its stage.
    public var stage: String
    /// Its cell.
    public var cell: String?
    /// Where it placed them, within the workspace.
    public var path: String
  }

  /// One run behind a result.
  public struct Step: Codable, Sendable, Equatable {
    /// The run.
    public var run: String
    /// Its stage.
    public var stage: String
    /// Its cell.
    public var cell: String?
    /// Its commit, or nil without one.
    public var commit: CommitID?
    /// Whether the tree differed from the commit.
    public var dirty: Bool
    /// The snapshot of the dirty tree.
    public var snapshot: CommitID?
    /// Its key.
    public var key: SHA256Digest
    /// What it was made from; an input without a run is raw data.
    public var inputs: [Input]
  }
}
