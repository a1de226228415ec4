import Testing

@testable import Pipeline

@Suite struct StartOrderTests {
  func id(_ name: String) -> CellID { CellID(StageID(name)) }

  @Test func whatMostOthersWaitForBegins() {
    let order = StartOrder([
      (id("train"), []), (id("load"), []), (id("split"), [id("load")]), (id("exam"), [id("train"), id("split")]),
      (id("page"), [id("exam"), id("split")]),
    ])
    // page waits for all of them, counted once however many ways lead to it.
    #expect(order.sorted(["exam", "page", "train", "load"], by: id) == ["load", "train", "exam", "page"])
  }

  @Test func equalsKeepTheirOrder() {
    let order = StartOrder([(id("b"), []), (id("a"), []), (id("c"), [id("a"), id("b")])])
    #expect(order.sorted(["b", "a", "x"], by: id) == ["b", "a", "x"])
    #expect(order.sorted(["x", "a", "b"], by: id) == ["a", "b", "x"])
  }
}
