import Foundation
import Testing

@testable import Checkpoints

/// Files that want to run code, or that lie about sizes: each refused with file, entry and reason.
@Suite struct HostilePickleTests {
  /// Reads a zip with `pickle` as its data.pkl and one storage of 1 and 2.
  private func read(_ pickle: [UInt8]) throws -> Checkpoint {
    var zip = ZipWriter()
    try zip.add("a/data.pkl", [pickle])
    try zip.add("a/data/0", [[0, 0, 128, 63, 0, 0, 0, 64]])
    let bytes = zip.finish()
    return try Shared.withScratch("hostile.pth") { path in
      try bytes.write(to: URL(filePath: path))
      return try Checkpoint(contentsOf: path)
    }
  }

  private func bytes(_ parts: Any...) -> [UInt8] {
    parts.flatMap { part -> [UInt8] in
      switch part {
      case let text as String: Array(text.utf8)
      case let value as Int: [UInt8(value)]
      case let values as [UInt8]: values
      default: []
      }
    }
  }

  private func string(_ text: String) -> [UInt8] {
    [0x58, UInt8(text.utf8.count), 0, 0, 0] + text.utf8
  }

  private func int(_ value: Int) -> [UInt8] {
    [0x8A, 8] + withUnsafeBytes(of: Int64(value).littleEndian) { Array($0) }
  }

  private func tuple(_ values: [Int]) -> [UInt8] { bytes("(") + values.flatMap(int) + bytes("t") }

  /// {'w': _rebuild_tensor_v2(storage '0' of `count`, offset, shape, strides, False, OrderedDict())}.
  private func tensor(
    count: Int = 2, offset: Int = 0, shape: [Int] = [2], strides: [Int] = [1], type: String = "FloatStorage",
    key: String = "0", builder: String = "ctorch._utils\n_rebuild_tensor_v2\n"
  ) -> [UInt8] {
    let storage: [UInt8] = bytes("((") + string("storage") + bytes("ctorch\n\(type)\n") + string(key)
    let place: [UInt8] = string("cpu") + int(count) + bytes("tQ") + int(offset)
    let rest: [UInt8] = tuple(shape) + tuple(strides) + [0x89] + bytes("ccollections\nOrderedDict\n)RtR")
    return bytes(0x80, 2, "}") + string("w") + bytes(builder) + storage + place + rest + bytes("s.")
  }

  private func message(_ pickle: [UInt8]) -> String {
    do {
      let checkpoint = try read(pickle)
      // What was accepted can be read, too.
      for name in checkpoint.names { _ = (checkpoint[name]?.floats, checkpoint[name]?.bytes) }
      return "accepted"
    } catch {
      return "\(error)"
    }
  }

  @Test func theHonestFormIsRead() throws {
    #expect(try read(tensor())["w"]?.floats == [1, 2])
    #expect(try read(tensor(shape: [3, 2], strides: [0, 1]))["w"]?.floats == [1, 2, 1, 2, 1, 2])
  }

  /// Python 2 calls `OrderedDict([[key, value], …])`.
  @Test func ordersOfPairsAreRead() throws {
    let call: [UInt8] = Array(tensor().dropFirst(3 + string("w").count).dropLast(2))
    let start: [UInt8] = bytes(0x80, 2, "ccollections\nOrderedDict\n")
    let pair: [UInt8] = bytes("](") + string("w") + call + bytes("e")
    #expect(try read(start + bytes("](") + pair + bytes("e", 0x85, "R."))["w"]?.floats == [1, 2])
    #expect(message(start + bytes("](K", 1, "e", 0x85, "R.")).contains("a key with its value"))
    let many: [UInt8] = bytes("](") + pair + bytes("q", 0)
    let again: [UInt8] = (0..<200).flatMap { _ in bytes("h", 0) }
    #expect(message(start + many + again + bytes("e", 0x85, "R.")).contains("every list of pairs once"))
  }

