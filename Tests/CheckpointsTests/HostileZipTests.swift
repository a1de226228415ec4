import Foundation
import Testing

@testable import Checkpoints

/// Zip files that two readers might read differently: all refused.
@Suite struct HostileZipTests {
  private func honest() throws -> [UInt8] {
    var checkpoint = Checkpoint()
    checkpoint["w"] = StoredTensor([1, 2, 3, 4] as [Float], shape: [4])
    return Array(try TorchWriter.encode(checkpoint))
  }

  private func message(_ bytes: [UInt8]) throws -> String {
    return try Shared.withScratch("hostile.pth") { path in
      try Data(bytes).write(to: URL(filePath: path))
      do {
        _ = try Checkpoint(contentsOf: path)
        return "accepted"
      } catch {
        return "\(error)"
      }
    }
  }

  private func zip(_ names: [String]) throws -> [UInt8] {
    var zip = ZipWriter()
    for name in names { try zip.add(name, [[1, 2, 3]]) }
    return Array(zip.finish())
  }

  private func find(_ signature: [UInt8], in bytes: [UInt8], number: Int = 0) throws -> Int {
    var found = -1
    for start in 0..<bytes.count - 4 where Array(bytes[start..<start + 4]) == signature {
      found += 1
      if found == number { return start }
    }
    throw CocoaError(.featureUnsupported)
  }

  private let local: [UInt8] = [0x50, 0x4B, 3, 4]
  private let central: [UInt8] = [0x50, 0x4B, 1, 2]

  @Test func theHonestFileIsRead() throws { #expect(try message(honest()) == "accepted") }

  @Test func aChangedWeightFailsItsChecksum() throws {
    var bytes = try honest()
    let weight = try find([0, 0, 0x80, 0x3F], in: bytes)
    bytes[weight] ^= 1
    #expect(try message(bytes).contains("archive/data/0: expected CRC-32"))
  }

  @Test(arguments: ["../x", "/etc/passwd", "a/../b", "a\\b", "a\u{0}b", "a//b"])
  func namesThatPointOutsideAreRefused(name: String) throws {
    #expect(try message(zip([name])).contains("a relative name"))
  }

  @Test func duplicateNamesAreRefused() throws {
    #expect(try message(zip(["a/data.pkl", "a/data.pkl"])).contains("one entry of that name"))
  }

  @Test func compressedOrEncryptedEntriesAreRefused() throws {
    var bytes = try honest()
    let entry = try find(central, in: bytes)
    bytes[entry + 10] = 8
    #expect(try message(bytes).contains("compression method 8"))
    bytes[entry + 10] = 0
    bytes[entry + 8] |= 1
    #expect(try message(bytes).contains("no encryption"))
  }

  @Test(arguments: [4, 6, 8, 14, 18, 22, 26, 30])
  func aLocalHeaderMustAgreeWithTheDirectory(offset: Int) throws {
    var bytes = try honest()
    bytes[try find(local, in: bytes, number: 1) + offset] ^= 1
    let result = try message(bytes)
    #expect(offset == 4 ? result == "accepted" : result != "accepted")
  }

  @Test func overlappingEntriesAreRefused() throws {
    var bytes = try honest()
    let entry = try find(central, in: bytes, number: 1)
    for index in 0..<4 { bytes[entry + 42 + index] = 0 }
    #expect(try message(bytes).contains("a local header at"))
  }

  @Test func bytesBeforeBetweenAndAfterAreRefused() throws {
    let bytes = try honest()
    #expect(try message([0x50, 0x4B] + bytes) != "accepted")
    #expect(try message(bytes + [0]) != "accepted")
    var commented = bytes
    commented[bytes.count - 2] = 1
    #expect(try message(commented + [0]) != "accepted")
  }

  @Test func countsAndOffsetsThatCannotBeAreRefused() throws {
    let bytes = try honest()
    for (offset, value) in [(10, 255), (11, 255), (12, 1), (15, 255), (16, 1), (19, 255)] {
      var broken = bytes
      broken[bytes.count - 22 + offset] ^= UInt8(value)
      #expect(try message(broken) != "accepted")
    }
  }

  @Test func everyTruncationIsAnError() throws {
    let bytes = try honest()
    for length in stride(from: 0, to: bytes.count, by: 7) {
      #expect(try message(Array(bytes.prefix(length))) != "accepted")
    }
  }

  /// What was added before stays a file.
  @Test func aFileThatWouldNeedZip64IsNotWritten() throws {
    var zip = ZipWriter(limit: 200)
    try zip.add("a/data.pkl", [[1]])
    #expect { try zip.add("a/data/0", [[UInt8](repeating: 2, count: 80)]) } throws: {
      "\($0)".contains("a/data/0: at most 200 allowed")
    }
    let file = Array(zip.finish())
    #expect(file.count < 200)
    #expect(try ZipArchive(file.withUnsafeBytes { ByteStore(copying: $0) }).entries.count == 1)
  }

  @Test(arguments: [
    ("<!DOCTYPE html><html>", "login"), ("version https://git-lfs.github.com/spec/v1", "LFS"), ("", "empty"),
    ("\u{1f}\u{8b}", "bytes"),
  ])
  func otherFilesAreRecognised(text: String, expected: String) throws {
    #expect(try message(Array(text.utf8)).contains(expected))
  }
}
