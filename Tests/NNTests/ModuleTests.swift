import NN
import Tensors
import Testing

private final class Leaf: Module {
  let weight = Parameter([2, 3], filledWith: 1)
  let runningMean = Parameter([2], role: .statistic)
}

private final class Tree: Module {
  let decodeHead = Leaf()
  let layers: [[Module]] = [[Leaf()], [Module(), Leaf()]]
  let extra: Leaf? = Leaf()
  let absent: Leaf? = nil
}

@Suite struct ModuleTests {
  @Test func namesFollowTheStateDict() {
    let names = ParameterList(Tree()).entries.map(\.name)
    #expect(
      names == [
        "decode_head.weight", "decode_head.running_mean", "layers.0.0.weight", "layers.0.0.running_mean",
        "layers.1.1.weight", "layers.1.1.running_mean", "extra.weight", "extra.running_mean",
      ])
  }

  @Test func aMismatchListsEverythingAndChangesNothing() {
    let list = ParameterList(Leaf())
    let state = [
      StateEntry(name: "weight", shape: [3, 2], values: [0, 0, 0, 0, 0, 0]),
      StateEntry(name: "bias", shape: [], values: [1]),
    ]
    #expect {
      try list.load(state)
    } throws: { error in
      guard let mismatch = error as? StateMismatch else { return false }
      return mismatch.missing == ["running_mean"] && mismatch.unused == ["bias"]
        && mismatch.misshapen.map(\.name) == ["weight"]
    }
    #expect(list["weight"]?.array == [1, 1, 1, 1, 1, 1])
  }

  @Test func whatIsExportedLoads() throws {
    let (old, new) = (ParameterList(Tree()), ParameterList(Tree()))
    old["extra.weight"]?.assign([1, 2, 3, 4, 5, 6])
    try new.load(old.export())
    #expect(new["extra.weight"]?.array == [1, 2, 3, 4, 5, 6])
  }
}