  @Test(arguments: [
    "cos\nsystem\n", "cbuiltins\neval\n", "ctorch.utils.collect_env\nrun\n", "cnumpy.testing\nrunstring\n",
    "cposix\nsystem\n",
  ])
  func aWeightThatWouldRunCodeIsRefusedByName(global: String) {
    let call = bytes(0x80, 2, "}") + string("w") + bytes(global) + string("touch /tmp/x") + bytes(0x85, "Rs.")
    let name = global.dropFirst().split(separator: "\n").joined(separator: ".")
    #expect(message(call).contains("w: needs `\(name)`"))
  }

  @Test func codeBesideTheWeightsStaysOpaque() throws {
    var pickle =
      bytes(0x80, 2, "}(") + string("evil") + bytes("cos\nsystem\n") + string("x") + bytes(0x85, "R")
    pickle += string("state_dict") + tensor().dropFirst(2).dropLast() + bytes("u.")
    let checkpoint = try read(pickle)
    #expect(checkpoint["w"]?.floats == [1, 2])
    guard case .opaque("os.system")? = checkpoint.meta["evil"] else {
      Issue.record("not opaque")
      return
    }
  }

  /// 2**70, a tuple and a set, read as what they are; what is written again is read the same.
  @Test func plainValuesKeepTheirKind() throws {
    let big: [UInt8] = [0, 0, 0, 0, 0, 0, 0, 0, 0x40]
    var pickle: [UInt8] = bytes(0x80, 2, "}(") + string("big") + [0x8A, 9] + big
    pickle += string("pair") + bytes("K", 1, "K", 2, 0x86)
    pickle += string("set") + bytes("c__builtin__\nset\n](K", 3, "e", 0x85, "R")
    pickle += string("state_dict") + tensor().dropFirst(2).dropLast() + bytes("u.")
    let read = try read(pickle)
    guard case .set(let members)? = read.meta["set"] else {
      Issue.record("no set")
      return
    }
    #expect(members.map(\.integer) == [3])
    let again = try Shared.withScratch("again.pth") { path in
      try read.write(to: path, as: .torch)
      return try Checkpoint(contentsOf: path)
    }
    for checkpoint in [read, again] {
      guard case .bigInteger(big)? = checkpoint.meta["big"], case .tuple(let pair)? = checkpoint.meta["pair"]
      else {
        Issue.record("\(checkpoint.meta)")
        continue
      }
      #expect(pair.map(\.integer) == [1, 2])
    }
  }

  @Test(arguments: [
    ("INST", "(ios\nsystem\n."), ("OBJ", "(cos\nsystem\no."), ("EXT1", "\u{2}."), ("GET", "g0\n."),
    ("PERSID", "Pabc\n."),
  ])
  func opcodesOutsideTheListAreRefused(name: String, body: String) {
    #expect(message([0x80, 2] + body.utf8).contains("opcode"), "\(name)")
  }

  @Test func unknownPrefixedOpcodesAreRefused() {
    #expect(message([0x80, 2, 0x82, 1, 0x2E]).contains("opcode 130 at offset"))
    #expect(message([0x80, 2, 0x92, 0x2E]).contains("opcode 146"))
  }

  @Test func itemsOfTheWrongTypeAreTypeErrors() {
    #expect(message(bytes(0x80, 2, "K", 1, "K", 2, "K", 3, "s.")).contains("a dictionary to set items of"))
    #expect(message(bytes(0x80, 2, "K", 1, "K", 2, "a.")).contains("a list to append to"))
    #expect(message(bytes(0x80, 2, "](K", 1, "u.")).contains("keys with values"))
    #expect(message(bytes(0x80, 2, "a.")).contains("a value on the stack"))
    #expect(message(bytes(0x80, 2, "h", 9, ".")).contains("a memo entry 9"))
    #expect(message(bytes(0x80, 2, "K", 1, 0x93, ".")).contains("a value on the stack"))
  }

  @Test(arguments: [-1, 0, 3, 1 << 62, Int.max])
  func storageSizesThatLieAreRefused(count: Int) {
    #expect(message(tensor(count: count)) != "accepted")
  }

