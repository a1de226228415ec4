/// The stages of a pipeline in the order in which they can run, with the cells known so far.
///
/// A matrix that comes from a result is expanded once its ranking file exists; build the graph anew when
/// that file changes.
public struct Graph: Sendable {
  /// A stage with its cells.
  public struct Stage: Sendable {
    /// The stage as declared.
    public let definition: StageDefinition
    /// The cells in order; empty while `isExpanded` is false.
    public let cells: [Cell]
    /// Whether the cells are known: false while a ranking file does not exist, or gives no cells.
    public let isExpanded: Bool
    /// The stages that come before it.
    public let upstream: [StageID]
    /// The stages that write the ranking files of its matrix.
    public let rankedBy: [StageID]
    /// The cells that each of its cells reads, whatever they will be; nil where cells read different ones.
    ///
    /// Only of interest while `isExpanded` is false: these cells alone are needed then, and not their stages.
    let sharedMakers: [CellID]?
    /// Why a ranking that stands there gives no cells.
    let problem: GraphError?

    /// The stage's name.
    public var id: StageID { definition.id }
  }

  /// The stages: each after those that it waits for, otherwise as written.
  public let stages: [Stage]
  /// Every known cell, in the order of stages.
  public var cells: [Cell] { stages.flatMap(\.cells) }

  private let places: [CellID: (stage: Int, cell: Int)]
  private let numbers: [StageID: Int]

  /// Expands and orders the stages of a definition.
  ///
  /// - Parameter ranking: the names in a ranking file, best first, or nil when there is none yet.
  /// - Throws: `GraphError`, or what `ranking` throws.
  public init(_ definition: PipelineDefinition, ranking: (String) throws -> [String]?) throws {
    let order = try StageOrder(definition.stages)
    var builder = GraphBuilder(definition.stages)
    let stages = try order.sorted.map { index in
      try builder.expand(
        definition.stages[index], upstream: order.upstream[index].map { definition.stages[$0].id },
        rankedBy: order.rankers[index].map { definition.stages[$0].id }, ranking: ranking)
    }
    try builder.checkOutputs(stages)
    places = Dictionary(
      uniqueKeysWithValues: stages.indices.flatMap { s in
        stages[s].cells.indices.map { (stages[s].cells[$0].id, (s, $0)) }
      })
    numbers = Dictionary(uniqueKeysWithValues: stages.enumerated().map { ($1.id, $0) })
    self.stages = stages
  }

  /// The cell of this name, if it is known.
  public func cell(_ id: CellID) -> Cell? {
    places[id].map { stages[$0.stage].cells[$0.cell] }
  }

  /// The stage of this name, if there is one.
  public func stage(_ id: StageID) -> Stage? {
    numbers[id].map { stages[$0] }
  }
}
