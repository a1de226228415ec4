public import Checkpoints
public import Retina
public import Segmentation

/// How a trained net is asked: everything beside its weights that decides its masks.
///
/// Stages write it into a checkpoint's metadata, as texts: `model`, `scale`, `side` and `filter` where frames
/// are squares, `window` and `stride` where windows slide; of a net of Fovea's own recipe `band`, `crop`,
/// `reduction` and `frame`.
public struct TestSettings: Equatable, Sendable {
  /// `recipe`, or a model of the zoo.
  public var model: String
  /// Whole frames or windows.
  public var mode: InferenceMode
  /// How much frames are enlarged before the net sees them.
  public var scale: Double
  /// How scans become frames.
  public var frames: FramePreparation
  /// Rows of the band around the retina, all that the net sees; nil shows it everything.
  public var band: Int?
  /// Rows and columns of the band that are one for the net; none for nets of the zoo.
  public var reduction = Reduction.none
  /// Whether the net sees the white frame around a scan; nets of the zoo do.
  public var seesFrame = true

  /// The name of nets that Fovea's own recipe trained.
  public static let recipe = "recipe"

  /// A net of the zoo on frames of that kind.
  public init(model: String, mode: InferenceMode, scale: Double, frames: FramePreparation) {
    (self.model, self.mode, self.scale, self.frames) = (model, mode, scale, frames)
  }

  /// What a checkpoint's metadata says.
  ///
  /// Values of `given` stand in for those that the file lacks, then those with which `model` was published.
  /// Throws `ExperimentError.file` for a model that is not known and for values that cannot be.
  public init(_ meta: [String: MetaValue], given: [String: String] = [:], path: String) throws {
    let words = CheckpointWords(meta: meta, given: given, path: path)
    model = try words.text("model")
    guard model != Self.recipe else {
      let row = try words.optionalText("row")
      guard row != "without \(RecipeLever.band)" else {
        throw words.refusal("row", expected: "a net that sees the band", found: row ?? "")
      }
      // Files from before there was a reduction saw the full resolution, or half of it without that lever.
      let former = row == "without \(RecipeLever.resolution)" ? 2 : 1
      reduction = try words.reduction() ?? Reduction(rows: former, columns: former)
      seesFrame = try words.seesFrame()
      let (band, crop) = (
        try words.side("band", divisor: 16 * reduction.rows),
        try words.side("crop", divisor: 16 * reduction.columns)
      )
      let window = WindowSize(height: band / reduction.rows, width: crop / reduction.columns)
      mode = .gaussian(
        crop: window, stride: WindowSize(height: window.height / 2, width: window.width / 2))
      (scale, frames, self.band) = (1, .full, band)
      return
    }
    guard let row = Zoo[model] else {
      throw words.refusal(
        "model", expected: "one of \(Zoo.models.map(\.name).joined(separator: ", "))", found: model)
    }
    scale = try words.number("scale", in: 0.1...16) ?? 1
    let filter = try words.filter()
    frames = try words.optionalSide("side").map { .square(side: $0, filter: filter) } ?? .full
    mode = row.inference
    if case .slide(let crop, let stride) = row.inference {
      let window = try words.optionalSide("window", divisor: row.architecture.sizeDivisor) ?? crop.height
      let step = try words.optionalSide("stride") ?? min(stride.height, window)
      guard step <= window else {
        throw words.refusal("stride", expected: "1 to \(window), as wide as a window", found: "\(step)")
      }
      mode = .slide(crop: WindowSize(window), stride: WindowSize(step))
    }
  }

  /// The metadata of a net of the zoo that is asked so.
  public var meta: [String: MetaValue] {
    var texts = ["model": model, "scale": "\(scale)"]
    if case .square(let side, let filter) = frames {
      (texts["side"], texts["filter"]) = ("\(side)", filter.rawValue)
    }
    if case .slide(let crop, let stride) = mode {
      (texts["window"], texts["stride"]) = ("\(crop.height)", "\(stride.height)")
    }
    return texts.mapValues { .string($0) }
  }
}

/// The texts of a checkpoint's metadata, read with errors that name the file and the key.
private struct CheckpointWords {
  let meta: [String: MetaValue]
  let given: [String: String]
  let path: String

  func refusal(_ key: String, expected: String, found: String) -> ExperimentError {
    .file(path: path, expected: "\(key): \(expected)", found: found)
  }

  func optionalText(_ key: String) throws -> String? {
    guard let value = meta[key] else { return given[key] }
    guard let text = value.string else { throw refusal(key, expected: "a text", found: "\(value)") }
    return text
  }

  func text(_ key: String) throws -> String {
    guard let text = try optionalText(key) else { throw refusal(key, expected: "a text", found: "none") }
    return text
  }

  func number(_ key: String, in range: ClosedRange<Double>) throws -> Double? {
    guard let text = try optionalText(key) else { return nil }
    guard let number = Double(text), range.contains(number) else {
      throw refusal(key, expected: "a number of \(range.lowerBound) to \(range.upperBound)", found: text)
    }
    return number
  }

  func optionalSide(_ key: String, divisor: Int = 1) throws -> Int? {
    guard let text = try optionalText(key) else { return nil }
    guard let side = Int(text), (1...8192).contains(side), side.isMultiple(of: divisor) else {
      throw refusal(key, expected: "a multiple of \(divisor) up to 8192", found: text)
    }
    return side
  }

  func side(_ key: String, divisor: Int) throws -> Int {
    guard let side = try optionalSide(key, divisor: divisor) else {
      throw refusal(key, expected: "a multiple of \(divisor)", found: "none")
    }
    return side
  }

  func reduction() throws -> Reduction? {
    guard let text = try optionalText("reduction") else { return nil }
    guard let reduction = Reduction(text) else {
      throw refusal("reduction", expected: "such as 2, or 4x1 for rows and columns", found: text)
    }
    return reduction
  }

  /// Files from before frames were filled saw them.
  func seesFrame() throws -> Bool {
    guard let text = try optionalText("frame") else { return true }
    guard ["seen", "filled"].contains(text) else {
      throw refusal("frame", expected: "seen or filled", found: text)
    }
    return text == "seen"
  }

  func filter() throws -> FramePreparation.Filter {
    guard let text = try optionalText("filter") else { return .bicubic }
    guard let filter = FramePreparation.Filter(rawValue: text) else {
      throw refusal("filter", expected: "bicubic or area", found: text)
    }
    return filter
  }
}
