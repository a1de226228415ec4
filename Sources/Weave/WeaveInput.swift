/// Everything a stage's page is made of; whoever weaves assembles it from records.
///
/// The same input gives the same bytes: it holds no time, host or place on this machine, except the
/// shown folders' paths, which are read and never written into the page.
public struct WeaveInput: Sendable {
  /// The pipeline's name.
  public var project: String
  /// The stage's name in pipeline.yaml.
  public var stage: String
  /// The source that is shown, relative to the workspace, such as `Stages/3_split/main.swift`.
  public var sourcePath: String
  /// That source's text as it is now.
  public var source: String
  /// The stage's cells in the order of the pipeline; one without a name for a stage without a matrix.
  public var cells: [Cell]

  /// What one cell of the stage has to show.
  public struct Cell: Sendable {
    /// The cell's name, or nil for a stage without a matrix.
    public var name: String?
    /// How its results stand to the sources and data of now.
    public var standing: Standing
    /// The folder with `shown.jsonl`, or nil when nothing was ever shown.
    public var shownFolder: String?
    /// The page's source as the run read it, or nil when it is the same as now or not known.
    public var sourceAtRun: String?
    /// Whether it is known which source the run read.
    public var isTextKnown: Bool
    /// Who made the results, or nil when there are none.
    public var provenance: PageProvenance?

    /// A cell with every part given.
    public init(
      name: String?, standing: Standing, shownFolder: String?, sourceAtRun: String? = nil,
      isTextKnown: Bool = true,
      provenance: PageProvenance? = nil
    ) {
      self.name = name
      self.standing = standing
      self.shownFolder = shownFolder
      self.sourceAtRun = sourceAtRun
      self.isTextKnown = isTextKnown
      self.provenance = provenance
    }
  }

  /// How a cell's results stand to the sources and data of now.
  public enum Standing: Sendable, Equatable {
    /// Nothing that matters has changed.
    case fresh
    /// Something has; the reasons are sentences for the page.
    case stale(reasons: [String])
    /// The run failed or was stopped.
    case partial
    /// The run is going on; the words say how far it is.
    case running(String)
    /// There is no result.
    case missing
  }

  /// An input with every part given.
  public init(project: String, stage: String, sourcePath: String, source: String, cells: [Cell]) {
    self.project = project
    self.stage = stage
    self.sourcePath = sourcePath
    self.source = source
    self.cells = cells
  }
}
