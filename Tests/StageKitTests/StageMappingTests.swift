import Foundation
import StageProtocol
import Testing

@testable import StageKit

@Suite struct StageMappingTests {
  struct Bad: Error, Equatable { let item: Int }

  static func stage(threads: Int) throws -> Stage<NoParameters> {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString).path
    return try Stage(
      context: StageContext(
        stage: "toy", cell: nil, run: "r", inputs: [:], outputs: [:], parameters: .object([:]), seed: 1,
        threads: threads, scratch: folder, shown: folder, events: nil))
  }

  @Test(arguments: [1, 3]) func resultsKeepTheOrderOfTheItems(threads: Int) throws {
    let stage = try Self.stage(threads: threads)
    #expect(try stage.map(Array(0..<50)) { $0 * $0 } == (0..<50).map { $0 * $0 })
    #expect(try stage.map([Int]()) { $0 } == [])
  }

  @Test(arguments: [1, 4]) func theFirstErrorInOrderIsThrown(threads: Int) throws {
    let stage = try Self.stage(threads: threads)
    #expect(throws: Bad(item: 3)) {
      try stage.map(Array(0..<20)) { item in
        if item == 3 || item == 7 { throw Bad(item: item) }
        return item
      }
    }
  }
}
