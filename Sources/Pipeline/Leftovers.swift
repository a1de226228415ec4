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
    let read =
      graph.cells.flatMap(\.dependencies).map(\.path)
      + graph.stages.flatMap { StageOrder.rankingPaths($0.definition) }
    // Also by another way than the written path: through a link, `..`, or as an absolute path.
    let places = read.map { project.ledger.place(of: project.workspace.path($0)) }
    let used =
      graph.cells.flatMap { $0.outputs.map(\.path) } + read + places
      + open.flatMap { $0.outputs.map(\.path.pattern) + $0.rawPatterns }
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

  /// Takes them and their records away, each after it was filed in the store; empty folders go along.
  ///
  /// The caller holds the workspace's lock.
  /// - Parameters:
  ///   - tell: given the place of each as it goes.
  ///   - note: told what a person should know: edits, which are kept.
  public func takeAway(tell: (String) -> Void, note: (String) -> Void) throws {
    for path in items.flatMap(\.paths) { try ledger.checkInside(path) }
    for item in items {
      for path in item.paths {
        let place = "\(ledger.root)/\(path)"
        do {
          if try FileSystem.exists(place) { _ = try ledger.store.add(place) }
        } catch let error as ContentStoreError where error.isUnfit(place) {
          // No output of anybody: it is moved aside.
        }
        try ledger.keep(path, cache: cache, always: item.maker.record == nil).forEach(note)
        try FileSystem.remove(place)
        try removeEmptyFolders(above: path)
        tell(path)
      }
      try ledger.drop(item.maker)
    }
  }

  private func removeEmptyFolders(above path: String) throws {
    var folder = FileSystem.parent(of: path)
    while folder.contains("/") {
      let place = "\(ledger.root)/\(folder)"
      guard try FileSystem.exists(place), try FileSystem.names(in: place).isEmpty else { return }
      try FileSystem.remove(place)
      folder = FileSystem.parent(of: folder)
    }
  }
}
