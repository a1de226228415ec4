import StageProtocol
import Testing

@testable import Weave

@Suite struct SharedTablesTests {
  private let columns: [ShownTable.Column] = [.init("model"), .init("Dice", format: "%.2f")]

  private func item(_ label: String, _ rows: [[JSONValue]], caption: String = "c", id: String = "out-x")
    -> PageItem
  {
    PageItem(
      id: id, label: label, caption: caption, alt: "", anchor: 0,
      body: .table(ShownTable(columns: columns, rows: rows)))
  }

  private func group(_ cell: String?, _ items: [PageItem], state: PageState = .fresh) -> PageOutputs {
    PageOutputs(cell: cell, state: state, items: items)
  }

  private func texts(_ groups: [PageOutputs]) -> [[String]] {
    guard case .table(let table)? = groups.first?.items.first?.body else { return [] }
    return [table.columns.map(\.title)] + table.texts
  }

  @Test func rowsOfAllCellsStandInOneTable() {
    let note = PageItem(id: "out-n", label: "note", caption: "", alt: "", anchor: 1, body: .markdown("n"))
    let gathered = SharedTables.gathered([
      group("a", [item("scores", [[.string("a"), .number(0.5)]], id: "out-a"), note]),
      group("b", [item("scores", [[.string("b"), .number(0.75)]], id: "out-b")]),
    ])
    #expect(gathered.map(\.cell) == [nil, "a"])
    #expect(gathered[0].items.map(\.id) == ["out-a"])
    #expect(gathered[1].items.map(\.label) == ["note"])
    #expect(texts(gathered) == [["model", "Dice"], ["a", "0.50"], ["b", "0.75"]])
  }

  @Test func rowsThatDoNotNameTheirCellGetAColumn() {
    let row: [JSONValue] = [.string("unet"), .number(0.5)]
    let gathered = SharedTables.gathered([group("a", [item("s", [row])]), group("b", [item("s", [row])])])
    #expect(texts(gathered) == [["cell", "model", "Dice"], ["a", "unet", "0.50"], ["b", "unet", "0.50"]])
  }

  @Test func whatDiffersOrIsStaleStaysWithItsCell() {
    let row: [JSONValue] = [.string("a"), .number(0.5)]
    let one = item("s", [row])
    let cases: [[PageOutputs]] = [
      [group(nil, [one])],
      [group("a", [one])],
      [group("a", [one]), group("b", [one], state: .stale)],
      [group("a", [one]), group("b", [one], state: .partial)],
      [group("a", [one]), group("b", [item("s", [row, row])])],
      [group("a", [one]), group("b", [item("s", [row], caption: "other")])],
      [group("a", [one, one]), group("b", [one])],
    ]
    for groups in cases {
      #expect(SharedTables.gathered(groups).map(\.cell) == groups.map(\.cell))
      #expect(SharedTables.gathered(groups).map(\.items.count) == groups.map(\.items.count))
    }
  }
}
