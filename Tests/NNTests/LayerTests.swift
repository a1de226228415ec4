import NN
import Tensors
import Testing

/// A small net: two blocks, a skip over a pooling, a classifier.
private final class SmallNet: Module {
  let first = ConvModule(1, 8, kernel: 3, padding: 1)
  let second: [Module] = [MaxPool(), ConvModule(8, 16, kernel: 3, padding: 1), Upsample()]
  let dropout = Dropout("dropout", probability: 0.2)
  let convSeg = Conv2d(24, 2, kernel: 1)

  override func callAsFunction(_ x: Variable, _ pass: Pass) -> Variable {
    let skip = first(x, pass)
    return convSeg(dropout(concatenation([skip, second(skip, pass)], pass), pass), pass)
  }
}

@Suite struct LayerTests {
  /// Whole channels fall, about as many as the probability says; the rest make up for them.
  @Test func dropoutDropsWholeChannelsOfItsSample() throws {
    let layer = Dropout("head.dropout", probability: 0.25)
    func values(_ samples: Int, first: UInt64, mode: Pass.Mode = .training, seed: UInt64 = 3) -> Tensor {
      let ones = Tensor(Shape(samples: samples, height: 1, width: 2, channels: 64))
      for i in 0..<samples * 2 * 64 { ones.pointer[i] = 1 }
      let pass = Pass(
        pool: WorkerPool(threads: 1), mode: mode, dropout: .random(seed: seed, firstSample: first))
      return layer(Variable(ones), pass).value
    }
    let many = values(100, first: 0)
    let dropped = many.nchw.count { $0 == 0 }
    #expect(Set(many.nchw) == [0, 1 / 0.75])
    #expect((2800...3600).contains(dropped), "about a quarter of 12,800, found \(dropped)")
    for sample in 0..<100 {
      for channel in 0..<64 { #expect(many[sample, 0, 0, channel] == many[sample, 0, 1, channel]) }
    }
    #expect(values(1, first: 7).nchw == many.samples(7..<8).nchw, "whatever the batch is")
    #expect(values(1, first: 7).nchw != values(1, first: 8).nchw)
    #expect(values(1, first: 7).nchw != values(1, first: 7, seed: 4).nchw)
    #expect(Set(values(2, first: 0, mode: .evaluation).nchw) == [1])
  }

  /// Bright squares on a dark ground.
  private func batch(_ seed: UInt64) -> (Tensor, Labels) {
    var numbers = RandomStream(seed: seed, purpose: "squares").sequence()
    var pixels: [Float] = []
    var classes: [UInt8] = []
    for _ in 0..<2 {
      let (left, top) = (numbers.int(below: 10), numbers.int(below: 10))
      for y in 0..<16 {
        for x in 0..<16 {
          let isInside = (left..<left + 6).contains(x) && (top..<top + 6).contains(y)
          classes.append(isInside ? 1 : 0)
          pixels.append((isInside ? 1 : 0) + 0.3 * numbers.normal())
        }
      }
    }
    let shape = Shape(samples: 2, height: 16, width: 16, channels: 1)
    return (Tensor(shape, nchw: pixels), Labels(samples: 2, height: 16, width: 16, classes: classes))
  }

  private func train(threads: Int, steps: Int) -> (losses: [Float], list: ParameterList) {
    let (net, pool) = (SmallNet(), WorkerPool(threads: threads))
    let list = ParameterList(net)
    list.initialize(seed: 17)
    let optimizer = SGD(list.groups())
    var losses: [Float] = []
    for step in 0..<steps {
      let (image, labels) = batch(UInt64(step))
      let tape = Tape()
      let pass = Pass(
        pool: pool, mode: .training, tape: tape,
        dropout: .random(seed: 17, firstSample: UInt64(2 * step)))
      let loss = DiceCrossEntropyLoss()(net(Variable(image), pass), labels, pass)
      losses.append(loss.value.scalar)
      tape.backward(from: loss, pool: pool)
      optimizer.step(rate: 0.02, pool)
      optimizer.clearGradients()
    }
    return (losses, list)
  }

  @Test func aSmallNetLearns() {
    let losses = train(threads: 2, steps: 60).losses
    #expect(losses[0] > 0.8)
    #expect(losses.suffix(5).allSatisfy { $0 < 0.3 }, "\(losses.suffix(5))")
  }

  @Test func trainingMakesTheSameBitsWithAnyNumberOfThreads() {
    let one = train(threads: 1, steps: 4)
    for threads in [2, 3, 8] {
      let other = train(threads: threads, steps: 4)
      #expect(other.losses == one.losses)
      #expect(other.list.export() == one.list.export())
    }
  }

  @Test func aFrozenNormalizationLeavesItsStatisticsAlone() throws {
    let module = ConvModule(1, 4, kernel: 3, padding: 1)
    let list = ParameterList(module)
    list.initialize(seed: 1)
    let pass = Pass(pool: WorkerPool(threads: 1), mode: .training)
    _ = module(Variable(batch(1).0), pass)
    #expect(list["bn.num_batches_tracked"]?.array == [1])
    let before = list["bn.running_mean"]?.array
    try #require(module.bn).isFrozen = true
    _ = module(Variable(batch(2).0), pass)
    #expect(list["bn.running_mean"]?.array == before)
    #expect(list["bn.num_batches_tracked"]?.array == [1])
  }

  @Test func withoutTrainableWeightsNothingIsRecorded() {
    let net = SmallNet()
    ParameterList(net).setTrainable(false, prefix: "")
    let tape = Tape()
    _ = net(Variable(batch(1).0), Pass(pool: WorkerPool(threads: 1), mode: .training, tape: tape))
    #expect(tape.count == 0)
  }

  @Test func inEvaluationASamplesBitsDoNotDependOnItsBatch() {
    let (net, pass) = (SmallNet(), Pass(pool: WorkerPool(threads: 2)))
    ParameterList(net).initialize(seed: 3)
    let image = batch(4).0
    let both = net(Variable(image), pass).value.samples(1..<2).nchw
    #expect(net(Variable(image.samples(1..<2)), pass).value.nchw == both)
  }

  @Test func kernelsOfTheClassifierAreSmallAtFirst() {
    let net = SmallNet()
    ParameterList(net).initialize(seed: 3)
    #expect(net.convSeg.weight.array.allSatisfy { abs($0) < 0.06 })
    let fan = net.second[1] as? ConvModule
    let weights = fan?.conv.weight.array ?? []
    let variance = weights.reduce(0) { $0 + $1 * $1 } / Float(weights.count)
    #expect(abs(variance * 16 * 9 / 2 - 1) < 0.15)
  }
}
