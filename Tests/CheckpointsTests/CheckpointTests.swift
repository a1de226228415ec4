import Checkpoints
import Foundation
import Testing

@Suite struct CheckpointTests {
  private func sample() -> Checkpoint {
    var checkpoint = Checkpoint(meta: ["note": .string("a \"quoted\"\nline é")])
    checkpoint["b"] = StoredTensor([1, -2.5, 3, 0, 5, 6], shape: [2, 3])
    checkpoint["a.steps"] = StoredTensor([7 as Int64], shape: [])
    checkpoint["empty"] = StoredTensor([Float](), shape: [0, 4])
    return checkpoint
  }

  @Test(arguments: [CheckpointFormat.safetensors, .torch])
  func survivesARoundTrip(format: CheckpointFormat) throws {
    let (read, kind) = try Shared.withScratch("a.\(format.rawValue)") { path in
      try sample().write(to: path, as: format)
      return (try Checkpoint(contentsOf: path), try Checkpoint.format(ofFileAt: path))
    }
    #expect(kind == format)
    #expect(Set(read.names) == ["b", "a.steps", "empty"])
    #expect(read["b"]?.floats == [1, -2.5, 3, 0, 5, 6])
    #expect(read["b"]?.shape == [2, 3])
    #expect(read["a.steps"]?.integers == [7])
    #expect(read["a.steps"]?.shape == [])
    #expect(read["empty"]?.shape == [0, 4])
    #expect(read.meta["note"]?.string == "a \"quoted\"\nline é")
  }

  @Test(arguments: [CheckpointFormat.safetensors, .torch])
  func equalCheckpointsGiveEqualBytes(format: CheckpointFormat) throws {
    try Shared.withScratch("1") { first in
      let second = first + ".again"
      try sample().write(to: first, as: format)
      try Checkpoint(contentsOf: first).write(to: second, as: format)
      #expect(try Data(contentsOf: URL(filePath: first)) == Data(contentsOf: URL(filePath: second)))
    }
  }

  /// 19280 is 0x4B50: a header of that length begins as a zip does, with PK.
  @Test func aHeaderMayBeginAsAZipDoes() throws {
    try Shared.withScratch("pk.safetensors") { path in
      func length(note: Int) throws -> [UInt8] {
        var checkpoint = Checkpoint(meta: ["note": .string(String(repeating: "x", count: note))])
        checkpoint["w"] = StoredTensor([1, 2] as [Float], shape: [2])
        try checkpoint.write(to: path, as: .safetensors)
        return [UInt8](try Data(contentsOf: URL(filePath: path)).prefix(8))
      }
      let least = try length(note: 0)
      let note = 19_280 - Int(least[0]) - 256 * Int(least[1])
      #expect(try length(note: note) == [0x50, 0x4B, 0, 0, 0, 0, 0, 0])
      #expect(try Checkpoint.format(ofFileAt: path) == .safetensors)
      let read = try Checkpoint(contentsOf: path)
      #expect(read["w"]?.floats == [1, 2])
      #expect(read.meta["note"]?.string?.count == note)
    }
  }

  @Test func settingAndRemovingKeepsTheOrderOfNames() {
    var checkpoint = sample()
    checkpoint["b"] = StoredTensor([1 as Float], shape: [1])
    checkpoint["a.steps"] = nil
    checkpoint["z"] = StoredTensor([1 as Float], shape: [1])
    #expect(checkpoint.names == ["b", "empty", "z"])
    #expect(checkpoint["a.steps"] == nil)
  }

  @Test(.timeLimit(.minutes(1))) func aPipeIsNotWaitedFor() throws {
    try Shared.withScratch("pipe.pth") { path in
      try #require(mkfifo(path, 0o600) == 0)
      #expect { try Checkpoint(contentsOf: path) } throws: { "\($0)".contains("expected a regular file") }
    }
  }

  @Test func missingFileIsNamed() {
    #expect(
      throws: CheckpointError.inaccessible(
        path: "/nowhere/x.pth", reason: "cannot open: No such file or directory")
    ) { try Checkpoint(contentsOf: "/nowhere/x.pth") }
  }
}
