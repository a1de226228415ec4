internal import ContentStore
internal import StageProtocol

/// Turns stages into cells; called in the order of the graph, so that makers are known before readers.
struct GraphBuilder {
  private struct Writer {
    let cell: CellID
    let path: String
    let place: SourcePlace
  }

  private let definitions: [StageID: StageDefinition]
  private var writers: [String: Writer] = [:]
  private var cells: [StageID: [Cell]] = [:]
  private var ranked: Set<StageID> = []
  private var ranks: [CellID: Int] = [:]

  init(_ stages: [StageDefinition]) {
    definitions = Dictionary(uniqueKeysWithValues: stages.map { ($0.id, $0) })
  }

  /// Expands a stage by its lists, or without cells where they were `refused`.
  mutating func expand(
    _ stage: StageDefinition, upstream: [StageID], rankedBy: [StageID], refused: GraphError?,
    ranking: (String) throws -> [String]?
  ) throws -> Graph.Stage {
    if !rankedBy.isEmpty { ranked.insert(stage.id) }
    var (expanded, problem): ([Cell]?, GraphError?) = (nil, refused)
    if StageOrder.rankingPaths(stage).isEmpty {
      expanded = try takeCells(of: stage, upstream, ranking)
    } else if refused == nil {
      do {
        var attempt = self
        expanded = try attempt.takeCells(of: stage, upstream, ranking)
        self = attempt
        if expanded == nil { try checkAnyList(of: stage, upstream) }
      } catch let error as GraphError {
        // The list is its maker's to mend; what any list would run into is the pipeline's own mistake.
        guard (try? checkAnyList(of: stage, upstream)) != nil else { throw error }
        problem = error
      }
    }
    return Graph.Stage(
      definition: stage, cells: expanded ?? [], isExpanded: expanded != nil, upstream: upstream,
      rankedBy: rankedBy, sharedMakers: expanded == nil ? try sharedMakers(of: stage, upstream) : nil,
      problem: problem)
  }

  /// Throws what a stage would run into with any list.
  private func checkAnyList(of stage: StageDefinition, _ upstream: [StageID]) throws {
    var other = self
    _ = try other.takeCells(of: stage, upstream) { _ in Self.anyList(for: stage) }
  }

  /// A list that is as good as any: of several names for a stage that takes the best of several, else of one.
  static func anyList(for stage: StageDefinition) -> [String] {
    let tops = (stage.matrix?.variables ?? []).map { variable in
      if case .ranking(_, let top) = variable.values { top ?? 1 } else { 1 }
    }
    return tops.contains { $0 > 1 } ? ["_", "__"] : ["_"]
  }

  /// The cells of a stage, which are known from here on; nil while there is no ranking.
  private mutating func takeCells(
    of stage: StageDefinition, _ upstream: [StageID], _ ranking: (String) throws -> [String]?
  ) throws -> [Cell]? {
    guard let combinations = try combinations(of: stage, ranking) else { return nil }
    let expanded = try combinations.map { try cell(stage, $0, upstream) }
    var names: Set<CellID> = []
    for cell in expanded {
      guard names.insert(cell.id).inserted else { throw GraphError.duplicateCell(cell.id, stage.place) }
      try register(cell)
    }
    cells[stage.id] = expanded
    return expanded
  }

  /// The makers of what a stage reads, where no path depends on the cell and all cells before it are known.
  private func sharedMakers(of stage: StageDefinition, _ upstream: [StageID]) throws -> [CellID]? {
    guard upstream.allSatisfy({ cells[$0] != nil }) else { return nil }
    var makers: [CellID] = []
    for dependency in stage.dependencies {
      switch dependency.source {
      case .path(let template):
        guard let path = template.text(item: .null), path == template.written else { return nil }
        makers += maker(of: Self.tidy(path)).map { [$0] } ?? []
      case .join(let from, let pattern, let out):
        let cells = try joined(dependency, from: from, pattern: pattern, out: out)
        if cells.contains(where: \.isUnmatched) { return nil }
        makers += cells.compactMap(\.producer)
      }
    }
    return makers
  }

