import Testing

@testable import Pipeline

@Suite struct StartOrderTests {
  func id(_ name: String) -> CellID { CellID(StageID(name)) }

  func sorted(_ names: [String], _ cells: [(String, [String])]) -> [String] {
    let order = StartOrder(cells.map { (id($0), $1.map(id)) })
    return names.mostWaitedFor { order.waiting(for: id($0)) }
  }

  @Test func whatMostOthersWaitForBegins() {
    #expect(
      sorted(
        ["exam", "page", "train", "load"],
        [
          ("train", []), ("load", []), ("split", ["load"]), ("exam", ["train", "split"]),
          ("page", ["exam", "split"]),
        ]) == ["load", "train", "exam", "page"])
  }

  /// Of two ways to one cell neither makes it two.
  @Test func whoWaitsCountsOnce() {
    #expect(
      sorted(
        ["a", "b"],
        [
          ("a", []), ("b", []), ("left", ["a"]), ("right", ["a"]), ("end", ["left", "right"]), ("1", ["b"]),
          ("2", ["1"]), ("3", ["2"]), ("4", ["3"]),
        ]) == ["b", "a"])
  }

  @Test func equalsKeepTheirOrder() {
    let cells = [("b", [String]()), ("a", []), ("c", ["a", "b"])]
    #expect(sorted(["b", "a", "x"], cells) == ["b", "a", "x"])
    #expect(sorted(["x", "a", "b"], cells) == ["a", "b", "x"])
  }

  @Test func moreCellsThanAWordHasBits() {
    let many = (0..<130).map { "m\($0)" }
    let cells = [("few", [String]()), ("all", [])] + many.map { ($0, ["all"]) } + [("one", ["few"])]
    #expect(sorted(["few", "all"], cells) == ["all", "few"])
    #expect(StartOrder(cells.map { (id($0), $1.map(id)) }).waiting(for: id("all")) == 130)
  }

  /// Who writes a list is waited for by the cells that it gives and by what comes after them, before the list is
  /// there and once it is.
  @Test func whoWritesAListIsWaitedFor() throws {
    let matrix = Matrix(variables: [
      .init(name: "m", values: .ranking(path: "r.json", top: nil), place: nowhere)
    ])
    let stages = [
      makeStage("rank", outs: [Template("r.json")]),
      makeStage("train", outs: [Template([.text("o/"), .item("m")])], matrix: matrix),
      makeStage("join", deps: [.join(stage: StageID("train"), cells: "*", out: "o0")], outs: [Template("j")]),
    ]
    let unknown = try makeGraph(stages)
    let before = StartOrder(
      unknown, cells: [id("rank"), id("join")], open: [StageID("train"), StageID("join")])
    #expect(before.waiting(for: id("rank")) == 2 && before.waiting(for: id("train")) == 1)
    let known = try makeGraph(stages) { $0 == "r.json" ? ["x", "y"] : nil }
    let after = StartOrder(known, cells: Set(known.cells.map(\.id)), open: [])
    #expect(after.waiting(for: id("rank")) == 3)
    #expect(StartOrder(known, cells: [id("rank")], open: []).waiting(for: id("rank")) == 0)
  }
}
