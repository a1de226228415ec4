import Foundation
import NN
import Tensors
import Testing

@Suite struct OptimizerTests {
  private let pool = WorkerPool(threads: 1)

  private final class Line: Module {
    let weight = Parameter([3])
    let bias = Parameter([1])
  }

  /// Trains the line for some steps on fixed gradients and returns the weights.
  private func run(
    _ make: ([ParameterGroup]) -> any Optimizer, steps: Range<Int>, from state: [[StateEntry]] = []
  ) throws -> (values: [StateEntry], state: [StateEntry]) {
    let list = ParameterList(Line())
    list["weight"]?.assign([1, -2, 0.5])
    let optimizer = make(list.groups())
    if state.count == 2 {
      try list.load(state[0])
      try optimizer.loadState(state[1])
    }
    for step in steps {
      for (index, entry) in list.entries.enumerated() {
        entry.parameter.accumulate { g in
          for i in 0..<entry.parameter.count { g[i] += Float(step + 1) * 0.1 - Float(i + index) * 0.3 }
        }
      }
      optimizer.step(rate: 0.1, pool)
      optimizer.clearGradients()
    }
    return (list.export(), optimizer.exportState())
  }

  @Test func momentumFollowsPyTorch() throws {
    let values = try run({ SGD($0, momentum: 0.9, decay: 0.01) }, steps: 0..<2).values
    // By hand for weight[0]: g = 0.1 + 0.01, w = 1 − 0.011; g = 0.2 + 0.01 w, v = 0.9 · 0.11 + g.
    let first = 1 - 0.1 * 0.11
    let second = first - 0.1 * (0.9 * 0.11 + 0.2 + 0.01 * first)
    #expect(abs(Double(values[0].values[0]) - second) < 1e-6)
  }

  @Test func adamFollowsPyTorch() throws {
    let values = try run({ Adam($0) }, steps: 0..<1).values
    // The first step goes by the rate against the gradient's sign.
    for (found, expected) in zip(values[0].values, [1 - 0.1, -2 + 0.1, 0.5 + 0.1]) {
      #expect(abs(found - Float(expected)) < 1e-5)
    }
    let decayed = try run({ Adam($0, decay: 0.5, isDecoupled: true) }, steps: 0..<1).values
    #expect(abs(decayed[0].values[0] - (1 * (1 - 0.05) - 0.1)) < 1e-5)
  }

  /// Three steps of `torch.optim.Adam` and `AdamW` by their formulas, one weight at a time.
  @Test(arguments: [(0.0, false), (0.5, false), (0.5, true)])
  func threeStepsOfAdamFollowPyTorch(decay: Double, isDecoupled: Bool) throws {
    let found = try run({ Adam($0, decay: Float(decay), isDecoupled: isDecoupled) }, steps: 0..<3).values
    for (place, start) in [1, -2, 0.5].enumerated() {
      var (weight, mean, square) = (start, 0.0, 0.0)
      for step in 1...3 {
        var slope = 0.1 * Double(step) - 0.3 * Double(place)
        if isDecoupled { weight -= 0.1 * decay * weight } else { slope += decay * weight }
        mean = 0.9 * mean + 0.1 * slope
        square = 0.999 * square + 0.001 * slope * slope
        let (unbiasedMean, unbiasedSquare) = (
          mean / (1 - pow(0.9, Double(step))), square / (1 - pow(0.999, Double(step)))
        )
        weight -= 0.1 * unbiasedMean / (unbiasedSquare.squareRoot() + 1e-8)
      }
      #expect(abs(Double(found[0].values[place]) - weight) < 1e-5, "weight \(place)")
    }
  }

  @Test(arguments: [0, 1, 2]) func aResumedRunMakesTheSameBits(_ kind: Int) throws {
    let make: ([ParameterGroup]) -> any Optimizer = { groups in
      switch kind {
      case 0: SGD(groups)
      case 1: Adam(groups, decay: 0.1)
      default: Adam(groups, decay: 0.1, isDecoupled: true)
      }
    }
    let whole = try run(make, steps: 0..<7)
    let half = try run(make, steps: 0..<3)
    let rest = try run(make, steps: 3..<7, from: [half.values, half.state])
    #expect(rest.values == whole.values)
    #expect(rest.state == whole.state)
  }

  @Test(arguments: [Float.nan, .infinity, -1, 0.5]) func stepsThatAreNoneAreRefused(_ step: Float) {
    let adam = Adam(ParameterList(Line()).groups())
    let state = [StateEntry(name: "step", shape: [], values: [step])]
    #expect(throws: StateMismatch.self) { try adam.loadState(state) }
  }

