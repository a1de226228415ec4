import Checkpoints
import Tensors

/// A net's weights made those of a wider one of the same architecture that answers alike.
///
/// Each channel becomes several side by side, and who reads them weighs each by their number; colors and
/// classes stay single. With `noise` a convolution's weights are multiplied by 1 + noise · N(0, 1), so that
/// copies part ways in training. Source: Chen et al. 2016, Net2Net, arXiv:1511.05641, all layers at once.
struct Widening {
  /// How many channels each becomes.
  var times: Int
  /// The deviation of the factors of the convolutions' weights; 0 for none.
  let noise: Float
  /// The root of the noise.
  let seed: UInt64

  /// Whether each layer of `wide` is as wide as in `narrow` or `times` as wide, under the same names: else the
  /// wide net would not answer alike.
  func fits(_ narrow: Checkpoint, _ wide: Checkpoint) -> Bool {
    Set(narrow.names) == Set(wide.names)
      && narrow.names.allSatisfy { name in
        guard let source = narrow[name]?.shape, let target = wide[name]?.shape else { return false }
        return source.count == target.count
          && zip(source, target).allSatisfy { $1 == $0 || $1 == $0 * times }
      }
  }

  /// The weights for a net that has the shapes of `wide`, under the same names; traps unless it `fits`.
  func callAsFunction(_ narrow: Checkpoint, like wide: Checkpoint) -> Checkpoint {
    precondition(fits(narrow, wide), "layers that are neither as wide nor \(times) times as wide")
    var result = Checkpoint()
    let stream = RandomStream(seed: seed, purpose: "widening")
    for (index, name) in narrow.names.enumerated() {
      guard let source = narrow[name], let target = wide[name], source.shape != target.shape else {
        result[name] = narrow[name]
        continue
      }
      var values = widened(source, to: target.shape)
      if noise > 0, target.shape.count > 1 {
        var random = stream.sequence(sample: UInt64(index))
        for place in values.indices { values[place] *= 1 + noise * random.normal() }
      }
      result[name] = StoredTensor(values, shape: target.shape)
    }
    return result
  }

  /// Whether the channels of some layers stand `times` by `times` beside their copies, as far as the layers of
  /// one value a channel tell, which are widened without noise: a net that was never widened has none.
  func hasCopies(_ wide: Checkpoint, _ names: [String]) -> Bool {
    names.compactMap { wide[$0] }.filter { $0.shape.count == 1 }.allSatisfy { layer in
      let values = layer.floats
      return values.indices.allSatisfy { values[$0] == values[$0 / times * times] }
    }
  }

  /// A layer of a widened net as narrow as `narrow`: the mean of the copies of an output, the sum of those of
  /// an input, so that most of the noise is averaged away.
  func narrowed(_ wide: StoredTensor, like narrow: StoredTensor) -> StoredTensor {
    guard wide.shape != narrow.shape else { return wide }
    let (outputs, inputs) = (narrow.shape[0], narrow.shape.count > 1 ? narrow.shape[1] : 1)
    let wideInputs = wide.shape.count > 1 ? wide.shape[1] : 1
    let taps = narrow.shape.dropFirst(2).reduce(1, *)
    let (outputCopies, inputCopies) = (wide.shape[0] / outputs, wideInputs / inputs)
    let values = wide.floats
    var sums = [Float](repeating: 0, count: outputs * inputs * taps)
    for place in values.indices {
      let (output, input, tap) = (place / (wideInputs * taps), place / taps % wideInputs, place % taps)
      sums[(output / outputCopies * inputs + input / inputCopies) * taps + tap] += values[place]
    }
    return StoredTensor(sums.map { $0 / Float(outputCopies) }, shape: narrow.shape)
  }

  /// The values repeated along outputs (the first axis) and inputs (the second), whose copies share the weight.
  private func widened(_ source: StoredTensor, to shape: [Int]) -> [Float] {
    let values = source.floats
    let (outputs, inputs) = (shape[0], shape.count > 1 ? shape[1] : 1)
    let sourceInputs = source.shape.count > 1 ? source.shape[1] : 1
    let taps = shape.dropFirst(2).reduce(1, *)
    let (outputCopies, inputCopies) = (outputs / source.shape[0], inputs / sourceInputs)
    var result: [Float] = []
    result.reserveCapacity(outputs * inputs * taps)
    for output in 0..<outputs {
      for input in 0..<inputs {
        let first = (output / outputCopies * sourceInputs + input / inputCopies) * taps
        for tap in first..<first + taps { result.append(values[tap] / Float(inputCopies)) }
      }
    }
    return result
  }
}
