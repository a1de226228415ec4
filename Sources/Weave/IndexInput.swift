/// What the report's first page shows: the stages as a graph.
public struct IndexInput: Sendable {
  /// The code that made results.
  public struct Commit: Sendable, Hashable {
    /// The commit's name.
    public var name: String
    /// Whether the tree differed from it.
    public var dirty: Bool

    /// A commit with every part given.
    public init(_ name: String, dirty: Bool) { (self.name, self.dirty) = (name, dirty) }
  }

  /// One stage of the pipeline.
  public struct Stage: Sendable {
    /// The name in pipeline.yaml.
    public var name: String
    /// The page's title, or nil when the stage has no page.
    public var title: String?
    /// The state of its page.
    public var state: PageState
    /// The stages whose outputs it reads.
    public var upstream: [String]
    /// How many cells it has.
    public var cells: Int
    /// How long the runs that made its results took in all, or nil.
    public var seconds: Double?
    /// The commits that made its results, each once.
    public var commits: [Commit]

    /// A stage with every part given.
    public init(
      name: String, title: String?, state: PageState, upstream: [String], cells: Int, seconds: Double?,
      commits: [Commit]
    ) {
      self.name = name
      self.title = title
      self.state = state
      self.upstream = upstream
      self.cells = cells
      self.seconds = seconds
      self.commits = commits
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
