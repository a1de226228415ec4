public import Tensors

/// Pixels of every class: predicted, labeled, and both; summed over any number of images.
///
/// MMSegmentation keeps these sums in Float32, which is exact up to 2²⁴ (the 22 images of the original hold
/// 1.4 million pixels); here they are integers. Source: mmseg/evaluation/metrics/iou_metric.py,
/// `intersect_and_union`.
public struct PixelCounts: Sendable, Hashable, Codable {
  /// Pixels predicted and labeled as the class.
  public private(set) var intersection: [Int]
  /// Pixels predicted as the class where the label is not "ignore".
  public private(set) var predicted: [Int]
  /// Pixels labeled as the class.
  public private(set) var labeled: [Int]

  /// No pixels yet.
  public init(classes: Int) {
    intersection = [Int](repeating: 0, count: classes)
    predicted = intersection
    labeled = intersection
  }

  /// Counts from a confusion matrix, `confusion[label][prediction]`.
  public init(confusion: [[Int]]) {
    self.init(classes: confusion.count)
    for (label, row) in confusion.enumerated() {
      precondition(row.count == confusion.count, "\(row.count) predictions of \(confusion.count) classes")
      for (prediction, count) in row.enumerated() {
        labeled[label] += count
        predicted[prediction] += count
        if label == prediction { intersection[label] += count }
      }
    }
  }

  /// Counts one image; pixels labeled `ignored` (the default is 255) count nowhere.
  ///
  /// Traps unless both maps have one size and one channel. Other values outside the classes are left out of
  /// their map's count only, as the peer's histogram does.
  public init(prediction: Raster, label: Raster, classes: Int, ignored: UInt8 = 255) {
    precondition(
      prediction.width == label.width && prediction.height == label.height && prediction.channels == 1
        && label.channels == 1,
      "a prediction of \(prediction.width)×\(prediction.height) for a label of \(label.width)×\(label.height)"
    )
    self.init(classes: classes)
    for (found, truth) in zip(prediction.pixels, label.pixels) where truth != ignored {
      if found < classes { predicted[Int(found)] += 1 }
      if truth < classes { labeled[Int(truth)] += 1 }
      if found == truth && truth < classes { intersection[Int(truth)] += 1 }
    }
  }

  /// The number of classes.
  public var classes: Int { labeled.count }

  /// Pixels predicted or labeled as the class.
  public func union(_ index: Int) -> Int { predicted[index] + labeled[index] - intersection[index] }

  /// Adds the counts of other images.
  public static func += (sum: inout PixelCounts, part: PixelCounts) {
    precondition(sum.classes == part.classes, "counts of \(sum.classes) and \(part.classes) classes")
    for index in 0..<sum.classes {
      sum.intersection[index] += part.intersection[index]
      sum.predicted[index] += part.predicted[index]
      sum.labeled[index] += part.labeled[index]
    }
  }

  /// The Dice coefficient 2·TP / (predicted + labeled) of a class; nil if it is neither predicted nor
  /// labeled.
  public func dice(_ index: Int) -> Double? {
    ratio(2 * Double(intersection[index]), Double(predicted[index] + labeled[index]))
  }
}

/// a / b, or nil where that is 0/0.
func ratio(_ a: Double, _ b: Double) -> Double? {
  b == 0 ? nil : a / b
}