  private func combinations(
    of stage: StageDefinition, _ ranking: (String) throws -> [String]?
  ) throws -> [[String: JSONValue]]? {
    guard let matrix = stage.matrix else { return [[:]] }
    let found = try matrix.combinations(ranking: ranking)
    if let found, found.isEmpty { throw GraphError.emptyMatrix(stage.id, stage.place) }
    return found
  }

  private func cell(
    _ stage: StageDefinition, _ values: [String: JSONValue], _ before: [StageID]
  ) throws -> Cell {
    let id = CellID(stage.id, stage.matrix.map { $0.cellName(values) })
    if let name = id.cell, !Self.isCellName(name) { throw GraphError.badCellName(id, stage.place) }
    let item = stage.matrix.map { $0.item(values) } ?? .null
    func fill(_ template: Template, _ place: SourcePlace) throws -> String {
      guard let text = template.text(item: item) else {
        throw GraphError.undefinedItem(template: template.written, id, place)
      }
      return text
    }
    let dependencies = try stage.dependencies.flatMap { dependency -> [Cell.Dependency] in
      switch dependency.source {
      case .path(let template):
        let path = Self.tidy(try fill(template, dependency.place))
        if Self.depth(path) != Self.depth(Self.tidy(template.pattern)) {
          try checkMakers(of: path, before, dependency.place)
        }
        return [
          Cell.Dependency(
            role: dependency.role, path: path, producer: maker(of: path), isJoined: false,
            place: dependency.place)
        ]
      case .join(let from, let pattern, let out):
        return try joined(dependency, from: from, pattern: pattern, out: out)
      }
    }
    let outputs = try stage.outputs.map { output in
      let path = try fill(output.path, output.place)
      // A pattern's `*` is text without a slash, and the order of stages goes by patterns.
      guard Self.depth(path) == Self.depth(output.path.pattern) else {
        throw GraphError.badOutput(
          path: path, problem: "expected matrix values without slashes in '\(output.path.written)'",
          output.place)
      }
      return Cell.Output(
        role: output.role, path: path, isFolder: output.isFolder, kind: output.kind, place: output.place)
    }
    let makers = Set(dependencies.compactMap(\.producer)).sorted {
      ranks[$0, default: 0] < ranks[$1, default: 0]
    }
    return Cell(
      id: id, stage: stage, values: values, dependencies: dependencies, outputs: outputs, upstream: makers,
      doubtful: before.filter { maker in
        ranked.contains(maker)
          && dependencies.contains { $0.producer == nil && mayMake($0, maker, of: stage) }
      })
  }

  /// Whether a stage, with other cells, may make a dependency that has no maker.
  private func mayMake(_ dependency: Cell.Dependency, _ maker: StageID, of stage: StageDefinition) -> Bool {
    if dependency.isJoined {
      return stage.dependencies.contains {
        if case .join(maker, _, _) = $0.source { $0.role == dependency.role } else { false }
      }
    }
    return !dependency.isOutside
      && (definitions[maker]?.outputs ?? []).contains {
        OutputPath.mayMeet($0.path.pattern, dependency.path)
      }
  }

  /// Refuses a path in which a value's slash hides that a stage of unknown cells, which the order of stages does
  /// not put before, may make it; known cells are looked at in the end.
  private func checkMakers(of path: String, _ before: [StageID], _ place: SourcePlace) throws {
    guard !path.hasPrefix("/") else { return }
    let hidden = definitions.values.filter { stage in
      !before.contains(stage.id) && !StageOrder.rankingPaths(stage).isEmpty
        && stage.outputs.contains { OutputPath.mayMeet($0.path.pattern, path) }
    }
    if let maker = hidden.map(\.id).min(by: { $0.name < $1.name }) {
      throw GraphError.hiddenMaker(path: path, output: path, CellID(maker), place)
    }
  }

