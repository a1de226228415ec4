import Testing

@testable import Tensors

@Suite("instance normalization") struct InstanceNormalizationTests {
  /// Output and gradients of a pass; with `isFused` the leaky ReLU is part of the normalization.
  static func train(isFused: Bool, threads: Int, slope: Float) -> [[Float]] {
    let (pool, tape) = (WorkerPool(threads: threads), Tape())
    let pass = Pass(pool: pool, mode: .training, tape: tape)
    let (weight, bias) = (randomParameter([11], seed: 1), randomParameter([11], seed: 2))
    let x = Variable(
      randomTensor(Shape(samples: 3, height: 41, width: 37, channels: 11), seed: 3), isTracked: true)
    let y =
      isFused
      ? instanceNormalization(x, weight: weight, bias: bias, slope: slope, pass)
      : leakyRelu(instanceNormalization(x, weight: weight, bias: bias, pass), slope: slope, pass)
    tape.backward(from: y, gradient: randomTensor(y.shape, seed: 9), pool: pool)
    return [y.value.nchw, x.gradient?.nchw ?? [], weight.gradient?.array ?? [], bias.gradient?.array ?? []]
  }

  @Test(arguments: [0, 0.01, 0.5] as [Float])
  func slopeIsTheSameAsALeakyReluBehind(slope: Float) {
    let fused = Self.train(isFused: true, threads: 2, slope: slope)
    let plain = Self.train(isFused: false, threads: 2, slope: slope)
    for (found, expected) in zip(fused, plain) {
      #expect(!expected.isEmpty && found == expected)
    }
  }

  @Test func aSlopeOfNothingIsNothingOfInfinityToo() {
    let lane = Lane(-.infinity, -2, -0.0, 0, 3, .infinity, .nan, -1)
    let relu = lane.bent(0, where: lane .< 0)
    #expect(relu[0] == 0 && relu[1].sign == .plus && relu[2].sign == .minus && relu[4] == 3)
    #expect(relu[5] == .infinity && relu[6].isNaN && relu[7].bitPattern == 0)
    let leaky = lane.bent(0.5, where: lane .< 0)
    #expect(leaky[0] == -.infinity && leaky[1] == -1 && leaky[4] == 3 && leaky[6].isNaN)
  }

  @Test func threadsChangeNoBit() {
    let one = Self.train(isFused: true, threads: 1, slope: 0.01)
    for threads in [2, 3, 8] {
      #expect(Self.train(isFused: true, threads: threads, slope: 0.01) == one, "\(threads) threads")
    }
  }
}