  @Test func aParameterHasAllPartsOfItsStateOrNone() throws {
    let state = try run({ Adam($0) }, steps: 0..<1).state
    let adam = Adam(ParameterList(Line()).groups())
    try adam.loadState(state)
    try adam.loadState(state.filter { !$0.name.hasSuffix("/bias") })
    let mismatch = #expect(throws: StateMismatch.self) {
      try adam.loadState(state.filter { $0.name != "square/bias" })
    }
    #expect(mismatch?.missing == ["square/bias"])
  }

  @Test func rulesMakeGroupsAndFrozenWeightsStay() {
    let list = ParameterList(Line())
    let groups = list.groups([.init(key: "bias", rateMultiplier: 10)])
    #expect(groups.map { $0.entries.map(\.name) } == [["bias"], ["weight"]])
    list.setTrainable(false, prefix: "weight")
    for entry in list.entries { entry.parameter.accumulate { $0[0] = 1 } }
    SGD(groups, momentum: 0, decay: 0).step(rate: 0.1, pool)
    #expect(list["weight"]?.array == [0, 0, 0])
    #expect(list["bias"]?.array == [-1])
  }

  private final class Nested: Module {
    let backbone = Line()
    let head = Line()
    let otherHead = Line()
  }

  /// MMEngine's `custom_keys`: anywhere in the name, the longest first, equally long ones by the alphabet.
  @Test func aWeightFollowsTheLongestKeyInItsName() {
    let list = ParameterList(Nested())
    let groups = list.groups([
      .init(key: "head", rateMultiplier: 2), .init(key: "bias", decayMultiplier: 0),
      .init(key: "backbone.weight", rateMultiplier: 3),
    ])
    #expect(groups.map(\.rateMultiplier) == [3, 1, 2, 1])
    #expect(groups.map(\.decayMultiplier) == [1, 0, 1, 1])
    #expect(
      groups.map { $0.entries.map(\.name) } == [
        ["backbone.weight"], ["backbone.bias", "head.bias", "other_head.bias"],
        ["head.weight", "other_head.weight"], [],
      ])
  }

  /// PolyLR: (lr · factor − least) · f + least.
  @Test func aScheduleBeginsAtEachGroupsRate() {
    let list = ParameterList(Line())
    let groups = list.groups([.init(key: "bias", rateMultiplier: 0.5)])
    let optimizer = SGD(groups, momentum: 0, decay: 0)
    let schedule = Schedule(base: 1, end: 3, shape: .poly(power: 1, least: 0.25))
    for entry in list.entries { entry.parameter.accumulate { $0[0] = 1 } }
    optimizer.step(schedule, at: 1, pool)
    #expect(list["weight"]?.array == [-0.625, 0, 0])
    #expect(list["bias"]?.array == [-0.375])
    for step in 0..<3 {
      #expect(schedule.rate(at: step, multiplier: 1) == schedule.rate(at: step))
    }
    #expect(schedule.rate(at: 2, multiplier: 0.5) == 0.25 && schedule.rate(at: 0, multiplier: 0.5) == 0.5)
  }

  /// MMEngine's average has `update_buffers=False`.
  @Test func statisticsAreNotAveraged() {
    let norm = BatchNorm(1)
    let average = MovingAverage(ParameterList(norm), momentum: 0.25)
    average.update()
    for parameter in [norm.weight, norm.runningMean] { parameter.assign([5]) }
    average.update()
    average.swap()
    #expect(norm.weight.array == [2] && norm.runningMean.array == [5])
  }

  @Test func anAverageLagsBehind() throws {
    let list = ParameterList(Line())
    let average = MovingAverage(list, momentum: 0.25)
    average.update()
    list["bias"]?.assign([4])
    average.update()
    average.swap()
    #expect(list["bias"]?.array == [1])
    average.swap()
    #expect(list["bias"]?.array == [4])
    let state = average.exportState()
    let other = MovingAverage(list, momentum: 0.25)
    try other.loadState(state)
    #expect(other.exportState() == state)
    #expect(list["bias"]?.array == [4])
  }
}

@Suite struct ScheduleTests {
  @Test func cosineFallsFromBaseToLeastAndWarmUpRises() {
    let schedule = Schedule(
      base: 1, end: 101, shape: .cosine(least: 0.1), warmup: 10, warmupFactor: 0.5)
    #expect(schedule.rate(at: 0) == 0.5)
    #expect(abs(schedule.rate(at: 50) - 0.55) < 1e-6)
    #expect(abs(schedule.rate(at: 100) - 0.1) < 1e-6)
    #expect(schedule.rate(at: 500) == schedule.rate(at: 100))
  }

  /// MMSegmentation's schedule of 20,000 iterations; the numbers were computed apart from this code.
  @Test(arguments: [
    (0, 0.01), (1, 0.009999554476610004), (5_000, 0.007741591485144501), (10_000, 0.005405039889481484),
    (15_000, 0.0029426445977093845), (19_998, 0.00010133268571401417), (19_999, 0.0001), (30_000, 0.0001),
  ])
  func polyFallsByItsPower(iteration: Int, rate: Double) {
    let schedule = Schedule(base: 0.01, end: 20_000)
    #expect(schedule.shape == .poly(power: 0.9, least: 1e-4))
    #expect(abs(schedule.exactRate(at: iteration) / rate - 1) < 1e-12)
  }
}
