/// A tensor on its way through a net: the value and, while going back, its gradient.
public final class Variable {
  /// The tensor.
  public let value: Tensor
  /// Whether a tape wants the gradient of this variable.
  public let isTracked: Bool
  /// The gradient of the loss; present after `Tape.backward` for leaves made with `isTracked`.
  public internal(set) var gradient: Tensor? {
    get { slot.gradient }
    set { slot.gradient = newValue }
  }
  /// Where the gradient adds up; it outlives the value on a tape.
  let slot: GradientSlot

  /// The moments of each channel, if the operation that made the value took them on the way.
  var moments: Moments?

  /// Creates a leaf; a tracked one keeps its gradient, as gradient checks need.
  ///
  /// The default is untracked.
  public init(_ value: Tensor, isTracked: Bool = false) {
    self.value = value
    self.isTracked = isTracked
    slot = GradientSlot(value.shape)
  }

  /// The extents of the value.
  public var shape: Shape { value.shape }
}

/// The gradient of a variable, whose value may be gone.
final class GradientSlot {
  let shape: Shape
  var gradient: Tensor?

  init(_ shape: Shape) { self.shape = shape }
}
