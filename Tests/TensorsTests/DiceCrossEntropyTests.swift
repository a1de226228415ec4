import Testing

@testable import Tensors

@Suite("Dice and cross entropy") struct DiceCrossEntropyTests {
  static let shape = Shape(samples: 2, height: 53, width: 61, channels: 3)

  /// Every class, ignored pixels among them.
  static var labels: Labels {
    let classes = (0..<shape.pixels).map { [0, 0, 2, 1, 0, 255, 1][($0 * $0 / 7) % 7] as UInt8 }
    return Labels(samples: shape.samples, height: shape.height, width: shape.width, classes: classes)
  }

  /// The loss and its derivatives.
  static func train(isFused: Bool, threads: Int) -> (loss: Float, gradient: [Float]) {
    let (pool, tape) = (WorkerPool(threads: threads), Tape())
    let pass = Pass(pool: pool, mode: .training, tape: tape)
    let x = Variable(randomTensor(shape, seed: 3), isTracked: true)
    let y =
      isFused
      ? diceCrossEntropy(x, labels, entropy: 0.7, overlap: 1.3, pass)
      : add(
        scale(crossEntropy(x, labels, divisor: .countedPixels, pass), by: 0.7, pass),
        scale(softDice(x, labels, pass), by: 1.3, pass), pass)
    tape.backward(from: y, gradient: Tensor(scalar: 1), pool: pool)
    return (y.value.scalar, x.gradient?.nchw ?? [])
  }

  @Test func fusedIsTheSumOfBoth() {
    let (fused, plain) = (Self.train(isFused: true, threads: 2), Self.train(isFused: false, threads: 2))
    #expect(abs(fused.loss - plain.loss) < 1e-6 * plain.loss)
    #expect(!plain.gradient.isEmpty && relativeError(fused.gradient, plain.gradient) < 1e-5)
  }

  @Test func threadsChangeNoBit() {
    let one = Self.train(isFused: true, threads: 1)
    for threads in [2, 3, 8] {
      #expect(Self.train(isFused: true, threads: threads) == one, "\(threads) threads")
    }
  }
}
