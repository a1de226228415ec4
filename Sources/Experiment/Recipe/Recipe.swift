import NN
public import Retina
public import Segmentation
public import Tensors

/// Fovea's own way to learn from few scans on a CPU; the fields are those of `recipe` in pipeline.yaml.
///
/// A narrow UNet with instance normalization and deep supervision sees crops of the retina's band, reduced
/// where that pays; soft Dice of fluid with cross entropy; AdamW, a cosine to zero; the moving average of the
/// weights after the last step is kept, whatever any validation says. Source of most choices: Isensee et al.,
/// nnU-Net (2021).
public struct Recipe: Decodable, Equatable, Sendable {
  /// Channels of the net's first stage.
  public let width: Int
  /// Rows of the band around the retina, in pixels of the scan; a multiple of 16 · `reduction.rows`.
  public let band: Int
  /// Columns of a crop and of a window, in pixels of the scan; a multiple of 16 · `reduction.columns`.
  public let crop: Int
  /// Rows and columns of the scan that are one for the net.
  public let reduction: Reduction
  /// Crops in a step.
  public let batch: Int
  /// Steps; not decoded, for it is the one thing in which pretraining and training differ.
  public private(set) var iterations = 1
  /// AdamW's largest learning rate.
  public let rate: Double
  /// AdamW's weight decay.
  public let decay: Double
  /// The share of the newest weights in their moving average.
  public let averaging: Double
  /// The share of crops that are centered on fluid; of no effect where crops are as wide as the scans.
  public let oversampling: Double
  /// How many graders' masks are learned from, each a sample of its own.
  public let graders: Int

  private enum CodingKeys: String, CodingKey {
    case width, band, crop, reduction, batch, rate, decay, averaging, oversampling, graders
  }

  /// Columns and rows that warping may spoil at each side of a crop.
  static let margin = 32

  /// The net.
  public var architecture: Architecture { .smallData(width: width) }

  /// The same recipe with another number of steps.
  public func lasting(_ iterations: Int) -> Recipe {
    var recipe = self
    recipe.iterations = iterations
    return recipe
  }

  /// Throws `ExperimentError.parameter` where the net cannot take the crops.
  public func check(without lever: RecipeLever? = nil) throws {
    let scale = reduction(without: lever)
    let sides = [("recipe.band", band, scale.rows), ("recipe.crop", crop, scale.columns)]
    for (name, side, scale) in sides where !side.isMultiple(of: architecture.sizeDivisor * scale) {
      throw ExperimentError.parameter(
        name: name, expected: "a multiple of \(architecture.sizeDivisor * scale)", found: "\(side)")
    }
    // Of a single pixel the deepest stage would normalize to its shift alone, and learn nothing.
    guard band * crop > architecture.sizeDivisor * architecture.sizeDivisor * scale.area else {
      throw ExperimentError.parameter(
        name: "recipe.band and recipe.crop",
        expected: "crops of more than \(architecture.sizeDivisor)×\(architecture.sizeDivisor) reduced pixels",
        found: "\(band)×\(crop), reduced \(scale.rows)×\(scale.columns)")
    }
    guard averaging > 0 || lever == .average else {
      throw ExperimentError.parameter(
        name: "recipe.averaging", expected: "a share above 0: the average would be that of one step",
        found: "\(averaging)")
    }
  }

  /// The reduction with a lever left out: of the resolution, full resolution, or half of it where it is full.
  public func reduction(without lever: RecipeLever?) -> Reduction {
    guard lever == .resolution else { return reduction }
    return reduction == .none ? Reduction(rows: 2, columns: 2) : .none
  }

  /// The graders whose masks are learned from, with a lever left out.
  public func graders(without lever: RecipeLever?) -> ClosedRange<Int> {
    1...(lever == .graders ? 1 : graders)
  }

