internal import ContentStore
internal import Provenance

/// How sure it is, while cells are judged in the order of the graph, which cells the stages have.
struct Listings {
  /// What is known of a stage's cells.
  enum Listing {
    /// They are those of the graph.
    case sure
    /// These stages run first and may write another list.
    case doubtful([StageID])
    /// These stages get back outputs with another list.
    case other([StageID])

    /// The stages that it depends on.
    var rankers: [StageID] {
      switch self {
      case .sure: []
      case .doubtful(let rankers), .other(let rankers): rankers
      }
    }
  }

  /// The stages whose cells are not those of the graph, or not known.
  private(set) var unlisted: Set<StageID>
  private let graph: Graph
  private let workspace: Workspace
  private let judge: Judge
  private let cache: StatCache
  private var found: [StageID: Listing] = [:]

  /// Nothing is judged yet; the cells of `open` stages are not known.
  init(_ graph: Graph, open: Set<StageID>, _ workspace: Workspace, _ judge: Judge, _ cache: StatCache) {
    self.graph = graph
    self.workspace = workspace
    self.judge = judge
    self.cache = cache
    unlisted = open
  }

  /// What is known of a stage, once the stages before it are judged; throws when a ranking cannot be read.
  mutating func listing(of stage: Graph.Stage, _ known: [CellID: Judgement]) throws -> Listing {
    if let listing = found[stage.id] { return listing }
    let listing = try look(at: stage, known)
    found[stage.id] = listing
    if case .other = listing { unlisted.insert(stage.id) }
    return listing
  }

  /// The stages that have to be done before a cell can be judged, beside its makers: lists that may give other
  /// cells for it to read.
  mutating func rankers(
    before cell: Cell, of stage: Graph.Stage, _ known: [CellID: Judgement]
  ) throws -> [StageID] {
    // Makers that are judged say themselves what they give.
    let unjudged = cell.upstream.filter { known[$0] == nil }.map(\.stage)
    let lists = try (cell.doubtful + unjudged).unique.compactMap(graph.stage).flatMap {
      try listing(of: $0, known).rankers
    }
    return (stage.upstream.filter(unlisted.contains) + lists).unique
  }

  private func look(at stage: Graph.Stage, _ known: [CellID: Judgement]) throws -> Listing {
    let lost = stage.rankedBy.filter(unlisted.contains)
    if !lost.isEmpty { return .doubtful(lost) }
    let makers = stage.rankedBy.compactMap(graph.stage).flatMap(\.cells).compactMap { known[$0.id] }
    let others = try makers.filter { maker in
      guard maker.state != .fresh, let outputs = maker.outputs else { return false }
      return try StageOrder.rankingPaths(stage.definition).contains { path in
        guard outputs.contains(where: { FileSystem.holds($0.path, path) }) else { return false }
        return try judge.promised(path, outputs) != cache.content(of: workspace.path(path))
      }
    }
    if !others.isEmpty { return .other(others.map(\.id.stage).unique) }
    let open = makers.filter { $0.outputs == nil }
    return open.isEmpty ? .sure : .doubtful(open.map(\.id.stage).unique)
  }
}

extension [StageID] {
  /// Each once, in order.
  fileprivate var unique: [StageID] { reduce(into: []) { if !$0.contains($1) { $0.append($1) } } }
}
