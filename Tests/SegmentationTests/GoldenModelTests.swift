import Checkpoints
import Foundation
import NN
import Tensors
import Testing

@testable import Segmentation

/// Every model case of the manifest: logits, losses, gradients and states after steps, against
/// MMSegmentation's.
@Suite(.enabled(if: Golden.isHere, "no golden folder"))
struct GoldenModelTests {
  static let cases: [String] = {
    guard Golden.isHere, let manifest = try? GoldenManifest.read() else { return [] }
    return manifest.cases.keys.sorted()
  }()

  @Test func theManifestHasCases() throws {
    #expect(try !GoldenManifest.read().cases.isEmpty)
  }

  @Test(arguments: cases)
  func aModel(id: String) throws {
    let golden = try #require(GoldenManifest.read().cases[id])
    var run = try GoldenRun(golden)
    try run.namesAndShapes()
    try run.evaluation()
    try run.trainingStep()
    try run.descent()
    print("golden \(id): largest distance \(run.largest.0) in \(run.largest.1)")
    if !run.excused.isEmpty { print("golden \(id): vanishing gradients, \(run.excused.sorted())") }
    #expect(run.failures.isEmpty, "\(run.failures.prefix(8).joined(separator: "; "))")
    #expect(run.untouched.isEmpty, "never compared: \(run.untouched.sorted().prefix(8))")
  }
}
