/// A tensor on its way through a net: the value and, while going back, its gradient.
public final class Variable {
  /// The tensor.
  public let value: Tensor
  /// Whether a tape wants the gradient of this variable.
  public let isTracked: Bool
  /// The gradient of the loss; present after `Tape.backward` for leaves made with `isTracked`.
  public internal(set) var gradient: Tensor?

  /// The moments of each channel, if the operation that made the value took them on the way.
  var moments: Moments?

  /// Creates a leaf; a tracked one keeps its gradient, as gradient checks need.
  ///
  /// The default is untracked.
  public init(_ value: Tensor, isTracked: Bool = false) {
    self.value = value
    self.isTracked = isTracked
  }

  /// The extents of the value.
  public var shape: Shape { value.shape }
}
