/// A value on the unpickler's stack; children are indices into its arena.
enum PickleNode {
  case null
  case bool(Bool)
  case integer(Int)
  /// An integer beyond 64 bits, little-endian two's complement.
  case bigInteger([UInt8])
  case number(Double)
  case string(String)
  case bytes([UInt8])
  case tuple([Int])
  case list([Int])
  case set([Int])
  case dictionary([(key: Int, value: Int)])
  /// A name of something in Python; never looked up.
  case global(String)
  /// A persistent id: in PyTorch files, a storage.
  case persistent(Int)
  /// A call that was not made: what would be called, with what.
  case call(Int, Int)
  /// What an unknown call would have built; it swallows items and state unseen.
  case opaque(String)

  /// The kind, for errors.
  var kind: String {
    switch self {
    case .null: "None"
    case .bool: "a bool"
    case .integer, .bigInteger: "an integer"
    case .number: "a number"
    case .string: "a string"
    case .bytes: "bytes"
    case .tuple: "a tuple"
    case .list: "a list"
    case .set: "a set"
    case .dictionary: "a dictionary"
    case .global(let name): "the name `\(name)`"
    case .persistent: "a storage"
    case .call: "a tensor call"
    case .opaque(let name): "an object of `\(name)`"
    }
  }
}
