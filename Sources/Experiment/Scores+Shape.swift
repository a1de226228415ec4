import Segmentation

extension Scores {
  /// The frames that were measured in tissue.
  ///
  /// Images of a folder tell no pitch and are measured by the Duke set's, as all volumes are.
  private var shapes: [SliceShape] { frames.compactMap(\.shape) }

  /// HD95 of the frames where both prediction and label hold fluid: their mean, in µm.
  public var meanHausdorff95: Double? { mean(shapes.compactMap(\.hausdorff95)) }
  /// The median of the same.
  public var medianHausdorff95: Double? { median(shapes.compactMap(\.hausdorff95)) }
  /// ASSD of the frames where both prediction and label hold fluid: their mean, in µm.
  public var meanSurfaceDistance: Double? { mean(shapes.compactMap(\.surfaceDistance)) }
  /// The median of the same.
  public var medianSurfaceDistance: Double? { median(shapes.compactMap(\.surfaceDistance)) }

  /// How many frames have outlines to measure between; every other one with fluid is a miss or an invention.
  public var outlinedFrames: Int { shapes.count { $0.hausdorff95 != nil } }

  /// The fluid's area by frame, predicted minus labeled, in mm²; frames without fluid count.
  public var areaAgreement: BlandAltman? { BlandAltman(differences: shapes.map(\.areaError)) }

  /// The share of labeled lesions that the prediction touches.
  public var lesionRecall: Double? {
    share(shapes.reduce(0) { $0 + $1.found }, of: shapes.reduce(0) { $0 + $1.lesions })
  }

  /// The share of predicted lesions that the label touches.
  public var lesionPrecision: Double? {
    share(shapes.reduce(0) { $0 + $1.right }, of: shapes.reduce(0) { $0 + $1.predictedLesions })
  }

  /// The harmonic mean of both; 0 where lesions were labeled and none was touched.
  public var lesionF1: Double? {
    guard let recall = lesionRecall else { return nil }
    guard let precision = lesionPrecision, recall + precision > 0 else { return 0 }
    return 2 * recall * precision / (recall + precision)
  }

  private func share(_ part: Int, of whole: Int) -> Double? {
    whole == 0 ? nil : Double(part) / Double(whole)
  }

  private func mean(_ values: [Double]) -> Double? {
    values.isEmpty ? nil : values.reduce(0, +) / Double(values.count)
  }

  private func median(_ values: [Double]) -> Double? {
    guard !values.isEmpty else { return nil }
    let sorted = values.sorted()
    return (sorted[(sorted.count - 1) / 2] + sorted[sorted.count / 2]) / 2
  }
}
