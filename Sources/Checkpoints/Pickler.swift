/// Writes pickle protocol 2, just enough for a state_dict with plain values.
struct Pickler {
  private(set) var bytes: [UInt8] = [0x80, 2]

  /// The whole checkpoint and the final STOP.
  mutating func root(_ checkpoint: Checkpoint) {
    op("}(")
    let meta = checkpoint.meta.sorted { $0.key < $1.key }
    for (key, value) in meta where key != "state_dict" {
      string(key)
      self.value(value)
    }
    string("state_dict")
    global("collections", "OrderedDict")
    op(")R(")
    for (index, name) in checkpoint.names.enumerated() {
      guard let stored = checkpoint[name] else { continue }
      string(name)
      tensor(stored, key: String(index))
    }
    op("uu.")
  }

  private mutating func value(_ value: MetaValue) {
    switch value {
    case .null, .opaque, .tensor: op("N")
    case .bool(let value): bytes.append(value ? 0x88 : 0x89)
    case .integer(let value): integer(value)
    case .bigInteger(let value): bigInteger(value)
    case .number(let value): number(value)
    case .string(let text): string(text)
    case .bytes(let values): list(values.map { .integer(Int($0)) })
    // Sets have no opcode that `weights_only=True` takes in every version.
    case .list(let values), .set(let values): list(values)
    case .tuple(let values):
      op("(")
      for value in values { self.value(value) }
      op("t")
    case .dictionary(let pairs):
      op("}(")
      for (key, value) in pairs {
        self.value(key)
        self.value(value)
      }
      op("u")
    }
  }

  private mutating func list(_ values: [MetaValue]) {
    op("](")
    for value in values { self.value(value) }
    op("e")
  }

  /// `_rebuild_tensor_v2(('storage', type, key, 'cpu', count), 0, shape, strides, False, OrderedDict())`.
  private mutating func tensor(_ tensor: StoredTensor, key: String) {
    global("torch._utils", "_rebuild_tensor_v2")
    op("((")
    string("storage")
    global("torch", Self.storageNames[tensor.type] ?? "FloatStorage")
    string(key)
    string("cpu")
    integer(tensor.count)
    op("tQ")
    integer(0)
    tuple(tensor.shape)
    tuple(StoredTensor.denseStrides(tensor.shape))
    bytes.append(0x89)
    global("collections", "OrderedDict")
    op(")RtR")
  }

  private mutating func tuple(_ values: [Int]) {
    op("(")
    for value in values { integer(value) }
    op("t")
  }

  private mutating func integer(_ value: Int) {
    if let small = Int32(exactly: value) {
      op("J")
      append(small)
    } else {
      bytes += [0x8A, 8]
      append(Int64(value))
    }
  }

  private mutating func bigInteger(_ value: [UInt8]) {
    precondition(value.count < 256, "an integer of \(value.count) bytes; 255 can be written")
    bytes += [0x8A, UInt8(value.count)] + value
  }

  private mutating func number(_ value: Double) {
    op("G")
    append(value.bitPattern.byteSwapped)
  }

  private mutating func string(_ text: String) {
    op("X")
    append(UInt32(text.utf8.count))
    bytes += text.utf8
  }

  private mutating func global(_ module: String, _ name: String) {
    op("c\(module)\n\(name)\n")
  }

  private mutating func op(_ text: String) {
    bytes += text.utf8
  }

  private mutating func append<T: FixedWidthInteger>(_ value: T) {
    withUnsafeBytes(of: value.littleEndian) { bytes += $0 }
  }

  private static let storageNames: [ElementType: String] = [
    .float32: "FloatStorage", .float64: "DoubleStorage", .float16: "HalfStorage",
    .bfloat16: "BFloat16Storage", .int64: "LongStorage", .int32: "IntStorage", .int16: "ShortStorage",
    .int8: "CharStorage", .uint8: "ByteStorage", .bool: "BoolStorage",
  ]
}
