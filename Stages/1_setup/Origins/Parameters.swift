import Experiment

/// The knobs of the recipe's pretraining, as pipeline.yaml declares them.
struct OriginParameters: Decodable {
  /// What a net has learned before it sees the task.
  enum Origin: String, Decodable {
    /// Nothing: random weights.
    case none
    /// Vessels of fundus photographs.
    case vessels
    /// Fluid in OCT scans of other eyes.
    case fluid
    /// Vessels first, fluid then.
    case both
  }

  /// The length of each pretraining.
  struct Origins: Decodable {
    let iterations: Int
  }

  /// Where the images come from.
  struct Pretraining: Decodable {
    enum Source: String, Decodable { case phantom, folder }
    let source: Source
    let images: Int
  }

  let recipe: Recipe
  let origins: Origins
  let pretraining: Pretraining
  /// The cell's origin.
  let origin: Origin

  /// The sets of images in the order of learning; throws `ExperimentError` where a folder is needed and is not
  /// given or is no such folder.
  func sets(vessels: String?, fluid: String?, seed: UInt64) throws -> [PretrainingImages] {
    var sets: [PretrainingImages] = []
    let isPhantom = pretraining.source == .phantom
    for (name, folder) in [("vessels", vessels), ("fluid", fluid)] {
      guard isPhantom, let folder else { continue }
      throw ExperimentError.unread(parameter: "pretraining.\(name)", folder: folder)
    }
    if origin == .vessels || origin == .both {
      if isPhantom {
        sets.append(PretrainingImages(vesselPhantoms: pretraining.images, side: recipe.crop, seed: seed))
      } else {
        guard let vessels else { throw ExperimentError.noFolder(parameter: "pretraining.vessels") }
        sets.append(try PretrainingImages(vesselFolder: vessels))
      }
    }
    if origin == .fluid || origin == .both {
      if isPhantom {
        sets.append(
          PretrainingImages(
            fluidPhantoms: pretraining.images, height: recipe.band, width: recipe.crop, seed: seed))
      } else {
        guard let fluid else { throw ExperimentError.noFolder(parameter: "pretraining.fluid") }
        sets.append(try PretrainingImages(fluidFolder: fluid))
      }
    }
    return sets
  }
}
