public import StageProtocol

/// Who made a cell's results: what a page prints and keeps as JSON for audits.
public struct PageProvenance: Codable, Sendable, Equatable {
  /// A file or folder with its content's digest.
  public struct Artifact: Codable, Sendable, Equatable {
    /// The role in pipeline.yaml.
    public var role: String
    /// The path in the workspace, or nil for one outside of it.
    public var path: String?
    /// The content's SHA-256 in hexadecimal.
    public var sha256: String
    /// An artifact with every part given.
    public init(role: String, path: String?, sha256: String) {
      self.role = role
      self.path = path
      self.sha256 = sha256
    }
  }

  /// The stage's name.
  public var stage: String
  /// The cell's name, or nil.
  public var cell: String?
  /// The run's identifier.
  public var run: String
  /// The commit that was checked out, or nil outside of a repository.
  public var commit: String?
  /// Whether the work tree differed from the commit.
  public var dirty: Bool
  /// The commit that keeps a dirty tree's exact sources.
  public var snapshot: String?
  /// The key in hexadecimal.
  public var key: String
  /// What was read.
  public var inputs: [Artifact]
  /// What was written.
  public var outputs: [Artifact]
  /// The declared parameters by their dotted names.
  public var parameters: [String: JSONValue]
  /// The root of the random streams.
  public var seed: UInt64
  /// The toolchain and the libraries, as in the key.
  public var software: [String: String]

  /// A provenance with every part given.
  public init(
    stage: String, cell: String?, run: String, commit: String?, dirty: Bool, snapshot: String?, key: String,
    inputs: [Artifact], outputs: [Artifact], parameters: [String: JSONValue], seed: UInt64,
    software: [String: String] = [:]
  ) {
    self.stage = stage
    self.cell = cell
    self.run = run
    self.commit = commit
    self.dirty = dirty
    self.snapshot = snapshot
    self.key = key
    self.inputs = inputs
    self.outputs = outputs
    self.parameters = parameters
    self.seed = seed
    self.software = software
  }

  /// What the command line calls the cell: `modeling@unet-fcn`.
  public var name: String { cell.map { "\(stage)@\($0)" } ?? stage }

  /// The command that makes the results again: from the recorded sources and parameters, where a commit has them.
  public var command: String {
    let hasSources = snapshot != nil || commit != nil && !dirty
    return hasSources ? "fovea reproduce \(run)" : "fovea run \(name)"
  }

  /// The states of the sources of several cells, each once.
  static func sources(of cells: [PageProvenance]) -> String {
    var found: [String] = []
    for cell in cells where !found.contains(cell.sources) { found.append(cell.sources) }
    return found.joined(separator: "; ")
  }

  /// The state of the sources in a few words.
  public var sources: String {
    guard let commit else { return "no repository" }
    guard dirty else { return "\(commit.prefix(12)), clean" }
    return "\(commit.prefix(12)), with changes" + (snapshot.map { " kept as \($0.prefix(12))" } ?? "")
  }
}
