public import Tensors

/// Dropout of whole channels (PyTorch's `Dropout2d`), at work in training mode only.
///
/// Which channels fall is a matter of the pass's seed, this layer's name, the sample's number in the
/// training run and the channel; batches and threads do not matter.
public final class Dropout: Module {
  private let _name: String
  private let _probability: Float

  /// Creates a dropout; `name` is unique in the net, such as `decode_head.dropout`.
  public init(_ name: String, probability: Float = 0.1) {
    precondition(probability >= 0 && probability < 1, "dropout with probability \(probability)")
    (_name, _probability) = (name, probability)
  }

  /// Drops channels and scales the others by 1 / (1 − p).
  public override func callAsFunction(_ x: Variable, _ pass: Pass) -> Variable {
    guard pass.mode == .training else { return x }
    switch pass.dropout {
    case .none: return x
    case .random(let seed, let firstSample):
      return _probability == 0 ? x : channelDropout(x, factors: factors(x.shape, seed, firstSample), pass)
    case .given(let masks):
      guard let mask = masks[_name] else { return x }
      return channelDropout(x, factors: mask, pass)
    }
  }

  private func factors(_ shape: Shape, _ seed: UInt64, _ firstSample: UInt64) -> [Float] {
    let stream = RandomStream(seed: seed, purpose: "dropout/" + _name)
    return (0..<shape.samples).flatMap { sample in
      (0..<shape.channels).map { channel in
        let number = stream.uniform(sample: firstSample + UInt64(sample), draw: UInt64(channel))
        return number < _probability ? 0 : 1 / (1 - _probability)
      }
    }
  }
}
