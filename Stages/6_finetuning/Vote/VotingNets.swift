import Checkpoints
import Experiment
import Segmentation

/// The nets of all folds, by the fold that held out the scans on which they are asked.
struct VotingNets {
  private var nets: [String: [SegmentationNet]] = [:]
  /// What they had learned before.
  private(set) var origins: Set<String> = []

  /// Reads the weights of the recipe's cells; throws for damaged files, for weights of another net, and for nets
  /// that learned to see scans otherwise than the recipe asks them.
  init(_ paths: [String], recipe: Recipe) throws {
    for path in paths {
      let checkpoint = try Checkpoint(contentsOf: path)
      guard let fold = checkpoint.meta["fold"]?.string else {
        throw ExperimentError.file(
          path: path, expected: "weights that name their fold", found: "none in the metadata")
      }
      let settings = try TestSettings(checkpoint.meta, path: path)
      guard settings.band == recipe.band, settings.reduction == recipe.reduction, !settings.seesFrame else {
        throw ExperimentError.file(
          path: path,
          expected: "a net that sees \(recipe.band) rows, reduced \(recipe.reduction) times, no white frame",
          found: settings.words)
      }
      let net = SegmentationNet(recipe.architecture, seed: 0, isInitialized: false)
      try net.load(checkpoint, from: path, as: "the recipe", widthSetBy: "recipe.width")
      nets[fold, default: []].append(net)
      let origin = checkpoint.meta["origin"]?.string ?? ""
      origins.insert(origin.isEmpty ? "nothing (random weights)" : origin)
    }
  }

  /// The nets that never saw a fold's validation scans; throws `ExperimentError.parameter` without any.
  func nets(of fold: String) throws -> [SegmentationNet] {
    guard let nets = nets[fold] else {
      throw ExperimentError.parameter(
        name: "fold", expected: "one of \(self.nets.keys.sorted().joined(separator: ", "))", found: fold)
    }
    return nets
  }

  /// How many nets vote on a scan, at most.
  var most: Int { nets.values.map(\.count).max() ?? 0 }
}
