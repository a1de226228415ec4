import Foundation
import MAT
import Testing

/// A path of its own in the temporary folder, removed afterwards.
func withTemporaryFile<Result>(_ body: (String) throws -> Result) rethrows -> Result {
  let path = NSTemporaryDirectory() + "fovea-\(UUID().uuidString).mat"
  defer { try? FileManager.default.removeItem(atPath: path) }
  return try body(path)
}

/// A small volume in the layout of the Duke set.
enum Small {
  static let dims = [5, 7, 3]
  static let count = 105
  static let images = MATArray(dims: dims, values: (0..<count).map { UInt8($0 &* 97 & 0xFF) })
  static let fluid = MATArray(
    dims: dims, values: (0..<count).map { $0 < 35 ? Double.nan : Double($0 % 11 == 0 ? 1 : 0) })

  static func write(to path: String, compressed: Bool) throws {
    try MATFile.write(to: path, compressed: compressed) {
      try $0.add("images", images)
      try $0.add("manualFluid1", fluid)
    }
  }

  static func bytes(compressed: Bool) throws -> [UInt8] {
    try withTemporaryFile { path in
      try write(to: path, compressed: compressed)
      return try [UInt8](Data(contentsOf: URL(fileURLWithPath: path)))
    }
  }
}

/// Values compare by bits: NaN equals NaN.
func bits(_ values: [Double]) -> [UInt64] { values.map(\.bitPattern) }

@Suite struct MATFileTests {
  @Test(arguments: [true, false]) func comesBackAsWritten(compressed: Bool) throws {
    try withTemporaryFile { path in
      try Small.write(to: path, compressed: compressed)
      let file = try MATFile(path: path)
      #expect(file.variables.map(\.name) == ["images", "manualFluid1"])
      #expect(file.variables.map(\.dims) == [[5, 7, 3], [5, 7, 3]])
      #expect(file.variables.map(\.className) == ["uint8", "double"])
      #expect(try file.readUInt8("images") == Small.images)
      #expect(bits(try file.readDouble("manualFluid1").values) == bits(Small.fluid.values))
      try file.verify()
    }
  }

  @Test(arguments: [true, false]) func slicesAreWhatLibmatioReads(compressed: Bool) throws {
    try withTemporaryFile { path in
      try Small.write(to: path, compressed: compressed)
      let file = try MATFile(path: path)
      var values: [Double] = []
      try file.forEachSlice(of: "manualFluid1", as: Double.self) { index, slice in
        #expect(values.count == index * 35)
        values += Array(slice)
      }
      #expect(bits(values) == bits(try file.readDouble("manualFluid1").values))
    }
  }

  @Test func equalVariablesGiveEqualFiles() throws {
    #expect(try Small.bytes(compressed: true) == Small.bytes(compressed: true))
  }

  @Test func listsWhatTheFileHolds() throws {
    try withTemporaryFile { path in
      try Small.write(to: path, compressed: true)
      #expect(
        throws: MATError.missingVariable(path: path, expected: "Images", found: ["images", "manualFluid1"])
      ) {
        try MATFile(path: path).readUInt8("Images")
      }
    }
  }

  @Test func refusesAnotherClass() throws {
    try withTemporaryFile { path in
      try Small.write(to: path, compressed: true)
      #expect {
        try MATFile(path: path).readDouble("images")
      } throws: {
        "\($0)" == "\(path): variable images: expected double, found uint8"
      }
    }
  }

  @Test func namesWhatCannotBeWritten() {
    #expect {
      try MATFile.write(to: "/nowhere/a.mat") { try $0.add("images", Small.images) }
    } throws: {
      if case MATError.unwritable(let path, _, _) = $0 { return path == "/nowhere/a.mat" }
      return false
    }
  }
}