  /// The part of a frame that the net learns from: of gray scans the retina's band without the white frame,
  /// reduced.
  public func seen(_ frame: LabeledImage, without lever: RecipeLever? = nil) -> LabeledImage {
    var part = frame
    if frame.image.channels == 1 {
      if lever != .frame {
        part = LabeledImage(image: frame.image.withoutWhiteFrame(), labels: frame.labels)
      }
      if lever != .band { part = RetinaBand(of: frame.image, height: band).part(of: part) }
    }
    let size = reduction(without: lever).size(of: part.image)
    return LabeledImage(
      image: part.image.areaResized(width: size.width, height: size.height),
      labels: part.labels.maskResized(width: size.width, height: size.height))
  }

  /// The share of the labels' fluid that lies outside the band of gray scans, where no net looks; 0 without the
  /// band, and without fluid.
  public func unseenFluid(of frames: [LabeledImage], without lever: RecipeLever? = nil) -> Double {
    let frames = frames.filter { $0.image.channels == 1 }
    func pixels(_ labels: Raster) -> Int { labels.pixels.count { $0 == 1 } }
    let all = frames.reduce(0) { $0 + pixels($1.labels) }
    guard lever != .band, all > 0 else { return 0 }
    let seen = frames.reduce(0) { sum, frame in
      sum + pixels(RetinaBand(of: frame.image, height: band).part(of: frame).labels)
    }
    return Double(all - seen) / Double(all)
  }

  /// What happens to every sample.
  public func augmentation(without lever: RecipeLever? = nil) -> [any Augmentation] {
    let scale = reduction(without: lever)
    let (columns, rows) = (crop / scale.columns, band / scale.rows)
    // Given in pixels of the scan, so that a lever of the resolution changes nothing else.
    func reduced(_ pixels: Float) -> SIMD2<Float> {
      SIMD2(pixels / Float(scale.columns), pixels / Float(scale.rows))
    }
    let steps: [(RecipeLever?, any Augmentation)] = [
      (
        nil,
        ForegroundCrop(
          width: columns + 2 * Self.margin / scale.columns, height: rows + 2 * Self.margin / scale.rows,
          share: lever == .oversampling ? 0 : Float(oversampling))
      ),
      (.flip, RandomFlip()),
      (.scale, RandomAffine(degrees: 8, scale: 0.75...1.33, aspect: scale.aspect)),
      (.elastic, RandomElastic(amplitude: reduced(8), spacing: reduced(48))),
      (.shift, RandomColumnShift(amplitude: reduced(6).y, spacing: reduced(32).x)),
      (.gamma, RandomGamma()),
      (nil, CenterCrop(width: columns, height: rows)),
    ]
    return steps.filter { $0.0 == nil || $0.0 != lever }.map(\.1)
  }

  /// How the weights follow the samples.
  public func training(seed: UInt64, without lever: RecipeLever? = nil) -> TrainingSettings {
    var settings = TrainingSettings(iterations: iterations, rate: rate)
    settings.schedule = Schedule(
      base: rate, end: iterations, shape: lever == .cosine ? .constant : .cosine(least: 0),
      warmup: min(50, iterations / 10), warmupFactor: 0.02)
    settings.optimizer = .adamW
    settings.weightDecay = Float(decay)
    settings.loss = lever == .dice ? .crossEntropy : .diceCrossEntropy
    // The heads' weights are 1, 1/2 and 1/4.
    settings.auxiliaryWeight = lever == .supervision ? 0 : 0.75
    settings.averaging = lever == .average ? nil : Float(averaging)
    // A step costs as much at any resolution.
    let scale = reduction(without: lever)
    settings.batchSize = max(1, batch * scale.area / reduction.area)
    settings.seed = seed
    return settings
  }

  /// How an image goes through trained nets.
  public func predictor(
    _ nets: [SegmentationNet], mirrors: Bool = false, without lever: RecipeLever? = nil, pool: WorkerPool
  ) -> RecipePredictor {
    let scale = reduction(without: lever)
    let window = WindowSize(height: band / scale.rows, width: crop / scale.columns)
    let stride = WindowSize(height: window.height / 2, width: window.width / 2)
    let predictors = nets.map {
      Predictor(net: $0, mode: .gaussian(crop: window, stride: stride), pool: pool)
    }
    return RecipePredictor(
      ensemble: Ensemble(predictors, mirrors: mirrors), band: lever == .band ? nil : band,
      reduction: scale, seesFrame: lever == .frame)
  }
}
