import Foundation
import Testing

/// Words that do not belong into finished code.
@Suite struct WordsTests {
  @Test func noUnfinishedBusiness() throws {
    // Assembled from halves, so that this file does not find itself.
    let banned = ["TO" + "DO", "FIX" + "ME", "XX" + "X", "tr" + "y!", "fatal" + "Error("]
    var files = 0
    for folder in ["Sources", "Stages", "Tests", "Benchmarks"] {
      let base = ImportTableTests.root.appendingPathComponent(folder)
      let all = FileManager.default.enumerator(at: base, includingPropertiesForKeys: nil)
      while let file = all?.nextObject() as? URL {
        guard file.pathExtension == "swift" else { continue }
        files += 1
        let text = try String(contentsOf: file, encoding: .utf8)
        for word in banned {
          #expect(!text.contains(word), "\(file.lastPathComponent) contains '\(word)'")
        }
      }
    }
    #expect(files > 30)
  }
}
