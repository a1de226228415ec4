internal import ContentStore
internal import Digest
internal import StageProtocol

/// Bytes that two values share only if they mean the same: fields with tags and lengths before them.
struct CanonicalEncoding {
  private(set) var bytes: [UInt8] = []

  /// A tag, the number of bytes, the bytes.
  mutating func append(_ tag: Character, _ content: some Collection<UInt8>) {
    bytes.append(contentsOf: String(tag).utf8)
    withUnsafeBytes(of: UInt64(content.count).bigEndian) { bytes.append(contentsOf: $0) }
    bytes.append(contentsOf: content)
  }

  mutating func append(_ text: String) { append("s", text.utf8) }

  mutating func append(_ digest: SHA256Digest) { append("h", digest.bytes) }

  mutating func append(_ text: String?) {
    if let text { append(text) } else { append("n", []) }
  }

  /// How many fields follow, so that none can slip into the next list.
  mutating func append(count: Int) { append("c", String(count).utf8) }

  /// A value as it compares: 1e-3 is 0.001 and 1.0 is 1; names in the order of their bytes.
  mutating func append(_ value: JSONValue) {
    switch value {
    case .null: append("n", [])
    case .bool(let value): append("b", [value ? 1 : 0])
    case .integer(let value): append("i", String(value).utf8)
    case .number(let value):
      if let whole = Int64(exactly: value) {
        append("i", String(whole).utf8)
      } else {
        append("d", value.description.utf8)
      }
    case .string(let value): append(value)
    case .array(let values):
      append(count: values.count)
      for value in values { append(value) }
    case .object(let members):
      append("o", String(members.count).utf8)
      append(members) { $0.append($1) }
    }
  }

  /// The members in the order of their names' bytes.
  mutating func append<Value>(
    _ members: [String: Value], _ each: (inout CanonicalEncoding, Value) -> Void
  ) {
    append(count: members.count)
    for (name, value) in members.sorted(by: { ByteOrder.precedes($0.key, $1.key) }) {
      append(name)
      each(&self, value)
    }
  }
}
