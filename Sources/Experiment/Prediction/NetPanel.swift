import NN
import Retina
import Segmentation
public import Tensors

/// One trained net, or several that answer as one: fluid where the mean of their probabilities says so.
public struct NetPanel {
  /// What the panel says of a scan; all of one size.
  public struct Answer: Sendable {
    /// The frame in which fluid was looked for: the scan, or the square that was made of it.
    public let frame: Raster
    /// 0 and 1.
    public let mask: Raster
    /// The probability of fluid: 0 is none, 255 is certain.
    public let probability: Raster
  }

  /// The nets.
  public let nets: [TrainedNet]
  /// How they are asked.
  public var settings: TestSettings { nets[0].settings }
  private let mirrors: Bool
  private let isScanSize: Bool
  private let pool: WorkerPool

  /// A panel of nets that are asked alike.
  ///
  /// With `mirrors` every net sees each scan mirrored too. With `isScanSize` answers have the scan's size even
  /// where nets see squares; by default they have the squares', as in stages 4 to 6. Throws
  /// `ExperimentError.file` for a net that is asked otherwise than the first. Traps without a net.
  public init(
    _ nets: [TrainedNet], mirrors: Bool = false, isScanSize: Bool = false, pool: WorkerPool
  ) throws {
    precondition(!nets.isEmpty, "a panel without nets")
    for net in nets.dropFirst() {
      let (own, first) = (net.settings, nets[0].settings)
      guard own.scale == first.scale, own.frames == first.frames, own.band == first.band,
        own.reduction == first.reduction, own.seesFrame == first.seesFrame
      else {
        throw ExperimentError.file(
          path: net.path, expected: "a net that sees what \(nets[0].path) sees (\(first.words))",
          found: own.words)
      }
    }
    self.nets = nets
    self.mirrors = mirrors
    self.isScanSize = isScanSize
    self.pool = pool
  }

  /// The fluid of a gray scan; `name` names it in errors.
  ///
  /// Throws `ExperimentError.prediction` for NaN and infinity, and `ExperimentError.parameter` where the
  /// enlarged frame becomes too large.
  public func answer(_ scan: Raster, name: String) throws -> Answer {
    if let band = settings.band { return try answer(scan, name: name, band: band) }
    let frame = settings.frames.image(scan)
    let shown = isScanSize ? scan : frame
    let seen = try frame.enlarged(by: settings.scale)
    let scores: Tensor
    let probabilities: Tensor
    if predictors.count == 1 && !mirrors {
      // Stages 4 and 5 take the larger logit, whatever softmax rounds.
      scores = predictors[0].logits(seen, height: shown.height, width: shown.width)
      probabilities = softmax(Variable(scores), Pass(pool: pool)).value
    } else {
      scores = Ensemble(predictors, mirrors: mirrors)
        .probabilities(seen, height: shown.height, width: shown.width)
      probabilities = scores
    }
    guard scores.nchw.allSatisfy(\.isFinite) else {
      throw ExperimentError.prediction(model: settings.model, frame: name)
    }
    return Answer(
      frame: shown, mask: Predictor.argmax(scores), probability: Self.fluid(probabilities))
  }

  private func answer(_ scan: Raster, name: String, band: Int) throws -> Answer {
    let predictor = RecipePredictor(
      ensemble: Ensemble(predictors, mirrors: mirrors), band: band, reduction: settings.reduction,
      seesFrame: settings.seesFrame)
    let (rows, shares) = try predictor.probabilities(scan, name: name)
    return Answer(
      frame: scan, mask: rows.placed(Predictor.argmax(shares), height: scan.height),
      probability: rows.placed(Self.fluid(shares), height: scan.height))
  }

  private var predictors: [Predictor] {
    nets.map { Predictor(net: $0.net, mode: $0.settings.mode, pool: pool) }
  }

  /// The second class of 1 × height × width × 2 shares, rounded to 8 bits.
  private static func fluid(_ shares: Tensor) -> Raster {
    var map = Raster(width: shares.shape.width, height: shares.shape.height)
    for pixel in map.pixels.indices {
      let share = shares.pointer[pixel * shares.shape.stride + 1]
      map.pixels[pixel] = UInt8((min(max(share, 0), 1) * 255).rounded())
    }
    return map
  }
}

extension TestSettings {
  /// What a net sees, in words.
  public var words: String {
    "frames \(frames)" + (scale == 1 ? "" : ", enlarged \(scale) times")
      + (band.map { ", \($0) rows around the retina" } ?? "")
      + (reduction == .none ? "" : ", reduced \(reduction) times")
      + (band == nil || seesFrame ? "" : ", without white frames")
  }
}
