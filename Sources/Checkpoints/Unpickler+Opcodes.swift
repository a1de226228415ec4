extension Unpickler {
  mutating func execute(_ opcode: PickleOpcode) throws {
    switch opcode {
    case .protocolVersion: try checkProtocol()
    case .frame: _ = try reader.integer(UInt64.self)
    case .mark: marks.append(stack.count)
    case .pop: try popValueOrMark()
    case .popMark: _ = try popToMark()
    case .duplicate: stack.append(try top())
    case .none: push(.null)
    case .newTrue: push(.bool(true))
    case .newFalse: push(.bool(false))
    case .emptyList: push(.list([]))
    case .emptyTuple: push(.tuple([]))
    case .emptyDictionary: push(.dictionary([]))
    case .emptySet: push(.set([]))
    case .binInt, .binInt1, .binInt2, .long1, .long4, .binFloat: try number(opcode)
    case .binUnicode, .shortBinUnicode, .binUnicode8: push(.string(try reader.text(try length(opcode))))
    case .binString, .shortBinString:
      push(.string(String(decoding: try reader.bytes(try length(opcode)), as: UTF8.self)))
    case .binBytes, .shortBinBytes, .binBytes8: push(.bytes(try reader.bytes(try length(opcode))))
    case .tuple1: push(.tuple(try pop(1)))
    case .tuple2: push(.tuple(try pop(2)))
    case .tuple3: push(.tuple(try pop(3)))
    case .tuple: push(.tuple(try popToMark()))
    case .list: push(.list(try popToMark()))
    case .frozenSet: push(.set(try popToMark()))
    case .dictionary: push(.dictionary(try pairs(try popToMark())))
    case .append: try append([try pop()])
    case .appends: try append(try popToMark())
    case .addItems: try add(try popToMark())
    case .setItem: try set(try pairs(try pop(2)))
    case .setItems: try set(try pairs(try popToMark()))
    case .binGet, .longBinGet: try get(try memoIndex(opcode))
    case .binPut, .longBinPut: memo[try memoIndex(opcode)] = try top()
    case .memoize: memo[memo.count] = try top()
    case .global: push(.global(try reader.line() + "." + (try reader.line())))
    case .stackGlobal: try stackGlobal()
    case .binPersistentID: push(.persistent(try pop()))
    case .reduce, .newObject: try call(try pop(2), instance: opcode == .newObject)
    case .build: try build()
    }
  }

  private mutating func checkProtocol() throws {
    let version = try reader.integer(UInt8.self)
    guard (2...5).contains(version) else { throw refuse("pickle protocol 2 to 5", "\(version)") }
  }

  private mutating func popValueOrMark() throws {
    if let mark = marks.last, mark == stack.count {
      marks.removeLast()
    } else {
      _ = try pop()
    }
  }

  private mutating func length(_ opcode: PickleOpcode) throws -> Int {
    switch opcode {
    case .shortBinUnicode, .shortBinString, .shortBinBytes: return Int(try reader.integer(UInt8.self))
    case .binUnicode, .binBytes: return Int(try reader.integer(UInt32.self))
    case .binString: return Int(try reader.integer(Int32.self))
    default:
      let length = try reader.integer(UInt64.self)
      guard let count = Int(exactly: length) else { throw refuse("a length below 2^63", "\(length)") }
      return count
    }
  }

  private mutating func number(_ opcode: PickleOpcode) throws {
    switch opcode {
    case .binInt: push(.integer(Int(try reader.integer(Int32.self))))
    case .binInt1: push(.integer(Int(try reader.integer(UInt8.self))))
    case .binInt2: push(.integer(Int(try reader.integer(UInt16.self))))
    case .binFloat: push(.number(Double(bitPattern: try reader.integer(UInt64.self).byteSwapped)))
    case .long1: push(Self.long(try reader.bytes(Int(try reader.integer(UInt8.self)))))
    default: push(Self.long(try reader.bytes(Int(try reader.integer(Int32.self)))))
    }
  }

  /// Little-endian two's complement of any length.
  static func long(_ bytes: [UInt8]) -> PickleNode {
    guard bytes.count <= 8 else { return .bigInteger(bytes) }
    let sign: UInt64 = bytes.last.map { $0 >= 0x80 ? .max : 0 } ?? 0
    let value = bytes.reversed().reduce(sign) { $0 << 8 | UInt64($1) }
    return .integer(Int(Int64(bitPattern: value)))
  }

  private mutating func memoIndex(_ opcode: PickleOpcode) throws -> Int {
    switch opcode {
    case .binGet, .binPut: Int(try reader.integer(UInt8.self))
    default: Int(try reader.integer(UInt32.self))
    }
  }

  private mutating func get(_ index: Int) throws {
    guard let node = memo[index] else {
      throw refuse("a memo entry \(index)", "none before offset \(position)")
    }
    stack.append(node)
  }

  private func pairs(_ values: [Int]) throws -> [(key: Int, value: Int)] {
    guard values.count.isMultiple(of: 2) else { throw refuse("keys with values", "\(values.count) items") }
    return stride(from: 0, to: values.count, by: 2).map { (values[$0], values[$0 + 1]) }
  }

  private mutating func append(_ values: [Int]) throws {
    let target = try top()
    switch nodes[target] {
    case .list: extend(target, with: values)
    case .opaque: break
    default: throw refuse("a list to append to", nodes[target].kind)
    }
  }

  private mutating func add(_ values: [Int]) throws {
    let target = try top()
    guard case .set = nodes[target] else { throw refuse("a set to add to", nodes[target].kind) }
    extend(target, with: values)
  }

  private mutating func set(_ pairs: [(key: Int, value: Int)]) throws {
    let target = try top()
    switch nodes[target] {
    case .dictionary: extend(target, with: pairs)
    case .opaque: break
    default: throw refuse("a dictionary to set items of", nodes[target].kind)
    }
  }

  private mutating func stackGlobal() throws {
    let names = try pop(2)
    guard case .string(let module) = nodes[names[0]], case .string(let name) = nodes[names[1]] else {
      throw refuse("two strings for a global", "\(nodes[names[0]].kind) and \(nodes[names[1]].kind)")
    }
    push(.global(module + "." + name))
  }

  /// REDUCE and NEWOBJ: nothing is called; see the type's comment.
  private mutating func call(_ values: [Int], instance: Bool) throws {
    let (callee, arguments) = (values[0], values[1])
    guard case .tuple(let items) = nodes[arguments] else {
      throw refuse("a tuple of arguments", nodes[arguments].kind)
    }
    guard case .global(let name) = nodes[callee] else {
      push(.opaque(nodes[callee].kind))
      return
    }
    if Self.tensorBuilders.contains(name) && !instance {
      push(.call(callee, arguments))
    } else if name == "collections.OrderedDict", items.count == 1, case .list(let list) = nodes[items[0]] {
      push(.dictionary(try pairs(in: list)))
    } else {
      push(container(name, items) ?? .opaque(name))
    }
  }

  /// The pairs of `OrderedDict([[key, value], …])`, as Python 2 writes it.
  private mutating func pairs(in list: [Int]) throws -> [(key: Int, value: Int)] {
    // An honest pair is a node of its own; one list, called again and again, would need memory without bound.
    pairCount += list.count
    guard pairCount <= nodes.count else { throw refuse("every list of pairs once", "one several times") }
    return try list.map { index -> (key: Int, value: Int) in
      switch nodes[index] {
      case .list(let pair) where pair.count == 2: return (pair[0], pair[1])
      case .tuple(let pair) where pair.count == 2: return (pair[0], pair[1])
      default: throw refuse("a key with its value", nodes[index].kind)
      }
    }
  }

  private func container(_ name: String, _ items: [Int]) -> PickleNode? {
    switch (name, items.count, items.first.map { nodes[$0] }) {
    case ("collections.OrderedDict", 0, _), ("collections.defaultdict", _, .some(.global)),
      ("builtins.dict", 0, _), ("__builtin__.dict", 0, _):
      .dictionary([])
    case ("builtins.set", 0, _), ("__builtin__.set", 0, _): .set([])
    case ("builtins.set", 1, .list(let values)), ("__builtin__.set", 1, .list(let values)),
      ("builtins.frozenset", 1, .list(let values)), ("__builtin__.frozenset", 1, .list(let values)):
      .set(values)
    case ("torch.Size", 1, .tuple(let values)), ("torch.Size", 1, .list(let values)): .tuple(values)
    default: nil
    }
  }

  /// BUILD gives an object its state: `_metadata` of an ordered dictionary, or something opaque; both are
  /// dropped.
  private mutating func build() throws {
    _ = try pop()
    switch nodes[try top()] {
    case .dictionary, .opaque, .call: break
    default: throw refuse("an object to give state to", nodes[try top()].kind)
    }
  }
}
