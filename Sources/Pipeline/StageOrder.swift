internal import ContentStore

/// The stages' edges by declared paths and joins, and the order that they leave.
struct StageOrder {
  /// For each stage in written order, the stages that come before it.
  let upstream: [[Int]]
  /// For each stage in written order, the stages that write the ranking files of its matrix.
  let rankers: [[Int]]
  /// The stages in the order in which they can run: as written where nothing else decides.
  let sorted: [Int]

  /// Orders stages; throws `GraphError` for cycles and for joins of unknown stages.
  init(_ stages: [StageDefinition]) throws {
    let index = Dictionary(uniqueKeysWithValues: stages.enumerated().map { ($1.id, $0) })
    let writers = Writers(stages)
    func makers(_ pattern: String) -> [Int] { writers.mayMeet(GraphBuilder.tidy(pattern)) }
    rankers = stages.map { stage in
      Self.rankingPaths(stage).flatMap(makers).reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
    }
    let before = try stages.map { stage in
      try stage.dependencies.flatMap { dependency -> [Int] in
        switch dependency.source {
        case .path(let template): return makers(template.pattern)
        case .join(let id, let cells, let out):
          guard let maker = index[id] else {
            throw GraphError.unknown(
              what: "stage", name: id.name, nearest: nearestName(to: id.name, among: index.keys.map(\.name)),
              dependency.place)
          }
          let roles = stages[maker].outputs.map(\.role)
          guard roles.contains(out) else {
            throw GraphError.unknown(
              what: "out of stage '\(id)'", name: out, nearest: nearestName(to: out, among: roles),
              dependency.place)
          }
          guard cells != nil || stages[maker].matrix == nil else {
            throw GraphError.unknown(what: "cell", name: id.name, nearest: "\(id)@*", dependency.place)
          }
          return [maker]
        }
      }
    }
    upstream = zip(before, rankers).map { Set($0 + $1).sorted() }
    sorted = try Self.sort(stages, upstream)
  }

  /// The ranking files of a stage's matrix.
  static func rankingPaths(_ stage: StageDefinition) -> [String] {
    (stage.matrix?.variables ?? []).compactMap {
      if case .ranking(let path, _) = $0.values { GraphBuilder.tidy(path) } else { nil }
    }
  }

  /// Takes, again and again, the first stage in written order whose stages before it are all taken.
  private static func sort(_ stages: [StageDefinition], _ upstream: [[Int]]) throws -> [Int] {
    var waiting = upstream.map(\.count)
    var after: [[Int]] = Array(repeating: [], count: stages.count)
    for (stage, before) in upstream.enumerated() { before.forEach { after[$0].append(stage) } }
    var ready = waiting.indices.filter { waiting[$0] == 0 }
    var order: [Int] = []
    while let next = ready.min() {
      ready.removeAll { $0 == next }
      order.append(next)
      for stage in after[next] {
        waiting[stage] -= 1
        if waiting[stage] == 0 { ready.append(stage) }
      }
    }
    guard order.count == stages.count else { throw cycle(stages, upstream, done: Set(order)) }
    return order
  }

  /// Walks back from a stage that never became ready until a stage repeats.
  private static func cycle(
    _ stages: [StageDefinition], _ upstream: [[Int]], done: Set<Int>
  ) -> GraphError {
    var path: [Int] = []
    var stage = stages.indices.first { !done.contains($0) } ?? 0
    while !path.contains(stage) {
      path.append(stage)
      stage = upstream[stage].first { !done.contains($0) } ?? stage
    }
    let circle = path[(path.firstIndex(of: stage) ?? 0)...] + [stage]
    return .cycle(circle.reversed().map { stages[$0].id }, stages[stage].place)
  }
}

/// The outputs that stages declare, found by path: among ten thousand stages nobody can ask each.
private struct Writers {
  /// Stages by an output without references.
  private var plain: [String: [Int]] = [:]
  /// Stages by a folder above such an output.
  private var below: [String: [Int]] = [:]
  /// Outputs with references.
  private var open: [(stage: Int, pattern: String)] = []
  private var all: [(stage: Int, pattern: String)] = []

  init(_ stages: [StageDefinition]) {
    for (number, stage) in stages.enumerated() {
      for pattern in stage.outputs.map(\.path.pattern) {
        all.append((number, pattern))
        if pattern.contains("*") {
          open.append((number, pattern))
          continue
        }
        plain[pattern, default: []].append(number)
        for folder in FileSystem.above(pattern) {
          below[folder, default: []].append(number)
        }
      }
    }
  }

  /// The stages of which an output may be what the pattern names, or lie in or around it, in written order.
  func mayMeet(_ pattern: String) -> [Int] {
    func meeting(_ among: [(stage: Int, pattern: String)]) -> [Int] {
      among.filter { OutputPath.mayMeet($0.pattern, pattern) }.map(\.stage)
    }
    if pattern.contains("*") { return meeting(all) }
    let found = FileSystem.around(pattern).flatMap { plain[$0] ?? [] } + (below[pattern] ?? [])
    return (found + meeting(open)).sorted()
  }
}
