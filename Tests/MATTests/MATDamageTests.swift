import Foundation
import MAT
import Testing

@Suite struct MATDamageTests {
  /// What reading both variables of these bytes says: nil when nothing was noticed.
  private func complaint(_ bytes: [UInt8], at path: String) throws -> MATError? {
    try Data(bytes).write(to: URL(fileURLWithPath: path))
    do {
      let file = try MATFile(path: path)
      _ = try file.readUInt8("images")
      _ = try file.readDouble("manualFluid1")
      return nil
    } catch let error as MATError { return error }
  }

  /// Whether the error names the file and a place in it, or the variable that is gone.
  private func isPlaced(_ error: MATError?, at path: String) -> Bool {
    switch error {
    case .damaged(let named, _, _, _, _), .missingVariable(let named, _, _),
      .unsupported(let named, _, _), .wrongClass(let named, _, _, _):
      named == path
    default: false
    }
  }

  @Test(arguments: [true, false]) func noTruncationIsSilent(compressed: Bool) throws {
    let bytes = try Small.bytes(compressed: compressed)
    try withTemporaryFile { path in
      for length in 0..<bytes.count {
        let error = try complaint(Array(bytes[..<length]), at: path)
        #expect(
          isPlaced(error, at: path), "\(length) of \(bytes.count) bytes: \(error?.description ?? "silent")")
      }
      #expect(try complaint(bytes + [0], at: path) != nil)
      #expect(try complaint(bytes, at: path) == nil)
    }
    print("MAT: \(bytes.count) truncations refused (\(compressed ? "compressed" : "plain"))")
  }

  /// A few flips rename a code of the compressor that no data use: the contents stay the same, bit for bit.
  @Test func noFlippedBitOfACompressedPartIsSilent() throws {
    let bytes = try Small.bytes(compressed: true)
    let flips = (128 * 8)..<(bytes.count * 8)
    var harmless = 0
    try withTemporaryFile { path in
      for bit in flips {
        var damaged = bytes
        damaged[bit / 8] ^= 1 << (bit % 8)
        if let error = try complaint(damaged, at: path) {
          #expect(isPlaced(error, at: path), "bit \(bit): \(error)")
          continue
        }
        harmless += 1
        let file = try MATFile(path: path)
        #expect(try file.readUInt8("images") == Small.images, "bit \(bit)")
        #expect(bits(try file.readDouble("manualFluid1").values) == bits(Small.fluid.values), "bit \(bit)")
      }
    }
    print("MAT: \(flips.count) flipped bits, \(harmless) without effect, all others refused")
    #expect(harmless * 200 < flips.count)
  }

  /// A plain part has no checksum: a flip there may change values, never sizes, and nothing crashes.
  ///
  /// The same flips inside a compressed part with a fresh checksum stand for files made to do harm.
  @Test(arguments: [false, true]) func flippedStructureIsRefusedOrHarmless(packed: Bool) throws {
    let bytes = try Small.bytes(compressed: false)
    var refused = 0
    try withTemporaryFile { path in
      for bit in (128 * 8)..<(bytes.count * 8) {
        // Of the values every 11th bit is enough.
        if bit > (128 + 72) * 8, bit % 11 != 0 { continue }
        var damaged = bytes
        damaged[bit / 8] ^= 1 << (bit % 8)
        let file = packed ? RawMAT.packed(damaged) : damaged
        try Data(file).write(to: URL(fileURLWithPath: path))
        do {
          let file = try MATFile(path: path)
          #expect(try file.readUInt8("images").values.count == Small.count, "bit \(bit)")
          #expect(try file.readDouble("manualFluid1").values.count == Small.count, "bit \(bit)")
        } catch is MATError { refused += 1 }
      }
    }
    #expect(refused > 200)
  }

  @Test func foreignKindsAreRefusedWithWordsThatHelp() throws {
    let plain = try Small.bytes(compressed: false)
    func text(_ change: (inout [UInt8]) -> Void) throws -> String {
      var bytes = plain
      change(&bytes)
      return try withTemporaryFile { try complaint(bytes, at: $0)?.description ?? "accepted" }
    }
    #expect(
      try text { $0.replaceSubrange(0..<10, with: Array("MATLAB 7.3".utf8)) }.contains("re-save with -v7"))
    #expect(try text { $0 = [0x89, 0x48, 0x44, 0x46, 0x0D, 0x0A, 0x1A, 0x0A] + $0 }.contains("HDF5"))
    #expect(try text { $0.swapAt(126, 127) }.contains("big-endian"))
    #expect(try text { $0[1] = 0 }.contains("v4"))
    #expect(try text { $0[125] = 2 }.contains("version 2.0"))
    #expect(try text { $0 = [] }.contains("header of 128 bytes"))
  }

  @Test func impossibleSizesAreRefusedBeforeMemoryIsReserved() throws {
    let plain = try Small.bytes(compressed: false)
    // Dimensions start after the header, the matrix tag, the flags and their own tag.
    let dims = 128 + 8 + 16 + 8
    for (at, bytes) in [(dims, [0, 0, 0, 0x80]), (dims, [255, 255, 255, 0x7F]), (dims, [6, 0, 0, 0])]
      as [(Int, [UInt8])]
    {
      var damaged = plain
      damaged.replaceSubrange(at..<(at + 4), with: bytes)
      let error = try withTemporaryFile { try complaint(damaged, at: $0) }
      guard case .damaged(_, _, let offset, _, _) = error else {
        Issue.record("\(bytes): \(error?.description ?? "accepted")")
        continue
      }
      #expect(offset > dims)
    }
  }

  /// Names are compared once each: 50,000 variables take no minute.
  @Test(.timeLimit(.minutes(1))) func manyVariablesAreOpened() throws {
    var bytes = RawMAT.file()
    for index in 0..<50_000 {
      bytes += RawMAT.matrix("v\(index)", class: 9, dims: [0, 0], values: RawMAT.element(2, []))
    }
    try withTemporaryFile { path in
      try Data(bytes).write(to: URL(fileURLWithPath: path))
      #expect(try MATFile(path: path).variables.count == 50_000)
    }
  }

  @Test func aNameThatComesTwiceIsRefused() throws {
    let plain = try Small.bytes(compressed: false)
    let twice = plain + plain[128...]
    #expect(
      try withTemporaryFile { try complaint(twice, at: $0)?.description ?? "" }.contains("every name once"))
  }
}
