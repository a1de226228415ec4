/// Reads the safetensors format: eight bytes of length, a JSON header, dense little-endian tensors.
///
/// https://huggingface.co/docs/safetensors. Tensors must cover the data exactly, without gap or overlap.
struct SafetensorsReader {
  private let store: ByteStore
  private static let headerLimit = 100_000_000

  init(_ store: ByteStore) {
    self.store = store
  }

  func checkpoint() throws -> Checkpoint {
    var reader = ByteReader(store, entry: "header", range: 0..<store.count)
    let length = try reader.integer(UInt64.self)
    guard length <= Self.headerLimit, let count = Int(exactly: length), count <= reader.remaining else {
      throw CheckpointError.excessive(
        path: store.path, entry: "header", limit: min(Self.headerLimit, reader.remaining), found: "\(length)")
    }
    let header = try reader.take(count)
    var json = JSONReader(ByteReader(store, entry: "header", range: header))
    guard case .object(let pairs) = try json.document() else {
      throw reader.malformed("an object", "no object")
    }
    return try checkpoint(from: pairs, data: header.upperBound..<store.count)
  }

  private func checkpoint(
    from pairs: [HeaderField], data: Range<Int>
  ) throws -> Checkpoint {
    var checkpoint = Checkpoint()
    var spans: [(name: String, span: Range<Int>)] = []
    for field in pairs {
      let (name, value) = (field.key, field.value)
      if name == "__metadata__" {
        checkpoint.meta = try metadata(value)
      } else {
        let (tensor, span) = try tensor(name, value, data: data)
        checkpoint[name] = tensor
        spans.append((name, span))
      }
    }
    try checkCoverage(spans, of: data)
    return checkpoint
  }

  private func metadata(_ value: HeaderValue) throws -> [String: MetaValue] {
    guard case .object(let pairs) = value else { throw refuse("__metadata__", "an object", "another value") }
    var meta: [String: MetaValue] = [:]
    for pair in pairs {
      let key = pair.key
      guard case .string(let text) = pair.value else {
        throw refuse("__metadata__", "a string for \(key)", "no string")
      }
      meta[key] = .string(text)
    }
    return meta
  }

  private func tensor(
    _ name: String, _ value: HeaderValue, data: Range<Int>
  ) throws -> (StoredTensor, Range<Int>) {
    guard case .object(let pairs) = value, pairs.count == 3 else {
      throw refuse(name, "dtype, shape and data_offsets", "another value")
    }
    let fields = Dictionary(pairs.map { ($0.key, $0.value) }) { first, _ in first }
    guard case .string(let typeName)? = fields["dtype"], let type = ElementType(rawValue: typeName) else {
      throw refuse(
        name, "one of \(ElementType.allCases.map(\.rawValue))", "\(fields["dtype"].map { "\($0)" } ?? "none")"
      )
    }
    let shape = try integers(name, fields["shape"])
    let span = try integers(name, fields["data_offsets"])
    guard span.count == 2, span[0] <= span[1], span[1] <= data.count else {
      throw refuse(name, "offsets in order within \(data.count) bytes", "\(span)")
    }
    guard StoredTensor.byteCount(type, shape) == span[1] - span[0] else {
      throw refuse(name, "\(type.rawValue) elements of shape \(shape)", "\(span[1] - span[0]) bytes")
    }
    let limits = data.lowerBound + span[0]..<data.lowerBound + span[1]
    let tensor = try StoredTensor(
      type, shape: shape, strides: StoredTensor.denseStrides(shape), offset: 0, in: store, limits: limits,
      entry: name)
    return (tensor, span[0]..<span[1])
  }

  private func integers(_ name: String, _ value: HeaderValue?) throws -> [Int] {
    guard case .list(let values)? = value else { throw refuse(name, "a list of integers", "another value") }
    return try values.map {
      guard case .integer(let number) = $0 else { throw refuse(name, "an integer", "another value") }
      return number
    }
  }

  /// Tensors in order of their offsets must meet each other and fill the data.
  private func checkCoverage(_ spans: [(name: String, span: Range<Int>)], of data: Range<Int>) throws {
    var end = 0
    for (name, span) in spans.sorted(by: {
      ($0.span.lowerBound, $0.span.upperBound) < ($1.span.lowerBound, $1.span.upperBound)
    }) {
      guard span.lowerBound == end else { throw refuse(name, "data from byte \(end)", "\(span)") }
      end = span.upperBound
    }
    guard end == data.count else { throw refuse("data", "\(end) bytes", "\(data.count)") }
  }

  private func refuse(_ entry: String, _ expected: String, _ found: String) -> CheckpointError {
    .malformed(path: store.path, entry: entry, expected: expected, found: found)
  }
}
