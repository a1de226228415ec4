internal import ContentStore

/// The stages and cells that a person names: `stage`, `stage@cell`, `stage@part-*`; all when none is named.
public struct Selection: Sendable, Equatable {
  private struct Pattern: Equatable {
    var stage: StageID
    var cell: String?
  }

  private let patterns: [Pattern]
  /// Whether the cells before the named ones are left out.
  public let only: Bool

  /// Everything.
  public static let all = Selection(patterns: [], only: false)

  private init(patterns: [Pattern], only: Bool) {
    self.patterns = patterns
    self.only = only
  }

  /// Reads names; throws `GraphError.unknown` for one that means nothing.
  ///
  /// A cell that the present ranking does not give may be one of the next: `check` tells once that is sure.
  public init(_ names: [String], only: Bool = false, in graph: Graph) throws {
    patterns = try names.map { name in
      let parts = name.split(separator: "@", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
      let pattern = Pattern(stage: StageID(parts[0]), cell: parts.count == 2 ? parts[1] : nil)
      guard graph.stage(pattern.stage) != nil else {
        // Whoever is used to targets that are files means the one that makes it.
        let maker = graph.cells.first {
          $0.outputs.contains { $0.path == FileSystem.bare(name) }
        }
        throw GraphError.unknown(
          what: "stage", name: parts[0],
          nearest: maker.map { "\($0.id)" } ?? nearestName(to: parts[0], among: graph.stages.map(\.id.name)),
          nil)
      }
      return pattern
    }
    self.only = only
    for stage in graph.stages where stage.rankedBy.isEmpty { try check(stage) }
    try checkJoins(in: graph)
  }

  /// Throws `GraphError.cellsNotKnown` where a stage that is named alone joins cells that nobody knows: it would
  /// run without them.
  func checkJoins(in graph: Graph) throws {
    for stage in graph.stages where only && names(stage.id) {
      for dependency in stage.definition.dependencies {
        guard case .join(let from, _, _) = dependency.source, let joined = graph.stage(from),
          !joined.isExpanded, !names(from) || !joined.rankedBy.allSatisfy(names)
        else { continue }
        throw GraphError.cellsNotKnown(from, by: stage.id, joined.rankedBy, dependency.place)
      }
    }
  }

  /// Throws `GraphError.unknown` when a named cell is not one of the graph's.
  public func check(in graph: Graph) throws {
    for stage in graph.stages { try check(stage) }
  }

  /// Throws `GraphError.unknown` when a named cell is not one of a stage whose cells are known.
  func check(_ stage: Graph.Stage) throws {
    guard let name = unknownCells(of: stage).first else { return }
    throw GraphError.unknown(
      what: "cell of stage '\(stage.id)'", name: name,
      nearest: nearestName(to: name, among: stage.cells.compactMap(\.id.cell)), nil)
  }

  /// What a person names of a stage whose cells are known, and is none of them.
  func unknownCells(of stage: Graph.Stage) -> [String] {
    guard stage.isExpanded else { return [] }
    return patterns.filter { $0.stage == stage.id }.compactMap(\.cell).filter { name in
      !stage.cells.contains { $0.id.cell.map { matches($0, pattern: name) } ?? false }
    }
  }

  /// Whether a person named the cell, or nothing at all.
  public func names(_ id: CellID) -> Bool {
    patterns.isEmpty
      || patterns.contains { pattern in
        guard pattern.stage == id.stage, let name = pattern.cell else { return pattern.stage == id.stage }
        // A stage whose cells are not known stands for them.
        return id.cell.map { matches($0, pattern: name) } ?? true
      }
  }

  private func names(_ id: StageID) -> Bool { patterns.isEmpty || patterns.contains { $0.stage == id } }

  /// The cells to look at: the named ones and, unless `only`, those before them; and the stages whose cells
  /// are not known yet.
  func wanted(in graph: Graph) -> (cells: Set<CellID>, open: Set<StageID>) {
    var cells: Set<CellID> = []
    var open: Set<StageID> = []
    var whole: Set<StageID> = []
    for stage in graph.stages.reversed() {
      guard stage.isExpanded else {
        guard names(stage.id) || whole.contains(stage.id) else { continue }
        open.insert(stage.id)
        if only { continue }
        guard let makers = stage.sharedMakers else {
          whole.formUnion(stage.upstream)
          continue
        }
        cells.formUnion(makers)
        whole.formUnion(stage.rankedBy)
        continue
      }
      let chosen = stage.cells.filter { names($0.id) || whole.contains(stage.id) || cells.contains($0.id) }
      guard !chosen.isEmpty else {
        // The next ranking may give it.
        if !only, !unknownCells(of: stage).isEmpty { whole.formUnion(stage.rankedBy) }
        continue
      }
      cells.formUnion(chosen.map(\.id))
      if only { continue }
      cells.formUnion(chosen.flatMap(\.upstream))
      whole.formUnion(stage.rankedBy)
      whole.formUnion(stage.upstream.filter { graph.stage($0)?.isExpanded == false })
      whole.formUnion(chosen.flatMap(\.doubtful).compactMap(graph.stage).flatMap(\.rankedBy))
    }
    return (cells, open)
  }
}
