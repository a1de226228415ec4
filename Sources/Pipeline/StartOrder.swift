/// Which of several cells begins first: the one that most others wait for; of equals, the first in the graph.
///
/// What the rest hangs on is done, or fails, before hours go into a cell that few wait for.
struct StartOrder {
  private let waiting: [CellID: Int]

  /// The order of the wanted cells of a graph; a stage whose cells are not known yet counts as one cell, which waits
  /// for all cells of the stages before it.
  init(_ graph: Graph, cells: Set<CellID>, open: Set<StageID>) {
    func known(_ stages: [StageID]) -> [CellID] { stages.compactMap(graph.stage).flatMap(\.cells).map(\.id) }
    self.init(
      graph.stages.flatMap { stage -> [(id: CellID, upstream: [CellID])] in
        let unknown = stage.upstream.filter(open.contains).map { CellID($0) }
        guard stage.isExpanded else {
          return open.contains(stage.id) ? [(CellID(stage.id), unknown + known(stage.upstream))] : []
        }
        return stage.cells.filter { cells.contains($0.id) }.map { cell in
          let rankers = ([stage] + cell.listed.compactMap(graph.stage)).flatMap(\.rankedBy)
          return (cell.id, unknown + known(rankers) + cell.upstream)
        }
      })
  }

  /// The order of these cells, each listed after the cells that it waits for.
  init(_ cells: [(id: CellID, upstream: [CellID])]) {
    let numbers = Dictionary(cells.enumerated().map { ($1.id, $0) }) { first, _ in first }
    // For each cell those that wait for it, one bit each: joins of thousands meet on their way.
    var waiters = Array(repeating: [UInt64](repeating: 0, count: (cells.count + 63) / 64), count: cells.count)
    for number in cells.indices.reversed() {
      var all = waiters[number]
      all[number / 64] |= 1 << UInt64(number % 64)
      for maker in Set(cells[number].upstream.compactMap { numbers[$0] }) {
        for word in all.indices { waiters[maker][word] |= all[word] }
      }
    }
    waiting = numbers.mapValues { waiters[$0].reduce(0) { $0 + $1.nonzeroBitCount } }
  }

  /// How many cells wait for one, through others or without; each counts once.
  func waiting(for id: CellID) -> Int { waiting[id] ?? 0 }
}

extension Sequence {
  /// The elements for which most others wait first, equals in their order.
  func mostWaitedFor(_ waiting: (Element) -> Int) -> [Element] {
    enumerated().map { (element: $1, waiting: waiting($1), place: $0) }
      .sorted { ($1.waiting, $0.place) < ($0.waiting, $1.place) }.map(\.element)
  }
}
