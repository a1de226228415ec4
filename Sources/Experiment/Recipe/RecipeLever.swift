/// What can be left out of the recipe, one at a time, to see what it brings.
public enum RecipeLever: String, CaseIterable, Sendable, Codable {
  /// The whole scan instead of the retina's band.
  case band
  /// The white frame that registration leaves around a scan, instead of the scan's median in its place.
  case frame
  /// The full resolution instead of the reduced one, in crops of the same area and fewer of them; without a
  /// reduction, half of it.
  case resolution
  /// Crops at random instead of every third one on fluid; the same where crops are as wide as the scans.
  case oversampling
  /// The masks of grader 1 alone.
  case graders
  /// No exchange of left and right.
  case flip
  /// No turning and scaling.
  case scale
  /// No elastic deformation.
  case elastic
  /// No shifted columns.
  case shift
  /// No change of gray values.
  case gamma
  /// Cross entropy alone instead of Dice and cross entropy.
  case dice
  /// No losses of coarser feature maps.
  case supervision
  /// The last weights instead of their moving average.
  case average
  /// A constant learning rate instead of a cosine to zero.
  case cosine
}
