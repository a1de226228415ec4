internal import ContentStore

extension Graph.Stage {
  /// Whether its matrix reads a cell's outputs at these paths.
  func isRanked(by maker: CellID, through paths: [String]) -> Bool {
    rankedBy.contains(maker.stage)
      && StageOrder.rankingPaths(definition).contains { ranking in
        paths.contains { FileSystem.holds($0, ranking) }
      }
  }
}

extension Cell {
  /// The cells whose absent outputs this one reads; `absent` are paths by cell.
  func makers(of absent: [CellID: [String]]) -> Set<CellID> {
    Set(
      dependencies.compactMap { dependency in
        guard let producer = dependency.producer, let paths = absent[producer] else { return nil }
        return paths.contains { FileSystem.holds($0, dependency.path) } ? producer : nil
      })
  }
}
