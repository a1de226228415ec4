/// A run of floats with one owner; the memory goes back to the store when the owner goes.
public final class Buffer: @unchecked Sendable {
  /// The number of floats.
  public let count: Int
  /// The first float; valid while this object lives.
  public let pointer: UnsafeMutablePointer<Float>

  /// Creates a buffer of zeros.
  public convenience init(_ count: Int) {
    self.init(uninitialized: count)
    pointer.update(repeating: 0, count: count)
  }

  /// Creates a buffer whose contents the caller must write.
  init(uninitialized count: Int) {
    self.count = count
    pointer = Memory.take(count)
  }

  deinit { Memory.give(pointer, count) }

  /// A copy as an array.
  public var array: [Float] { Array(UnsafeBufferPointer(start: pointer, count: count)) }
}
