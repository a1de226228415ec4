import Foundation

/// Writes the safetensors format: keys sorted, data in the order of the keys, header padded to 8 bytes.
enum SafetensorsWriter {
  /// The file's bytes; equal checkpoints give equal bytes.
  ///
  /// Of `meta`, strings, integers and numbers are kept as strings; anything else is a programmer's mistake.
  static func encode(_ checkpoint: Checkpoint) throws -> Data {
    let names = checkpoint.names.sorted()
    var fields: [String] = []
    if !checkpoint.meta.isEmpty {
      let pairs = checkpoint.meta.sorted { $0.key < $1.key }
      fields.append(
        #""__metadata__":{"#
          + pairs.map { "\(quote($0.key)):\(quote(text($0.value)))" }.joined(separator: ",") + "}")
    }
    var offset = 0
    for name in names {
      guard let tensor = checkpoint[name] else { continue }
      let size = tensor.count * tensor.type.size
      let shape = tensor.shape.map(String.init).joined(separator: ",")
      fields.append(
        #"\#(quote(name)):{"dtype":"\#(tensor.type.rawValue)","shape":[\#(shape)],"#
          + #""data_offsets":[\#(offset),\#(offset + size)]}"#)
      offset += size
    }
    return assemble(
      "{" + fields.joined(separator: ",") + "}", names.compactMap { checkpoint[$0] }, dataSize: offset)
  }

  private static func assemble(_ header: String, _ tensors: [StoredTensor], dataSize: Int) -> Data {
    var head = Array(header.utf8)
    head.append(contentsOf: repeatElement(32, count: (8 - head.count % 8) % 8))
    var data = Data(capacity: 8 + head.count + dataSize)
    withUnsafeBytes(of: UInt64(head.count).littleEndian) { data.append(contentsOf: $0) }
    data.append(contentsOf: head)
    for tensor in tensors { data.append(contentsOf: tensor.bytes) }
    return data
  }

  private static func text(_ value: MetaValue) -> String {
    switch value {
    case .string(let text): text
    case .integer(let value): String(value)
    case .number(let value): String(value)
    case .bool(let value): String(value)
    default: preconditionFailure("safetensors metadata holds strings, not \(value)")
    }
  }

  private static func quote(_ text: String) -> String {
    var quoted = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": quoted += "\\\""
      case "\\": quoted += "\\\\"
      case "\u{0}"..<" ":
        let code = String(scalar.value, radix: 16)
        quoted += "\\u" + String(repeating: "0", count: 4 - code.count) + code
      default: quoted.unicodeScalars.append(scalar)
      }
    }
    return quoted + "\""
  }
}
