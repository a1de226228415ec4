/// A tensor as it lies in a file: element type, shape and a strided view of shared bytes.
///
/// Row-major (the last index runs fastest) whenever it is read out. Bounds were checked when it was made.
public struct StoredTensor: Sendable {
  /// The type of the elements in the file.
  public let type: ElementType
  /// The extent of every axis; empty for a scalar.
  public let shape: [Int]
  let store: ByteStore
  /// Where element zero begins in `store`.
  let start: Int
  /// Elements to step along every axis; zero repeats.
  let strides: [Int]

  /// The number of elements: the product of `shape`.
  public var count: Int { Self.count(of: shape) }

  /// The product of a shape; extents that are multiplied by 0 may be of any size.
  static func count(of shape: [Int]) -> Int { shape.contains(0) ? 0 : shape.reduce(1, *) }

  /// Views `type` elements in `limits` of the store, which starts at the storage's first byte.
  ///
  /// Throws `CheckpointError` if a size overflows, is negative, or the last element lies outside `limits`.
  init(
    _ type: ElementType, shape: [Int], strides: [Int], offset: Int, in store: ByteStore, limits: Range<Int>,
    entry: String
  ) throws {
    func refuse(_ expected: String, _ found: String) -> CheckpointError {
      .malformed(path: store.path, entry: entry, expected: expected, found: found)
    }
    guard shape.count == strides.count, shape.count <= 16 else {
      throw refuse("as many strides as axes, at most 16", "shape \(shape), strides \(strides)")
    }
    guard offset >= 0, shape.allSatisfy({ $0 >= 0 }), strides.allSatisfy({ $0 >= 0 }) else {
      throw refuse("sizes that are not negative", "shape \(shape), strides \(strides), offset \(offset)")
    }
    guard let bytes = Self.byteCount(type, shape) else { throw refuse("a size below 2^63", "shape \(shape)") }
    if bytes > 0 {
      guard let last = Self.lastByte(type, shape, strides, offset), last <= limits.count else {
        throw refuse(
          "elements inside \(limits.count) bytes", "shape \(shape), strides \(strides), offset \(offset)")
      }
    }
    self.type = type
    self.shape = shape
    // No step is taken along an axis of extent 1: whatever the file says, it cannot lead out of bounds.
    self.strides = zip(shape, strides).map { $0 == 1 ? 0 : $1 }
    self.store = store
    start = bytes > 0 ? limits.lowerBound + offset * type.size : limits.lowerBound
  }

  /// Bytes when written out densely; nil if that overflows.
  static func byteCount(_ type: ElementType, _ shape: [Int]) -> Int? {
    if shape.contains(0) { return 0 }
    return shape.reduce(type.size as Int?) { bytes, extent in bytes.flatMap { product($0, extent) } }
  }

  /// One past the last byte that the view reaches, from the storage's start; nil if that overflows.
  private static func lastByte(_ type: ElementType, _ shape: [Int], _ strides: [Int], _ offset: Int) -> Int? {
    var last = offset
    for (extent, stride) in zip(shape, strides) {
      guard let reach = product(extent - 1, stride) else { return nil }
      let (sum, overflow) = last.addingReportingOverflow(reach)
      if overflow { return nil }
      last = sum
    }
    return last == Int.max ? nil : product(last + 1, type.size)
  }

  private static func product(_ a: Int, _ b: Int) -> Int? {
    let (value, overflow) = a.multipliedReportingOverflow(by: b)
    return overflow ? nil : value
  }

  /// The strides of a dense row-major tensor.
  static func denseStrides(_ shape: [Int]) -> [Int] {
    var strides = [Int](repeating: 1, count: shape.count)
    for axis in shape.indices.dropLast().reversed() {
      strides[axis] = strides[axis + 1].multipliedReportingOverflow(by: max(1, shape[axis + 1])).partialValue
    }
    return strides
  }
}
