/// A named-by-its-module array that a checkpoint holds: a weight, or a statistic that never trains.
///
/// Values keep the checkpoint's shape and PyTorch's order (a convolution: O, I, kH, kW) whatever layout the
/// kernels use. The gradient adds up over backward passes until it is cleared.
public final class Parameter: @unchecked Sendable {
  /// What a parameter is for.
  public enum Role: Sendable, Hashable {
    /// Learned by the optimizer.
    case weight
    /// Measured in training mode, such as a running mean.
    case statistic
    /// A whole number, such as PyTorch's `num_batches_tracked` (int64 in its files).
    case counter
  }

  /// The extents in the checkpoint; empty for a scalar.
  public let shape: [Int]
  /// What it is for.
  public let role: Role
  /// Whether backward passes compute its gradient and optimizers change it.
  public var isTrainable: Bool
  /// How often the values changed; what was packed from an older version is stale.
  public private(set) var version = 0
  /// The values; change them only through `assign` and `update`.
  public let values: Buffer
  /// The gradient's sum since it was cleared; nil when there was none.
  public private(set) var gradient: Buffer?

  /// Creates a parameter of one value; the default is 0.
  public init(_ shape: [Int], filledWith value: Float = 0, role: Role = .weight) {
    self.shape = shape
    self.role = role
    isTrainable = role == .weight
    values = Buffer(uninitialized: shape.reduce(1, *))
    values.pointer.update(repeating: value, count: values.count)
  }

  /// The number of values.
  public var count: Int { values.count }

  /// A copy of the values.
  public var array: [Float] { values.array }

  /// Replaces all values; traps unless there are `count` of them.
  public func assign(_ new: [Float]) {
    precondition(new.count == count, "\(new.count) values for a parameter of shape \(shape)")
    update { pointer in
      for index in 0..<new.count { pointer[index] = new[index] }
    }
  }

  /// Changes the values in place.
  public func update(_ change: (UnsafeMutablePointer<Float>) -> Void) {
    change(values.pointer)
    version += 1
  }

  /// Changes the gradient in place, from zeros if there was none.
  public func accumulate(_ change: (UnsafeMutablePointer<Float>) -> Void) {
    let sum = gradient ?? Buffer(count)
    change(sum.pointer)
    gradient = sum
  }

  /// Adds to the gradient without zeros first: unless `adds`, all of it must be written.
  func addGradient(_ change: (_ gradient: UnsafeMutablePointer<Float>, _ adds: Bool) -> Void) {
    let sum = gradient ?? Buffer(uninitialized: count)
    change(sum.pointer, gradient != nil)
    gradient = sum
  }

  /// Forgets the gradient.
  public func clearGradient() { gradient = nil }
}
