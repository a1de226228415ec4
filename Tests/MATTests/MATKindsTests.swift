import Foundation
import MAT
import Testing

@Suite struct MATKindsTests {
  private func open<Result>(_ bytes: [UInt8], _ body: (MATFile) throws -> Result) throws -> Result {
    try withTemporaryFile { path in
      try Data(bytes).write(to: URL(fileURLWithPath: path))
      return try body(try MATFile(path: path))
    }
  }

  private func complaint(_ bytes: [UInt8], _ body: (MATFile) throws -> Void = { try $0.verify() }) -> String {
    do {
      try open(bytes, body)
      return "accepted"
    } catch { return "\(error)" }
  }

  /// MATLAB stores whole numbers in as few bytes as they need, whatever their class.
  @Test(arguments: [false, true]) func readsDoublesThatAreStoredNarrow(packed: Bool) throws {
    let matrix = RawMAT.matrix(
      "x", class: 6, dims: [2, 3], values: RawMAT.element(2, [0, 1, 2, 3, 200, 255]))
    try open(RawMAT.file(packed ? RawMAT.compressed(matrix) : matrix)) { file in
      let values = [0.0, 1, 2, 3, 200, 255]
      #expect(try file.readDouble("x") == MATArray(dims: [2, 3], values: values))
      var slices: [Double] = []
      try file.forEachSlice(of: "x", as: Double.self) { slices += Array($1) }
      #expect(slices == values)
    }
  }

  @Test func namesTheClassThatIsWrong() {
    let eight = RawMAT.element(2, [1, 2])
    let cases: [([UInt8], String)] = [
      (RawMAT.matrix("x", class: 10, dims: [1, 2], values: RawMAT.element(3, [1, 0, 2, 0])), "int16"),
      (RawMAT.matrix("x", class: 9, bits: 2, dims: [1, 2], values: eight), "logical"),
      (RawMAT.matrix("x", class: 9, bits: 8, dims: [1, 2], values: eight + eight), "complex uint8"),
      (RawMAT.matrix("x", class: 4, dims: [1, 2], values: RawMAT.element(4, [65, 0, 66, 0])), "char"),
      (RawMAT.matrix("x", class: 1, dims: [0, 0], values: []), "cell"),
      (RawMAT.matrix("x", class: 6, dims: [1, 2], values: eight), "double"),
    ]
    for (matrix, found) in cases {
      let text = complaint(RawMAT.file(matrix)) { _ = try $0.readUInt8("x") }
      #expect(text.hasSuffix("variable x: expected uint8, found \(found)"), "\(text)")
      #expect(complaint(RawMAT.file(matrix)) == "accepted")
    }
  }

  @Test func otherVariablesDoNotDisturb() throws {
    let number = RawMAT.matrix("x", class: 9, dims: [1, 2], values: RawMAT.element(2, [7, 8]))
    let opaque = RawMAT.element(
      14, RawMAT.flags(17) + RawMAT.small(1, Array("s".utf8)) + RawMAT.element(1, [1, 2]))
    let empty = RawMAT.matrix("none", class: 6, dims: [0, 0], values: RawMAT.element(9, []))
    let cell = RawMAT.matrix("cells", class: 1, dims: [1, 1], values: number)
    try open(RawMAT.file(opaque, empty, RawMAT.compressed(cell), number)) { file in
      #expect(file.variables.map(\.name) == ["s", "none", "cells", "x"])
      #expect(try file.readUInt8("x").values == [7, 8])
      #expect(try file.readDouble("none").values == [])
      try file.verify()
    }
  }

  @Test func refusesSizesThatContradict() {
    let two = RawMAT.element(2, [1, 2])
    func text(_ dims: [Int32], _ values: [UInt8]) -> String {
      complaint(RawMAT.file(RawMAT.matrix("x", class: 9, dims: dims, values: values)))
    }
    #expect(text([1, 3], two).contains("expected 3 bytes of values for dimensions [1, 3]"))
    #expect(text([2], two).contains("expected 2 to 32 dimensions"))
    #expect(text([], two).contains("expected 2 to 32 dimensions"))
    #expect(
      text([Int32](repeating: 1, count: 33), RawMAT.element(2, [1])).contains("expected 2 to 32 dimensions"))
    #expect(text([-1, -2], two).contains("[-1, -2]"))
    #expect(text([1 << 30, 1 << 30, 1 << 30], two).contains("dimensions of at most"))
    #expect(text([1, 2], two + RawMAT.element(2, [3])).contains("the matrix to end"))
    #expect(text([1, 2], RawMAT.element(2, [1, 2], size: 9)).contains("expected 2 bytes of values"))
    #expect(text([1, 2], RawMAT.element(19, [1, 2])).contains("a known data type"))
  }

  /// Four gigabytes that a file of two hundred bytes declares.
  @Test(arguments: [false, true]) func refusesMoreValuesThanTheFileCanHold(packed: Bool) {
    let values = RawMAT.element(2, [1, 2], size: 65535 * 65535)
    let matrix = RawMAT.matrix("x", class: 9, dims: [65535, 65535], values: values)
    let text = complaint(RawMAT.file(packed ? RawMAT.compressed(matrix) : matrix)) {
      try $0.forEachSlice(of: "x", as: UInt8.self) { _, _ in }
    }
    #expect(text.contains("variable x") && text.contains("room for at most"), "\(text)")
  }

  /// As good as the compressor can do.
  @Test func readsAMillionZeros() throws {
    let zeros = [UInt8](repeating: 0, count: 1 << 20)
    let matrix = RawMAT.matrix("x", class: 9, dims: [1024, 1024], values: RawMAT.element(2, zeros))
    let file = RawMAT.file(RawMAT.compressed(matrix))
    #expect(file.count < 2000)
    let values = try open(file) { try $0.readUInt8("x").values }
    #expect(values == zeros)
  }

  @Test func refusesNamesThatAreNone() {
    let element = RawMAT.element(
      14,
      RawMAT.flags(9) + RawMAT.dims([1, 2]) + RawMAT.element(1, [0xFF, 0xFE, 0xFD, 0, 1])
        + RawMAT.element(2, [1, 2]))
    #expect(complaint(RawMAT.file(element)).contains("a name in ASCII or UTF-8"))
  }

  /// A stream that inflates to more or less than its matrix needs.
  @Test func refusesCompressedPartsOfAnotherLength() {
    let matrix = RawMAT.matrix("x", class: 9, dims: [1, 2], values: RawMAT.element(2, [1, 2]))
    let longer = complaint(RawMAT.file(RawMAT.compressed(matrix + [0])))
    #expect(longer.contains("the end of the compressed variable"))
    let shorter = complaint(RawMAT.file(RawMAT.compressed(matrix.dropLast(8) + [])))
    #expect(shorter.contains("bytes") && shorter != "accepted")
    var trailing = RawMAT.compressed(matrix) + [0, 0]
    trailing[4] += 2
    #expect(complaint(RawMAT.file(trailing)).contains("found more bytes"))
  }
}
