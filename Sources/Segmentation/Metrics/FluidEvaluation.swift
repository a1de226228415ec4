public import Tensors

/// Fluid Dice counted three ways, slice by slice, with everything needed to show the pooled scores too.
///
/// - Pooled: over all pixels of all slices; large lesions rule.
/// - Subject mean: pooled within a subject, then averaged over the subjects whose labels hold fluid; the headline.
/// - Slice mean: averaged over the slices whose label holds fluid; empty slices are reported as specificity.
public struct FluidEvaluation: Sendable {
  /// One slice's counts.
  public struct Slice: Sendable {
    /// Who was imaged.
    public let subject: String
    /// The slice's pixels.
    public let counts: PixelCounts
    /// Distances, areas and lesions; nil where the pixels' pitch is not known.
    public let shape: SliceShape?
  }

  /// The class that is fluid.
  public let fluid: Int
  /// The slices in the order of adding.
  public private(set) var slices: [Slice] = []
  /// All pixels.
  public private(set) var counts: PixelCounts

  /// No slices yet; by default class 1 of 2 is fluid.
  public init(fluid: Int = 1, classes: Int = 2) {
    precondition((0..<classes).contains(fluid), "class \(fluid) of \(classes)")
    self.fluid = fluid
    counts = PixelCounts(classes: classes)
  }

  /// Adds a slice; traps unless prediction and label have one size.
  ///
  /// With a `pitch` (the default is none) the slice is measured in tissue too; its masks hold 0 and 1 then.
  public mutating func add(prediction: Raster, label: Raster, subject: String, pitch: SlicePitch? = nil) {
    let part = PixelCounts(prediction: prediction, label: label, classes: counts.classes)
    let shape = pitch.map { SliceShape(prediction: prediction, label: label, pitch: $0) }
    slices.append(Slice(subject: subject, counts: part, shape: shape))
    counts += part
  }

  /// MMSegmentation's scores of the pooled pixels.
  public var pooled: IoUMetric { IoUMetric(counts) }

  /// The Dice of all pixels; nil if there is no fluid in labels and predictions.
  public var pooledDice: Double? { counts.dice(fluid) }

  /// The Dice of each subject's pixels, by subject; those whose labels hold no fluid are absent, whatever was
  /// predicted.
  public var subjectDice: [String: Double] {
    var sums: [String: PixelCounts] = [:]
    for slice in slices { sums[slice.subject, default: PixelCounts(classes: counts.classes)] += slice.counts }
    return sums.compactMapValues { $0.labeled[fluid] > 0 ? $0.dice(fluid) : nil }
  }

  /// The mean of `subjectDice` in the order of names; nil without subjects.
  public var subjectMeanDice: Double? {
    mean(subjectDice.sorted { $0.key < $1.key }.map(\.value))
  }

  /// The mean Dice of the slices whose label holds fluid; a slice with none predicted counts 0.
  public var sliceMeanDice: Double? {
    mean(slices.filter { $0.counts.labeled[fluid] > 0 }.compactMap { $0.counts.dice(fluid) })
  }

  /// The share of slices without labeled fluid in which none was predicted; nil without such slices.
  public var emptySliceSpecificity: Double? {
    let empty = slices.filter { $0.counts.labeled[fluid] == 0 }
    return mean(empty.map { $0.counts.predicted[fluid] == 0 ? 1 : 0 })
  }

  /// True if fluid was labeled somewhere and predicted nowhere.
  public var isCollapsed: Bool { counts.labeled[fluid] > 0 && counts.predicted[fluid] == 0 }

  private func mean(_ values: [Double]) -> Double? {
    values.isEmpty ? nil : values.reduce(0, +) / Double(values.count)
  }
}
