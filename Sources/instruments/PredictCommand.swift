import ArgumentParser
import Checkpoints
import Experiment
import Foundation
import Retina
import Segmentation
import Tensors

/// `fovea predict`: fluid in scans of one's own.
struct PredictCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "predict",
    abstract: "Find fluid in scans of one's own: masks, overlays, probabilities, areas, a page.",
    discussion: """
      Scans are gray PNG files of 8 bits, folders of them, and .mat volumes in the layout of the Duke set \
      (`images`, uint8, rows × columns × scans). A PNG named EYE_NUMBER.png is scan NUMBER of EYE; an \
      eye's volume is told of three of them at least that lie together. Volumes have the Duke set's spacing, PNG \
      files have none until --spacing says it; without it nothing is told in mm² and mm³. It changes what is told, \
      not what the nets see: nets trained on Duke expect about its 3.87 × 11.3 µm.

      Checkpoints that Fovea trained say themselves how they are asked, and the masks are the pipeline's, byte \
      for byte; those of the recipe have the scan's size, also where the pipeline judged squares. Of other files \
      names and shapes tell the model; what they do not say is as it was published, or as --scale, --window and \
      --stride have it. Several checkpoints vote: the mean of their probabilities.

      For research only: not for any decision about a patient.
      """)

  @Option(help: "A .pth or .safetensors file; repeat it for nets that vote.") var checkpoint: [String]
  @Option(help: "A folder to make; it must not hold anything yet.") var output = "predictions"
  @Option(help: "µm between rows, columns and scans, such as 3.87,11.33,123.") var spacing: String?
  @Flag(help: "Nets see every scan mirrored too.") var mirror = false
  @Flag(help: "Masks at the scan's own size, even where nets see squares.") var scanSize = false
  @Option(help: "Checkpoints that do not say it: the model they must be.") var architecture: String?
  @Option(help: "Checkpoints that do not say it: the enlargement before the net (default: 1).")
  var scale: Double?
  @Option(help: "Checkpoints that do not say it: the side of sliding windows (default: as published).")
  var window: Int?
  @Option(help: "Checkpoints that do not say it: pixels between windows (default: as published).")
  var stride: Int?
  @Option(help: "Threads (default: as many as processors).") var threads: Int?
  @Argument(help: "Scans: .png and .mat files, or folders of them.") var images: [String]

  func validate() throws {
    if checkpoint.isEmpty { throw ValidationError("--checkpoint: expected at least one file") }
    if let threads, !(1...256).contains(threads) {
      throw ValidationError("--threads: expected a number of 1 to 256, found \(threads)")
    }
    if let architecture, Zoo[architecture] == nil {
      throw ValidationError(
        "--architecture \(architecture): expected one of "
          + Zoo.models.map(\.name).joined(separator: ", "))
    }
    _ = try pitch()
  }

  func run() throws {
    let pitch = try pitch()
    try answering {
      let pool = WorkerPool(threads: threads ?? ProcessInfo.processInfo.activeProcessorCount)
      let nets = try checkpoint.map { try TrainedNet(path: $0, given: given) }
      let lines = try nets.map { try NetLine($0) }
      try refuseTwins(lines)
      for net in nets { tellWhatIsNotUsed(net) }
      let panel = try NetPanel(nets, mirrors: mirror, isScanSize: scanSize, pool: pool)
      let folder = try NewFolder(output)
      let scans = try ScanList(paths: images)
      try folder.fill { place in
        try Prediction(panel: panel, lines: lines, mirrors: mirror, pitch: pitch, threads: pool.threads)
          .write(scans, to: place)
      }
      Output.print("\(output)/index.html")
    }
  }

  /// A net that is named twice would have two votes.
  private func refuseTwins(_ lines: [NetLine]) throws {
    var seen: [String: String] = [:]
    for line in lines {
      if let first = seen.updateValue(line.path, forKey: line.sha256) {
        throw ExperimentError.file(
          path: line.path, expected: "another net than the others", found: "the bytes of \(first)")
      }
      if let warning = line.warning { Output.note(warning) }
    }
  }

  /// What a checkpoint says itself holds, whatever the command line says.
  private func tellWhatIsNotUsed(_ net: TrainedNet) {
    let own = net.settings.meta
    for (name, text) in given.sorted(by: { $0.key < $1.key }) where name != "model" {
      guard let used = own[name]?.string, Double(used) != Double(text) else { continue }
      Output.note("\(net.path) says \(name) \(used) itself: --\(name) \(text) is not used")
    }
  }

  private var given: [String: String] {
    [
      "model": architecture.map { Zoo[$0]?.name ?? $0 }, "scale": scale.map { "\($0)" },
      "window": window.map { "\($0)" }, "stride": stride.map { "\($0)" },
    ].compactMapValues(\.self)
  }

  private func pitch() throws -> PixelPitch? {
    guard let spacing else { return nil }
    let numbers = spacing.split(separator: ",", omittingEmptySubsequences: false).map { Double($0) }
    let known = numbers.compactMap(\.self).filter { $0 > 0 && $0 < 1e5 }
    guard numbers.count == 3, known.count == 3 else {
      throw ValidationError(
        "--spacing: expected three numbers above 0 such as 3.87,11.33,123, found \(spacing)")
    }
    return PixelPitch(axial: known[0], lateral: known[1], slices: known[2])
  }
}
