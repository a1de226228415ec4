import Foundation
import MAT
import Testing

/// Files that another writer made: Tests/Fixtures/mat-foreign/make.py.
@Suite struct MATForeignTests {
  private static let folder = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().appendingPathComponent("Fixtures/mat-foreign")
    .path

  @Test(arguments: ["plain", "packed"]) func readsWhatItNeedsAmongOtherKinds(name: String) throws {
    let file = try MATFile(path: Self.folder + "/\(name).mat")
    try file.verify()
    #expect(
      file.variables.map(\.className) == [
        "char", "uint8", "cell", "double", "struct", "double", "sparse", "complex double", "logical",
      ])
    #expect(try file.readUInt8("images").values == (0..<60).map { UInt8($0 * 97 % 256) })
    let fluid = (0..<60).map { $0 < 20 ? Double.nan : $0 % 7 == 0 ? 1 : 0 }
    // NaN has many bit patterns; which one stands here is the writer's choice.
    let found = try file.readDouble("manualFluid1").values
    #expect(zip(found, fluid).allSatisfy { $0 == $1 || ($0.isNaN && $1.isNaN) })
    #expect(try file.readDouble("manualFluid2").values.allSatisfy(\.isNaN))
  }

  /// At the end of an element a shorter file is a whole file: what is missing then is a variable.
  @Test(arguments: ["plain", "packed"]) func noTruncationIsSilent(name: String) throws {
    let bytes = try [UInt8](Data(contentsOf: URL(fileURLWithPath: Self.folder + "/\(name).mat")))
    try withTemporaryFile { path in
      for length in 0..<bytes.count {
        try Data(bytes[..<length]).write(to: URL(fileURLWithPath: path))
        #expect(throws: MATError.self, "\(length) of \(bytes.count)") {
          let file = try MATFile(path: path)
          try file.verify()
          for needed in ["images", "manualFluid1", "manualFluid2", "flag"] { _ = try file.variable(needed) }
        }
      }
    }
    print("MAT: \(bytes.count) truncations of a foreign file refused (\(name))")
  }
}
