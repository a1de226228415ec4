/// The distance between neighbors in tissue, in µm.
public struct PixelPitch: Codable, Hashable, Sendable {
  /// Between rows, along the light.
  public var axial: Double
  /// Between columns (A-scans).
  public var lateral: Double
  /// Between B-scans.
  public var slices: Double

  /// A pitch in µm.
  public init(axial: Double, lateral: Double, slices: Double) {
    self.axial = axial
    self.lateral = lateral
    self.slices = slices
  }

  /// The Duke volumes: 3.87 µm axial, 11.33 µm lateral, 123 µm between scans.
  ///
  /// Source: Chiu et al. 2015.
  public static let duke = PixelPitch(axial: 3.87, lateral: 11.33, slices: 123)

  /// The area of a pixel in mm².
  public var pixelArea: Double { axial * lateral * 1e-6 }

  /// The pitch after an image of `from` pixels (columns, rows) was resized to `to`.
  public func resized(from: (Int, Int), to: (Int, Int)) -> PixelPitch {
    PixelPitch(
      axial: axial * Double(from.1) / Double(to.1), lateral: lateral * Double(from.0) / Double(to.0),
      slices: slices)
  }
}
