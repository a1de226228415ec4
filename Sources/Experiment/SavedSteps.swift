import Checkpoints
private import Foundation
import Segmentation

/// The steps of a run as a file; floats as bit patterns, so that they come back exactly.
struct SavedSteps: Codable {
  private let iterations: [Int]
  private let bits: [[UInt32]]
  /// The iterations after which an earlier process took over.
  let seams: [Int]

  init(steps: [TrainingStep], seams: [Int]) {
    self.seams = seams
    iterations = steps.map(\.iteration)
    bits = steps.map { [$0.rate, $0.loss, $0.decodeLoss, $0.auxiliaryLoss].map(\.bitPattern) }
  }

  /// Reads the steps; throws unless there is one for every iteration of the state beside them.
  init(path: String, of state: Checkpoint) throws {
    self = try JSONDecoder().decode(SavedSteps.self, from: Data(contentsOf: URL(fileURLWithPath: path)))
    let needed = state.meta["iteration"]?.string.flatMap { Int($0) } ?? 0
    guard iterations.starts(with: 0..<max(0, needed)) else {
      throw ExperimentError.file(
        path: path, expected: "steps 0 ..< \(needed)", found: "\(iterations.count) steps or other ones")
    }
    guard iterations.count == bits.count, bits.allSatisfy({ $0.count == 4 }) else {
      throw ExperimentError.file(path: path, expected: "steps of four values", found: "others")
    }
  }

  var steps: [TrainingStep] {
    zip(iterations, bits).map { iteration, bits in
      TrainingStep(
        iteration: iteration, rate: Float(bitPattern: bits[0]), loss: Float(bitPattern: bits[1]),
        decodeLoss: Float(bitPattern: bits[2]), auxiliaryLoss: Float(bitPattern: bits[3]))
    }
  }

  func write(to path: String) throws {
    try JSONEncoder().encode(self).write(to: URL(fileURLWithPath: path))
  }
}
