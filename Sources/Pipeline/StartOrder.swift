/// Which of several cells begins first: the one that most others wait for; of equals, the first in the graph.
///
/// What the rest hangs on is done, or fails, before hours go into a cell that few wait for.
struct StartOrder {
  private let waiting: [CellID: Int]

  /// The order of these cells, each listed after the cells that it reads.
  init(_ cells: [(id: CellID, upstream: [CellID])]) {
    var readers: [CellID: Set<CellID>] = [:]
    for cell in cells.reversed() {
      let all = readers[cell.id, default: []].union([cell.id])
      for maker in Set(cell.upstream) { readers[maker, default: []].formUnion(all) }
    }
    waiting = readers.mapValues(\.count)
  }

  /// The elements by what waits for their cells.
  func sorted<Element>(_ elements: [Element], by id: (Element) -> CellID) -> [Element] {
    elements.enumerated().map { (element: $1, waiting: waiting[id($1)] ?? 0, place: $0) }
      .sorted { ($1.waiting, $0.place) < ($0.waiting, $1.place) }.map(\.element)
  }
}
