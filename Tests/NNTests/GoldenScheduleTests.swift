import Foundation
import Testing

@testable import NN

/// The golden folder; one that FOVEA_GOLDEN names has to be there.
private let folder: URL? = {
  let environment = ProcessInfo.processInfo.environment
  if let named = environment["FOVEA_GOLDEN"] { return URL(filePath: named) }
  let package = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()
  let shared =
    environment["FOVEA_SHARED"].map { URL(filePath: $0) }
    ?? package.deletingLastPathComponent().appending(path: "shared")
  let folder = shared.appending(path: "golden")
  return FileManager.default.fileExists(atPath: folder.appending(path: "schedule.json").path) ? folder : nil
}()

/// The learning rates of MMEngine's `PolyLR`, for runs of several lengths.
@Suite(.enabled(if: folder != nil, "no golden folder"))
struct GoldenScheduleTests {
  private struct File: Decodable {
    let base: Double
    let least: Double
    let power: Double
    let byEnd: [String: [Double]]

    enum CodingKeys: String, CodingKey {
      case base, power
      case least = "eta_min"
      case byEnd = "by_end"
    }
  }

  @Test func polyIsMMEngines() throws {
    let data = try Data(contentsOf: try #require(folder).appending(path: "schedule.json"))
    let file = try JSONDecoder().decode(File.self, from: data)
    #expect(!file.byEnd.isEmpty)
    for (end, rates) in file.byEnd.sorted(by: { $0.key < $1.key }) {
      let schedule = Schedule(
        base: file.base, end: try #require(Int(end)), shape: .poly(power: file.power, least: file.least))
      let distances = rates.enumerated().map { abs(schedule.exactRate(at: $0) - $1) }
      print("golden schedule to \(end): largest distance \((distances.max() ?? 0) / file.base)")
      #expect(distances.allSatisfy { $0 < 1e-13 * file.base }, "\(end)")
    }
  }
}
