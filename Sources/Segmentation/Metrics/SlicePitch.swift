/// The distance between neighboring pixels of a slice in tissue, in µm.
public struct SlicePitch: Sendable, Hashable, Codable {
  /// Between rows.
  public let axial: Double
  /// Between columns.
  public let lateral: Double

  /// A pitch in µm; traps unless both are positive.
  public init(axial: Double, lateral: Double) {
    precondition(axial > 0 && lateral > 0, "a pitch of \(axial) × \(lateral) µm")
    self.axial = axial
    self.lateral = lateral
  }

  /// The area of a pixel in mm².
  public var pixelArea: Double { axial * lateral * 1e-6 }
}
