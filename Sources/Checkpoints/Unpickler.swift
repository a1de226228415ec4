/// A typed stack machine for pickles that executes nothing.
///
/// Opcodes are an allow-list. A global is a name; a call of a name on the short list of tensor builders is
/// kept as a node, of a plain container builds the container, of anything else becomes an opaque node. Nodes
/// live in an arena, so that depth costs no stack. Memory is bounded by the pickle's length: every opcode
/// adds at most one node.
///
/// Source of the opcodes: Python's Lib/pickletools.py.
struct Unpickler {
  var reader: ByteReader
  private(set) var nodes: [PickleNode] = []
  var stack: [Int] = []
  var marks: [Int] = []
  var memo: [Int: Int] = [:]
  /// The pairs that calls made of lists; see `pairs(in:)`.
  var pairCount = 0

  /// The calls that are kept because a tensor may be made of them.
  static let tensorBuilders: Set<String> = [
    "torch._utils._rebuild_tensor", "torch._utils._rebuild_tensor_v2", "torch._utils._rebuild_parameter",
    "torch._utils._rebuild_parameter_with_state",
  ]

  init(_ reader: ByteReader) {
    self.reader = reader
  }

  /// Runs to STOP and returns the root; `position` then stands behind the pickle.
  mutating func run() throws -> Int {
    while true {
      let start = reader.position
      let code = try reader.integer(UInt8.self)
      if code == UInt8(ascii: ".") { return try pop() }
      guard let opcode = PickleOpcode(rawValue: code) else {
        throw refuse("an opcode that builds plain data", "opcode \(code) at offset \(start)")
      }
      try execute(opcode)
      guard nodes.count + stack.count + marks.count + memo.count <= Self.sizeLimit else {
        throw CheckpointError.excessive(
          path: reader.store.path, entry: reader.entry, limit: Self.sizeLimit, found: "more values")
      }
    }
  }

  /// Values, stack, marks and memo together; a real checkpoint has some thousands.
  private static let sizeLimit = 4_000_000

  /// Where the reader stands.
  var position: Int { reader.position }

  mutating func push(_ node: PickleNode) {
    nodes.append(node)
    stack.append(nodes.count - 1)
  }

  /// Adds to a list or set in place: the node is emptied first, so that its array is not copied.
  mutating func extend(_ index: Int, with values: [Int]) {
    let old = nodes[index]
    nodes[index] = .null
    switch consume old {
    case .list(var items):
      items += values
      nodes[index] = .list(items)
    case .set(var items):
      items += values
      nodes[index] = .set(items)
    default: preconditionFailure("only lists and sets grow by values")
    }
  }

  /// Adds to a dictionary in place.
  mutating func extend(_ index: Int, with pairs: [(key: Int, value: Int)]) {
    guard case .dictionary(var items) = nodes[index] else {
      preconditionFailure("only dictionaries grow by pairs")
    }
    nodes[index] = .null
    items += pairs
    nodes[index] = .dictionary(items)
  }

  mutating func pop() throws -> Int {
    guard let top = stack.last, stack.count > marks.last ?? 0 else {
      throw refuse("a value on the stack", "an empty stack before offset \(position)")
    }
    stack.removeLast()
    return top
  }

  func top() throws -> Int {
    guard let top = stack.last, stack.count > marks.last ?? 0 else {
      throw refuse("a value on the stack", "an empty stack before offset \(position)")
    }
    return top
  }

  mutating func pop(_ count: Int) throws -> [Int] {
    var values: [Int] = []
    for _ in 0..<count { values.append(try pop()) }
    return values.reversed()
  }

  /// Everything above the last mark, which goes too.
  mutating func popToMark() throws -> [Int] {
    guard let mark = marks.popLast() else {
      throw refuse("a mark on the stack", "none before offset \(position)")
    }
    defer { stack.removeSubrange(mark...) }
    return Array(stack[mark...])
  }

  func refuse(_ expected: String, _ found: String) -> CheckpointError {
    reader.malformed(expected, found)
  }
}
