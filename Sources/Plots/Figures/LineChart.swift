/// Curves over a common axis, such as losses over iterations.
///
/// With smoothing every raw line is drawn thin and its moving average bold.
public struct LineChart: Sendable {
  /// The heading, also the figure's accessible name.
  public var title: String
  /// What the figure shows, for those who cannot see it; made from the data when empty.
  public var summary: String
  /// What the axes show, with units.
  public var xLabel: String, yLabel: String
  /// The lines.
  public var series: [Series]
  /// Whether the value axis is logarithmic; values that are not positive are left out then.
  public var isLogarithmic: Bool
  /// The factor of the moving average, 0 for none.
  public var smoothing: Double

  /// A chart.
  public init(
    title: String, summary: String = "", xLabel: String, yLabel: String, series: [Series],
    isLogarithmic: Bool = false, smoothing: Double = 0
  ) {
    self.title = title
    self.summary = summary
    self.xLabel = xLabel
    self.yLabel = yLabel
    self.series = series
    self.isLogarithmic = isLogarithmic
    self.smoothing = smoothing
  }

  /// The chart as an SVG document of 640 × 360 units.
  public var svg: String {
    var drawing = Drawing(
      width: 640, height: 360, title: title, summary: summary.isEmpty ? described : summary)
    let points = series.flatMap(\.points)
    let axes = (x: Axis(points.map(\.x)), y: Axis(points.map(\.y), isLogarithmic: isLogarithmic))
    let frame = Frame(left: 64, top: 52, width: 556, height: 256)
    drawing.text(16, 20, title, bold: true)
    frame.draw(axes, xLabel: xLabel, yLabel: yLabel, in: &drawing)
    for (index, line) in series.enumerated() {
      draw(line, Palette.series(index), axes, frame, &drawing)
    }
    legend(&drawing)
    if !points.contains(where: { $0.y.isFinite }) {
      drawing.text(frame.left + frame.width / 2, frame.top + frame.height / 2, "no data", anchor: .middle)
    }
    return drawing.svg
  }

  private func draw(
    _ line: Series, _ color: Palette.Color, _ axes: (x: Axis, y: Axis), _ frame: Frame,
    _ drawing: inout Drawing
  ) {
    func points(_ line: Series) -> [(x: Double, y: Double)?] { line.points.map { frame.place($0, axes) } }
    if smoothing > 0 {
      drawing.polyline(points(line), color, width: 1, opacity: 0.35)
      drawing.polyline(points(line.smoothed(by: smoothing)), color, width: 2.5)
    } else {
      drawing.polyline(points(line), color, width: 1.75)
    }
    if line.points.count == 1, let point = line.points.first, let place = frame.place(point, axes) {
      drawing.dot(place.x, place.y, radius: 3, color, hint: "\(line.name): \(label(point.y))")
    }
  }

  private func legend(_ drawing: inout Drawing) {
    var x = 64.0
    for (index, line) in series.enumerated() where series.count > 1 {
      drawing.box(x, 33, 14, 4, Palette.series(index))
      drawing.text(x + 19, 39, line.name)
      x += 40 + 6.6 * Double(line.name.count)
    }
  }

  private var described: String {
    let ends = series.map { line in
      let finite = line.points.filter { $0.y.isFinite }
      guard let first = finite.first, let last = finite.last else { return "\(line.name): no data" }
      return "\(line.name): from \(label(first.y)) to \(label(last.y))"
    }
    return "\(yLabel) over \(xLabel). " + ends.joined(separator: "; ")
  }
}
