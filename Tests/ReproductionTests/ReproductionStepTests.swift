import Testing

@testable import Reproduction

@Suite struct ReproductionStepTests {
  /// Joins that leave out other cells of one list, among them two of which neither holds the other.
  @Test(arguments: [
    ([["b", "a"], ["b", "a", "c"], ["c"]], ["b", "a", "c"]),
    ([["a2", "b2"], ["b1", "b2"]], ["a2", "b1", "b2"]),
    ([[], ["x"]], ["x"]), ([], []),
    ([["a", "b"], ["b", "a"]], ["a", "b"]),
  ])
  func joinsOfOneStageShareAnOrder(lists: [[String]], merged: [String]) {
    #expect(Reproduction.merged(lists) == merged)
  }
}
