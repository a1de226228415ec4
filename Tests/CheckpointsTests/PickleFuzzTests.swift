import Foundation
import Testing

@testable import Checkpoints

/// Changed pickles inside sound zip files, so that the changes reach the unpickler and the tensors' bounds.
@Suite struct PickleFuzzTests {
  @Test func changedPicklesAreRefusedOrRead() throws {
    var checkpoint = Checkpoint(meta: ["meta": .list([.integer(1 << 40), .number(0.5), .null])])
    checkpoint["w"] = StoredTensor([1, 2, 3, 4] as [Float], shape: [2, 2])
    checkpoint["v"] = StoredTensor([1, 2] as [Float], shape: [2])
    var pickler = Pickler()
    pickler.root(checkpoint)
    var numbers = CheckpointFuzzTests.Numbers(state: 0xDEAD_BEEF_CAFE_F00D)
    var accepted = 0
    let count = try FuzzLength.repeats { _ in
      var pickle = pickler.bytes
      for _ in 0..<Int.random(in: 1...5, using: &numbers) {
        let place = Int.random(in: 2..<pickle.count, using: &numbers)
        if Bool.random(using: &numbers) {
          pickle[place] = UInt8.random(in: 0...255, using: &numbers)
        } else {
          pickle[place] = pickle[Int.random(in: 2..<pickle.count, using: &numbers)]
        }
      }
      var zip = ZipWriter()
      try zip.add("a/data.pkl", [pickle])
      try zip.add("a/data/0", [[UInt8](repeating: 1, count: 16)])
      try zip.add("a/data/1", [[UInt8](repeating: 2, count: 8)])
      let bytes = Array(zip.finish())
      do {
        let read = try Checkpoint(bytes.withUnsafeBytes { ByteStore(copying: $0, path: "fuzz") })
        for name in read.names { #expect(read[name]?.floats.count == read[name]?.count) }
        accepted += 1
      } catch is CheckpointError {
        // Refused with a reason, as it should be.
      }
    }
    print("pickle fuzz: \(count) files, \(accepted) accepted, the others refused")
    #expect(accepted > 0 && accepted < count)
  }
}
