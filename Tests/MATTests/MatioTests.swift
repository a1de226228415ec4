import Foundation
import MAT
import Testing

@Suite struct MatioTests {
  /// Two threads at once: one reads sound files, one damaged ones; neither hears the other's warnings.
  @Test func warningsStayOnTheirThread() throws {
    let sound = try Small.bytes(compressed: true)
    try withTemporaryFile { good in
      try withTemporaryFile { bad in
        try Data(sound).write(to: URL(fileURLWithPath: good))
        try Data(sound.dropLast(1)).write(to: URL(fileURLWithPath: bad))
        DispatchQueue.concurrentPerform(iterations: 40) { index in
          let fails =
            (try? MATFile(path: index % 2 == 0 ? good : bad).readUInt8("images")) != Small.images
          #expect(fails == (index % 2 == 1))
        }
      }
    }
  }
}
