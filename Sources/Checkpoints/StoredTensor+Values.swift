extension StoredTensor {
  /// Makes a Float32 tensor in memory.
  ///
  /// Traps if the number of values is not the product of the shape.
  public init(_ values: [Float], shape: [Int]) {
    self.init(elements: values, type: .float32, shape: shape)
  }

  /// Makes an Int64 tensor in memory.
  ///
  /// Traps if the number of values is not the product of the shape.
  public init(_ values: [Int64], shape: [Int]) {
    self.init(elements: values, type: .int64, shape: shape)
  }

  /// Makes a UInt8 tensor in memory.
  ///
  /// Traps if the number of values is not the product of the shape.
  public init(_ values: [UInt8], shape: [Int]) {
    self.init(elements: values, type: .uint8, shape: shape)
  }

  private init<Element>(elements: [Element], type: ElementType, shape: [Int]) {
    precondition(
      elements.count == Self.count(of: shape),
      "\(elements.count) values cannot fill shape \(shape)")
    self.type = type
    self.shape = shape
    strides = Self.denseStrides(shape)
    store = elements.withUnsafeBytes { ByteStore(copying: $0) }
    start = 0
  }

  /// True if the elements lie densely in row-major order.
  var isDense: Bool {
    count == 0
      || zip(shape, zip(strides, Self.denseStrides(shape))).allSatisfy { $0 == 1 || $1.0 == $1.1 }
  }

  /// All elements in row-major order, widened or rounded to Float32.
  public var floats: [Float] {
    guard count > 0 else { return [] }
    if isDense && type == .float32 {
      return dense { bytes in
        [Float](unsafeUninitializedCapacity: count) { buffer, written in
          UnsafeMutableRawBufferPointer(buffer).copyMemory(from: bytes)
          written = count
        }
      }
    }
    var values: [Float] = []
    values.reserveCapacity(count)
    eachElement { values.append(type.float(in: $0, at: $1)) }
    return values
  }

  /// All elements in row-major order as the little-endian bytes of the file's own type.
  public var bytes: [UInt8] {
    guard count > 0 else { return [] }
    if isDense { return dense { [UInt8]($0) } }
    var values: [UInt8] = []
    values.reserveCapacity(count * type.size)
    eachElement { values.append(contentsOf: $0[$1..<$1 + type.size]) }
    return values
  }

  /// The elements as integers; nil for a floating-point tensor.
  public var integers: [Int64]? {
    switch type {
    case .int64: elements(Int64.self)
    case .int32: elements(Int32.self).map(Int64.init)
    case .int16: elements(Int16.self).map(Int64.init)
    case .int8: elements(Int8.self).map(Int64.init)
    case .uint8, .bool: elements(UInt8.self).map(Int64.init)
    default: nil
    }
  }

  private func elements<T: FixedWidthInteger>(_: T.Type) -> [T] {
    var values: [T] = []
    if count > 0 {
      eachElement { values.append(T(littleEndian: $0.loadUnaligned(fromByteOffset: $1, as: T.self))) }
    }
    return values
  }

  private func dense<R>(_ body: (UnsafeRawBufferPointer) -> R) -> R {
    store.withBytes(start..<start + count * type.size, body)
  }

  /// Visits every element's byte offset in row-major order; the tensor is not empty.
  private func eachElement(_ visit: (UnsafeRawBufferPointer, Int) -> Void) {
    store.withBytes(start..<store.count) { bytes in
      var index = [Int](repeating: 0, count: shape.count)
      var offset = 0
      for _ in 0..<count {
        visit(bytes, offset * type.size)
        for axis in shape.indices.reversed() {
          index[axis] += 1
          offset += strides[axis]
          if index[axis] < shape[axis] { break }
          offset -= strides[axis] * shape[axis]
          index[axis] = 0
        }
      }
    }
  }
}