  @Test func viewsOutsideTheirStorageAreRefused() {
    #expect(message(tensor(shape: [3])).contains("elements inside 8 bytes"))
    #expect(message(tensor(offset: 1)).contains("elements inside 8 bytes"))
    #expect(message(tensor(offset: -1)).contains("not negative"))
    #expect(message(tensor(strides: [-1])).contains("not negative"))
    #expect(message(tensor(strides: [2])).contains("elements inside"))
    #expect(message(tensor(strides: [Int.max])).contains("elements inside"))
    #expect(message(tensor(shape: [1 << 40, 1 << 40], strides: [0, 0])).contains("below 2^63"))
    #expect(message(tensor(shape: [2], strides: [1, 1])).contains("as many strides as axes"))
  }

  @Test func aStrideOfZeroCannotUnfoldATerabyte() {
    #expect(message(tensor(shape: [1_000_000, 1_000_000], strides: [0, 0])).contains("at most"))
  }

  @Test func anEmptyTensorOfHugeExtentsIsEmpty() throws {
    let tensor = try read(tensor(shape: [1 << 62, 0, 1 << 62], strides: [0, 0, 0]))["w"]
    #expect(tensor?.count == 0)
    #expect(tensor?.floats == [])
  }

  @Test func unknownTypesAndStoragesAreNamed() {
    #expect(message(tensor(type: "QInt8Storage")).contains("torch.QInt8Storage"))
    #expect(message(tensor(key: "../../0")).contains("a/data/../../0"))
    #expect(
      message(tensor(builder: "ctorch._utils\n_rebuild_sparse_tensor\n")).contains("_rebuild_sparse_tensor"))
  }

  @Test func deepNestingIsRefusedWithoutOverflowingTheStack() {
    var pickle = bytes(0x80, 2, "}") + string("m")
    pickle += [UInt8](repeating: 0x5D, count: 1)
    pickle += [UInt8](repeating: 0x85, count: 1_000_000)
    pickle += bytes("s")
    pickle += string("state_dict") + bytes("}s.")
    #expect(message(pickle).contains("nesting"))
  }

  @Test func sharedNodesCannotUnfoldExponentially() {
    var pickle = bytes(0x80, 2, "}") + string("m") + bytes(")")
    for _ in 0..<60 { pickle += bytes("2", 0x86) }
    pickle += bytes("s") + string("state_dict") + bytes("}s.")
    #expect(message(pickle).contains("values"))
  }

  @Test func declaredLengthsBeyondTheFileAreRefused() {
    #expect(message(bytes(0x80, 2, "X", 255, 255, 255, 127)).contains("more bytes"))
    #expect(message(bytes(0x80, 4, 0x8D) + [UInt8](repeating: 255, count: 8)).contains("below 2^63"))
    #expect(message(bytes(0x80, 2, 0x8B) + [255, 255, 255, 255]).contains("more bytes"))
  }

  @Test func aPickleWithoutStopOrWithATailIsRefused() {
    #expect(message([0x80, 2, 0x7D]).contains("more bytes"))
    #expect(message([0x80, 2, 0x7D, 0x2E, 0x2E]).contains("the pickle's end"))
  }

  @Test func everyTruncationIsAnErrorAndNoCrash() throws {
    let whole = tensor()
    for length in 0..<whole.count { #expect(message(Array(whole.prefix(length))) != "accepted") }
  }

  /// No step is taken along an axis of extent 1, so that any stride passes for it.
  @Test func stridesOfSingleElementsLeadNowhere() throws {
    let checkpoint = try read(
      tensor(count: 2, shape: [2, 1, 1], strides: [1, Int.max, Int.max - 7]))
    #expect(checkpoint["w"]?.floats == [1, 2])
    #expect(message(tensor(count: 2, shape: [2, 2], strides: [1, Int.max])) != "accepted")
  }

  @Test func everyFlippedByteIsAnErrorOrATensor() throws {
    #expect(message(tensor()) == "accepted")
    let whole = tensor()
    for index in whole.indices {
      for flip in [0x01, 0x80, 0xFF] as [UInt8] {
        var broken = whole
        broken[index] ^= flip
        #expect(message(broken).contains("hostile.pth") || message(broken) == "accepted")
      }
    }
  }
}
