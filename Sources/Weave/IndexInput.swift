/// What the report's first page shows: the stages as a graph.
public struct IndexInput: Sendable {
  /// One stage of the pipeline.
  public struct Stage: Sendable {
    /// The name in pipeline.yaml.
    public var name: String
    /// The page's title, or nil when it is not woven.
    public var title: String?
    /// The state of its page.
    public var state: PageState
    /// The stages whose outputs it reads.
    public var upstream: [String]
    /// How many cells it has.
    public var cells: Int
    /// How long its last runs took in all, or nil.
    public var seconds: Double?
    /// The commit that made its results, or nil.
    public var commit: String?
    /// Whether the tree differed from that commit.
    public var dirty: Bool

    /// A stage with every part given.
    public init(
      name: String, title: String?, state: PageState, upstream: [String], cells: Int, seconds: Double?,
      commit: String?, dirty: Bool
    ) {
      self.name = name
      self.title = title
      self.state = state
      self.upstream = upstream
      self.cells = cells
      self.seconds = seconds
      self.commit = commit
      self.dirty = dirty
    }
  }

  /// The pipeline's name.
  public var project: String
  /// The profile whose results these are.
  public var profile: String
  /// The stages in the order of the pipeline.
  public var stages: [Stage]

  /// An index with every part given.
  public init(project: String, profile: String, stages: [Stage]) {
    self.project = project
    self.profile = profile
    self.stages = stages
  }
}
