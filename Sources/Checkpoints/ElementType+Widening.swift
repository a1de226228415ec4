extension ElementType {
  /// The little-endian element at `offset` as Float32.
  ///
  /// Half and bfloat16 are exact; 64-bit values and large integers are rounded to nearest.
  func float(in bytes: UnsafeRawBufferPointer, at offset: Int) -> Float {
    func load<T: FixedWidthInteger>(_: T.Type) -> T {
      T(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: T.self))
    }
    return switch self {
    case .bool: load(UInt8.self) == 0 ? 0 : 1
    case .uint8: Float(load(UInt8.self))
    case .int8: Float(load(Int8.self))
    case .int16: Float(load(Int16.self))
    case .int32: Float(load(Int32.self))
    case .int64: Float(load(Int64.self))
    case .float16: Self.widen(half: load(UInt16.self))
    case .bfloat16: Float(bitPattern: UInt32(load(UInt16.self)) << 16)
    case .float32: Float(bitPattern: load(UInt32.self))
    case .float64: Float(Double(bitPattern: load(UInt64.self)))
    }
  }

  /// IEEE 754 binary16 to binary32, exact for every pattern, subnormal numbers included.
  static func widen(half bits: UInt16) -> Float {
    let sign = UInt32(bits & 0x8000) << 16
    let exponent = UInt32(bits >> 10) & 0x1F
    let fraction = UInt32(bits & 0x3FF)
    if exponent == 0 {
      let magnitude = Float(fraction) * 0x1p-24
      return sign == 0 ? magnitude : -magnitude
    }
    let widened = exponent == 31 ? 255 : exponent + 112
    return Float(bitPattern: sign | widened << 23 | fraction << 13)
  }
}