  /// The cells of another stage whose names match, each with the path of the out.
  private func joined(
    _ dependency: DependencyDefinition, from: StageID, pattern: String?, out: String
  ) throws -> [Cell.Dependency] {
    let known = cells[from] ?? []
    let chosen = known.filter { $0.id.cell == nil || matches($0.id.cell ?? "", pattern: pattern ?? "") }
    if chosen.isEmpty, ranked.contains(from), !known.isEmpty, pattern != nil {
      // The next ranking may give one; until then it is an input that is not there.
      return [
        Cell.Dependency(
          role: dependency.role, path: "\(from.name)@\(pattern ?? "")", producer: nil, isJoined: true,
          place: dependency.place)
      ]
    }
    if chosen.isEmpty && !known.isEmpty {
      throw GraphError.unknown(
        what: "cell of stage '\(from)' that matches", name: pattern ?? "",
        nearest: nearestName(to: pattern ?? "", among: known.compactMap(\.id.cell)), dependency.place)
    }
    return chosen.flatMap { cell in
      cell.outputs.filter { $0.role == out }.map { output in
        Cell.Dependency(
          role: dependency.role, path: output.path, producer: cell.id, isJoined: cell.id.cell != nil,
          place: dependency.place)
      }
    }
  }

  private mutating func register(_ cell: Cell) throws {
    ranks[cell.id] = ranks.count
    for output in cell.outputs {
      if let problem = OutputPath.problem(output.path) {
        throw GraphError.badOutput(path: output.path, problem: problem, output.place)
      }
      if let other = writers[output.path] {
        throw GraphError.overlap(
          path: output.path, cell.id, other: other.path, other.cell, output.place)
      }
      writers[output.path] = Writer(cell: cell.id, path: output.path, place: output.place)
    }
  }

  /// The cell whose out is the path or a folder above it.
  private func maker(of path: String) -> CellID? {
    FileSystem.around(path).lazy.compactMap { writers[$0]?.cell }.first
  }

  /// Refuses nested outputs, and dependencies that are folders around outputs.
  func checkOutputs(_ stages: [Graph.Stage]) throws {
    for writer in writers.values.sorted(by: { $0.path.utf8.lexicographicallyPrecedes($1.path.utf8) }) {
      for outer in FileSystem.above(writer.path) {
        guard let other = writers[outer] else { continue }
        throw GraphError.overlap(path: writer.path, writer.cell, other: outer, other.cell, writer.place)
      }
    }
    let above = writers.values.reduce(into: [String: Writer]()) { above, writer in
      for folder in FileSystem.above(writer.path) { above[folder] = writer }
    }
    for cell in stages.flatMap(\.cells) {
      for dependency in cell.dependencies {
        // A matrix value with a slash in it hides from the order of stages what its path leads to.
        if dependency.producer == nil, let maker = maker(of: dependency.path) {
          throw GraphError.hiddenMaker(
            path: dependency.path, output: dependency.path, maker, dependency.place)
        }
        guard let writer = above[dependency.path] else { continue }
        throw GraphError.dependencyHoldsOutputs(
          path: dependency.path, output: writer.path, writer.cell, by: cell.id, dependency.place)
      }
    }
  }

  private static func depth(_ path: String) -> Int { path.utf8.count { $0 == UInt8(ascii: "/") } }

  /// Without empty parts, `.` parts and slashes at the end; `..` stays, since what it means depends on links.
  static func tidy(_ path: String) -> String {
    let parts = path.split(separator: "/").filter { $0 != "." }
    if path.hasPrefix("/") { return "/" + parts.joined(separator: "/") }
    return parts.isEmpty ? "." : parts.joined(separator: "/")
  }

  private static func isCellName(_ name: String) -> Bool {
    !name.isEmpty && name.utf8.count <= 200 && name.utf8.first != 0x2e
      && name.utf8.allSatisfy { byte in
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
          UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "+"),
          UInt8(ascii: "-"):
          true
        default: false
        }
      }
  }
}
