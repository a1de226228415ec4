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
    let stages = try Self.mended(definition.stages, order, ranking)
    places = Dictionary(
      uniqueKeysWithValues: stages.indices.flatMap { s in
        stages[s].cells.indices.map { (stages[s].cells[$0].id, (s, $0)) }
      })
    numbers = Dictionary(uniqueKeysWithValues: stages.enumerated().map { ($1.id, $0) })
    self.stages = stages
  }

  /// The stages with their cells; those whose lists lead to others' outputs have none, and say why.
  private static func mended(
    _ stages: [StageDefinition], _ order: StageOrder, _ ranking: (String) throws -> [String]?
  ) throws -> [Stage] {
    var refused: [StageID: GraphError] = [:]
    while true {
      do {
        return try expanded(stages, order, refused, ranking)
      } catch let error as GraphError {
        refused[try misled(by: error, stages, order, refused, ranking)] = error
      }
    }
  }

  /// The stages with their cells; those whose lists were refused have none.
  private static func expanded(
    _ stages: [StageDefinition], _ order: StageOrder, _ refused: [StageID: GraphError],
    _ ranking: (String) throws -> [String]?, freeing freed: StageDefinition? = nil
  ) throws -> [Stage] {
    var builder = GraphBuilder(stages)
    let free = freed.map(StageOrder.rankingPaths) ?? []
    let anyList = freed.map(GraphBuilder.anyList) ?? []
    let expanded = try order.sorted.map { index in
      let stage = stages[index]
      return try builder.expand(
        stage, upstream: order.upstream[index].map { stages[$0].id },
        rankedBy: order.rankers[index].map { stages[$0].id }, refused: refused[stage.id]
      ) { try free.contains(GraphBuilder.tidy($0)) ? anyList : ranking($0) }
    }
    try builder.checkOutputs(expanded)
    return expanded
  }

  /// The stage whose list is to be mended: its cells meet another's outputs, those of any other list would not.
  ///
  /// Throws the error where it is the pipeline's own.
  private static func misled(
    by error: GraphError, _ stages: [StageDefinition], _ order: StageOrder, _ refused: [StageID: GraphError],
    _ ranking: (String) throws -> [String]?
  ) throws -> StageID {
    let listed = stages.filter { refused[$0.id] == nil && !StageOrder.rankingPaths($0).isEmpty }
    for stage in error.cells.compactMap({ cell in listed.first { $0.id == cell.stage } }) {
      do {
        _ = try expanded(stages, order, refused, ranking, freeing: stage)
        return stage.id
      } catch let other as GraphError {
        // An error elsewhere is another list's, or told once this one is out of the way.
        if !other.cells.contains(where: { $0.stage == stage.id }) { return stage.id }
      }
    }
    throw error
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
