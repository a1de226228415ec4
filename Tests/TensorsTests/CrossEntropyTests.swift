import Testing

@testable import Tensors

@Suite("Cross entropy") struct CrossEntropyTests {
  /// −log p(target) of one pixel, by every way there is to compute it.
  private func losses(_ logits: [Float], target: UInt8) -> [Float] {
    let pass = Pass(pool: WorkerPool(threads: 1))
    let x = Variable(Tensor(Shape(height: 1, width: 1, channels: logits.count), nchw: logits))
    let labels = Labels(samples: 1, height: 1, width: 1, classes: [target])
    return [
      crossEntropy(x, labels, divisor: .one, pass).value.scalar,
      diceCrossEntropy(x, labels, entropy: 1, overlap: 0, pass).value.scalar,
      -logSoftmax(x, pass).value[0, 0, 0, Int(target)],
    ]
  }

  /// The largest logit is taken away before log Σ is: a sum of both would round to the logit alone.
  @Test func aSureAnswerCostsWhatIsLeft() {
    for loss in losses([30, 15], target: 0) { #expect(abs(loss / 3.06e-7 - 1) < 0.2, "\(loss)") }
    for loss in losses([15, 30], target: 0) { #expect(abs(loss - 15) < 3e-6, "\(loss)") }
  }

  @Test func largeLogitsLoseNoDigits() {
    for loss in losses([1000, 999], target: 1) { #expect(abs(loss - 1.313_261_7) < 5e-7, "\(loss)") }
    for loss in losses([999, 1000], target: 1) { #expect(abs(loss - 0.313_261_7) < 2e-7, "\(loss)") }
    for loss in losses([-1e6, -1e6, -1e6], target: 2) { #expect(abs(loss - 1.098_612_3) < 5e-7, "\(loss)") }
  }
}
