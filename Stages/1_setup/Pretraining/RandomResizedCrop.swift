import Retina
import Tensors

/// A square part of a randomly resized image, as MMSegmentation's `RandomResize` and `RandomCrop` take it.
///
/// Only the part is resized, not the whole image. Where it would reach beyond the image, it is the largest
/// square that the image holds.
struct RandomResizedCrop: Augmentation {
  /// Columns and rows of the result, in pixels.
  let side: Int
  /// By how much the image is resized, above 1 enlarges; its logarithm is uniform.
  let scale: ClosedRange<Float>

  /// The part, bilinear, with the labels of the nearest pixels.
  func callAsFunction(_ sample: LabeledImage, _ random: inout RandomSequence) -> LabeledImage {
    let ratio = Double(scale.upperBound / scale.lowerBound)
    let factor = Double(scale.lowerBound) * realPower(ratio, Double(random.uniform()))
    let part = min(max(1, Int((Double(side) / factor).rounded())), sample.width, sample.height)
    let crop = RandomCrop(width: part, height: part)(sample, &random)
    return LabeledImage(
      image: crop.image.openCVBilinear(width: side, height: side),
      labels: crop.labels.openCVNearest(width: side, height: side))
  }
}
