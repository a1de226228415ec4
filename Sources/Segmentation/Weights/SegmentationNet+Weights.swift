public import Checkpoints
import NN
import Tensors

/// How strictly a checkpoint must fit.
public enum LoadingMode: String, Sendable, Codable {
  /// Every name and shape.
  case strict
  /// Every name and shape but the number of classes: both heads' `conv_seg` may have another one.
  case transfer
}

extension SegmentationNet {
  /// Takes the weights of a checkpoint, all or none.
  ///
  /// Returns the names that keep their initial values: in transfer mode, the classifiers of another number of
  /// classes; otherwise none. `module.` before every name counts for nothing. Throws `WeightsError` with every
  /// missing, unused, misshapen and not finite name.
  @discardableResult
  public func load(_ checkpoint: Checkpoint, mode: LoadingMode = .strict) throws -> [String] {
    let checkpoint = checkpoint.unwrapped
    var error = WeightsError()
    var left: [String] = []
    var values: [(Parameter, [Float])] = []
    let entries = parameters.entries
    for entry in entries {
      guard let tensor = checkpoint[entry.name] else {
        error.missing.append(entry.name)
        continue
      }
      if Self.fits(entry, tensor) {
        let floats = tensor.floats
        if !floats.allSatisfy(\.isFinite) { error.notFinite.append(entry.name) }
        values.append((entry.parameter, floats))
      } else if mode == .transfer && Self.isOtherClassifier(entry, tensor) {
        left.append(entry.name)
      } else {
        error.misshapen.append(
          .init(name: entry.name, expected: entry.parameter.shape, found: tensor.shape))
      }
    }
    let known = Set(entries.map(\.name))
    error.unused = checkpoint.names.filter { !known.contains($0) }
    guard error.isEmpty else { throw error }
    for (parameter, floats) in values { parameter.assign(floats) }
    return left
  }

  /// The net's state as a checkpoint, in MMSegmentation's order; counters become Int64 as in PyTorch.
  public func checkpoint(meta: [String: MetaValue] = [:]) -> Checkpoint {
    var checkpoint = Checkpoint(meta: meta)
    for entry in parameters.entries {
      let parameter = entry.parameter
      checkpoint[entry.name] =
        parameter.role == .counter
        ? StoredTensor(parameter.array.map { Int64(min(max($0, 0), 0x1p62)) }, shape: parameter.shape)
        : StoredTensor(parameter.array, shape: parameter.shape)
    }
    return checkpoint
  }

  /// A counter is one number, whether the file calls it a scalar or a list of one.
  private static func fits(_ entry: ParameterList.Entry, _ tensor: StoredTensor) -> Bool {
    tensor.shape == entry.parameter.shape
      || (entry.parameter.role == .counter && tensor.count == 1 && entry.parameter.count == 1)
  }

  private static func isOtherClassifier(_ entry: ParameterList.Entry, _ tensor: StoredTensor) -> Bool {
    (entry.name.hasSuffix("_head.conv_seg.weight") || entry.name.hasSuffix("_head.conv_seg.bias"))
      && tensor.shape.count == entry.parameter.shape.count
      && tensor.shape.dropFirst() == entry.parameter.shape.dropFirst()
  }
}
