internal import ContentStore

/// Dependencies that are outputs by another way than their written path: through a link, `..`, or as an
/// absolute path.
///
/// Such a one has no edge to its maker, so that it would count as raw data and be fresh while its maker is
/// stale. It is refused; the message names the path to write.
struct HiddenMakers {
  private struct Output {
    let path: String
    let maker: CellID
  }

  private let graph: Graph
  private let workspace: Workspace
  /// The outputs by where they really lie.
  private let outputs: [String: Output]
  /// An output in each folder that holds one, however deep.
  private let above: [String: Output]

  init(_ graph: Graph, _ workspace: Workspace) throws {
    self.graph = graph
    self.workspace = workspace
    var folders: [String: String] = [:]
    var outputs: [String: Output] = [:]
    for cell in graph.cells {
      for output in cell.outputs {
        // The last part is not followed: an output takes the place of a link.
        let folder = FileSystem.parent(of: workspace.path(output.path))
        let real = try folders[folder] ?? FileSystem.destination(of: folder).path
        folders[folder] = real
        let name = output.path.split(separator: "/").last.map(String.init) ?? ""
        outputs["\(real)/\(name)"] = Output(path: output.path, maker: cell.id)
      }
    }
    self.outputs = outputs
    above = outputs.reduce(into: [:]) { above, output in
      for folder in FileSystem.above(output.key) { above[folder] = output.value }
    }
  }

  /// Looks at every dependency without a maker and every ranking; throws `GraphError.hiddenMaker`,
  /// `.dependencyHoldsOutputs`.
  ///
  /// One that cannot be followed is the judge's to tell, so that it stops nobody else.
  func check() throws {
    var seen: Set<String> = []
    func look(_ path: String, _ place: SourcePlace, expecting makers: [StageID] = []) throws {
      guard seen.insert(path).inserted else { return }
      do {
        try check(workspace.path(path), path, place, expecting: makers)
      } catch is ContentStoreError {
        return
      }
    }
    let written = Set(outputs.values.map(\.path))
    for stage in graph.stages {
      // An output under its own path is its maker's, whatever link a person put there.
      for path in StageOrder.rankingPaths(stage.definition)
      where !FileSystem.around(path).contains(where: written.contains) {
        try look(path, stage.definition.place, expecting: stage.rankedBy)
      }
      for dependency in stage.cells.flatMap(\.dependencies) where dependency.producer == nil {
        try look(dependency.path, dependency.place)
      }
    }
  }

  /// Looks at one place that belongs to a dependency or ranking written as `path`; outputs of the expected makers
  /// may lie there.
  func check(
    _ location: String, _ path: String, _ place: SourcePlace, expecting makers: [StageID] = []
  ) throws {
    let real = try FileSystem.destination(of: location).path
    if let found = FileSystem.around(real).lazy.compactMap({ outputs[$0] }).first {
      // A ranking that is written as the output that it is.
      if makers.contains(found.maker.stage), FileSystem.holds(found.path, path) { return }
      throw GraphError.hiddenMaker(path: path, output: found.path, found.maker, place)
    }
    if let found = above[real] {
      throw GraphError.dependencyHoldsOutputs(path: path, output: found.path, found.maker, by: nil, place)
    }
  }
}
