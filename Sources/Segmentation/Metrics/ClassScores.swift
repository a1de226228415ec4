/// The scores of one class as fractions; nil is undefined (0/0), which MMSegmentation shows as NaN.
public struct ClassScores: Sendable, Hashable, Codable {
  /// Intersection over union.
  public let iou: Double?
  /// Pixels found of those labeled; the same number as recall.
  public let accuracy: Double?
  /// 2·TP / (predicted + labeled): 0 for a class that was labeled and never predicted.
  public let dice: Double?
  /// F-score of precision and recall: undefined, not 0, when both are 0 or one is undefined.
  public let fscore: Double?
  /// Pixels right of those predicted.
  public let precision: Double?
  /// Pixels found of those labeled.
  public let recall: Double?

  init(_ counts: PixelCounts, _ index: Int, beta: Double) {
    let hits = Double(counts.intersection[index])
    iou = ratio(hits, Double(counts.union(index)))
    accuracy = ratio(hits, Double(counts.labeled[index]))
    dice = counts.dice(index)
    precision = ratio(hits, Double(counts.predicted[index]))
    recall = accuracy
    if let precision, let recall {
      fscore = ratio((1 + beta * beta) * precision * recall, beta * beta * precision + recall)
    } else {
      fscore = nil
    }
  }
}
