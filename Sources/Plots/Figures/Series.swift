/// A named line of a chart.
public struct Series: Equatable, Sendable {
  /// A place on the line; what is not finite interrupts it.
  public struct Point: Equatable, Sendable {
    /// Along the chart.
    public let x: Double
    /// The value.
    public let y: Double

    /// A point.
    public init(x: Double, y: Double) {
      self.x = x
      self.y = y
    }
  }

  /// What the legend says.
  public let name: String
  /// The points from left to right.
  public let points: [Point]

  /// A line through points.
  public init(_ name: String, _ points: [Point]) {
    self.name = name
    self.points = points
  }

  /// A line through values at 1, 2, 3 and so on.
  public init(_ name: String, values: [Double]) {
    self.init(name, values.enumerated().map { Point(x: Double($0.offset + 1), y: $0.element) })
  }

  /// The line's exponential moving average, corrected for its start; values that are not finite are left
  /// out of it and interrupt it.
  public func smoothed(by factor: Double) -> Series {
    precondition((0..<1).contains(factor), "smoothing by \(factor) is not in 0 ..< 1")
    var (average, weight) = (0.0, 0.0)
    return Series(
      name,
      points.map { point in
        guard point.y.isFinite else { return point }
        average = factor * average + (1 - factor) * point.y
        weight = factor * weight + (1 - factor)
        return Point(x: point.x, y: average / weight)
      })
  }
}
