internal import ContentStore
public import Provenance

/// Results on record of cells that the pipeline does not have: of a stage that was deleted, of a model that is on
/// the list no more, of another profile.
///
/// What lies where a present cell writes or reads is none: the next run takes its place over, or wants it.
public struct Leftovers: Sendable {
  /// The results of one cell.
  public struct Item: Sendable {
    /// Who made them.
    public var maker: Maker
    /// Those that are in their places, within the workspace.
    public var paths: [String]
    /// Their bytes on record.
    public var bytes: Int64
  }

  /// By the names of the cells.
  public let items: [Item]

  private let ledger: Ledger
  private let cache: StatCache

  /// Looks for them; cells of a stage whose list is not known yet are none.
  public init(in project: Project) throws {
    ledger = project.ledger
    cache = project.cache
    let (graph, root) = (project.graph, project.workspace.root)
    let open = graph.stages.filter { !$0.isExpanded }.map(\.definition)
    let used =
      graph.cells.flatMap { $0.outputs.map(\.path) + $0.dependencies.map(\.path) }
      + graph.stages.flatMap { StageOrder.rankingPaths($0.definition) } + open.flatMap(Self.patterns)
    items = try Subject.workspace(project.ledger).compactMap { maker in
      let id = CellID(StageID(maker.stage), maker.cell)
      guard graph.cell(id) == nil, !open.contains(where: { $0.id == id.stage }),
        !maker.outputs.contains(where: { output in
          used.contains { OutputPath.mayMeet(GraphBuilder.tidy($0), output.path) }
        })
      else { return nil }
      let standing = try maker.outputs.filter {
        try FileSystem.stamp("\(root)/\($0.path)", following: false) != nil
      }
      return Item(
        maker: maker, paths: standing.map(\.path), bytes: standing.reduce(0) { $0 + $1.content.size })
    }
  }

  /// Where the cells of a stage may write and read.
  private static func patterns(of stage: StageDefinition) -> [String] {
    stage.outputs.map(\.path.pattern)
      + stage.dependencies.compactMap { dependency in
        if case .path(let template) = dependency.source { template.pattern } else { nil }
      }
  }

  /// Takes them and their records away, each after it was filed in the store; empty folders go along.
  ///
  /// The caller holds the workspace's lock.
  /// - Parameter tell: given the place of each as it goes.
  /// - Returns: what a person should know: edits, which are kept.
  public func takeAway(tell: (String) -> Void) throws -> [String] {
    var notes: [String] = []
    for item in items {
      for path in item.paths {
        try ledger.checkInside(path)
        notes += try ledger.keep(path, cache: cache, always: item.maker.record == nil)
        let place = "\(ledger.root)/\(path)"
        if try FileSystem.exists(place) { _ = try ledger.store.add(place) }
        try FileSystem.remove(place)
        try removeEmptyFolders(above: path)
        tell(path)
      }
      try ledger.drop(item.maker)
    }
    return notes
  }

  private func removeEmptyFolders(above path: String) throws {
    var folder = FileSystem.parent(of: path)
    while folder.contains("/"), try FileSystem.names(in: "\(ledger.root)/\(folder)").isEmpty {
      try FileSystem.remove("\(ledger.root)/\(folder)")
      folder = FileSystem.parent(of: folder)
    }
  }
}
