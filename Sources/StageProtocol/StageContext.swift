/// What the driver tells a stage: one JSON document, whose path is the stage's only argument.
///
/// Every path is absolute. A stage reads `inputs` and writes `outputs`, `shown` and `scratch`, nothing
/// else; it sees the parameters that the pipeline declares for it, and no others.
public struct StageContext: Codable, Sendable, Equatable {
  /// The version of this document's form; the current one is 1.
  public var schema: Int = 1
  /// The stage's name in pipeline.yaml.
  public var stage: String
  /// The cell's name, built from its matrix values, or nil for a stage without a matrix.
  public var cell: String?
  /// The identifier of this run, as in the run's record.
  public var run: String
  /// Role → what the pipeline gives for it: one entry, or one per cell where a whole matrix is joined.
  public var inputs: [String: [Input]]
  /// Role → where this output is to be written; it lies in the run's private staging folder.
  public var outputs: [String: Output]
  /// The declared parameters as a tree: `a.b` in pipeline.yaml is `{"a": {"b": …}}`; a matrix variable
  /// stands beside them under its own name.
  public var parameters: JSONValue
  /// The root of every random stream of the stage.
  public var seed: UInt64
  /// How many threads the stage may use; its results must not depend on it.
  public var threads: Int
  /// A folder that survives a killed run of the same key: checkpoints to resume from.
  public var scratch: String
  /// A folder for what the stage shows: `shown.jsonl` and the payloads it names.
  public var shown: String
  /// The file descriptor that takes events as JSON lines, or nil to print them for a person.
  public var events: Int32?

  /// One thing to read.
  public struct Input: Codable, Sendable, Equatable {
    /// The file or folder.
    public var path: String
    /// The cell that made it, where a matrix is joined.
    public var cell: String?
    /// A file or folder, with the cell that made it.
    public init(path: String, cell: String? = nil) {
      self.path = path
      self.cell = cell
    }
  }

  /// One thing to write.
  public struct Output: Codable, Sendable, Equatable {
    /// Where to write; the parent folder exists.
    public var path: String
    /// Whether a folder is declared (a trailing slash in pipeline.yaml) or one file.
    public var isFolder: Bool
    /// A file to write, or a folder to fill.
    public init(path: String, isFolder: Bool) {
      self.path = path
      self.isFolder = isFolder
    }
  }

  /// A context with every part given.
  public init(
    stage: String, cell: String?, run: String, inputs: [String: [Input]], outputs: [String: Output],
    parameters: JSONValue, seed: UInt64, threads: Int, scratch: String, shown: String, events: Int32?
  ) {
    self.stage = stage
    self.cell = cell
    self.run = run
    self.inputs = inputs
    self.outputs = outputs
    self.parameters = parameters
    self.seed = seed
    self.threads = threads
    self.scratch = scratch
    self.shown = shown
    self.events = events
  }
}
