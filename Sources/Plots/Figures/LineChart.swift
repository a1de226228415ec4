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
  /// A quantity of its own scale in a strip below, such as the learning rate; nil for none.
  public var strip: Series?
  /// Places worth a word, drawn as dashed lines: where a run went on, which checkpoint was kept.
  public var marks: [(name: String, x: Double)] = []

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

  private static let stripHeight = 44.0

  /// The chart as an SVG document of 640 × 360 units, a strip makes it higher.
  public var svg: String {
    let height = 360 + (strip == nil ? 0 : Self.stripHeight + 28)
    var drawing = Drawing(
      width: 640, height: height, title: title, summary: summary.isEmpty ? described : summary)
    let points = series.flatMap(\.points)
    let axes = (
      x: Axis(points.map(\.x), isTight: true), y: Axis(points.map(\.y), isLogarithmic: isLogarithmic)
    )
    let frame = Frame(left: 64, top: 52, width: 556, height: 256)
    drawing.text(16, 20, title, bold: true)
    frame.draw(axes, xLabel: xLabel, yLabel: yLabel, in: &drawing)
    for mark in marks { draw(mark, axes.x, frame, &drawing) }
    for (index, line) in series.enumerated() {
      draw(line, Palette.series(index), axes, frame, &drawing)
    }
    legend(&drawing)
    if !points.contains(where: { $0.y.isFinite }) {
      drawing.text(frame.left + frame.width / 2, frame.top + frame.height / 2, "no data", anchor: .middle)
    }
    hints(axes, frame, &drawing)
    if let strip { draw(strip, axes.x, frame, &drawing) }
    return drawing.svg
  }

  private func draw(
    _ mark: (name: String, x: Double), _ axis: Axis, _ frame: Frame, _ drawing: inout Drawing
  ) {
    guard let place = axis.place(mark.x) else { return }
    let x = frame.left + place * frame.width
    drawing.line(x, frame.top, x, frame.top + frame.height, Palette.ink, dash: "4 3")
    let isRight = place > 0.5
    drawing.text(x + (isRight ? -5 : 5), frame.top + 10, mark.name, anchor: isRight ? .end : .start)
  }

  private func draw(_ strip: Series, _ axis: Axis, _ frame: Frame, _ drawing: inout Drawing) {
    let values = Axis(strip.points.map(\.y), containsZero: true)
    let below = Frame(
      left: frame.left, top: frame.top + frame.height + 54, width: frame.width, height: Self.stripHeight)
    let bottom = below.top + below.height
    drawing.line(below.left, bottom, below.left + below.width, bottom, Palette.ink)
    for value in [values.low, values.high] {
      let y = bottom - (values.place(value) ?? 0) * below.height
      drawing.text(below.left - 6, y + 4, label(value), anchor: .end)
    }
    drawing.polyline(strip.points.map { below.place($0, (axis, values)) }, Palette.series(5), width: 1.75)
    drawing.text(below.left + below.width - 4, below.top - 4, strip.name, anchor: .end)
  }

  /// The exact values of at most sixty places, told when they are pointed at.
  private func hints(_ axes: (x: Axis, y: Axis), _ frame: Frame, _ drawing: inout Drawing) {
    let longest = series.max { $0.points.count < $1.points.count }?.points ?? []
    guard longest.count > 1 else { return }
    let step = (longest.count + 59) / 60
    for start in stride(from: 0, to: longest.count, by: step) {
      let end = min(start + step, longest.count - 1)
      guard let left = axes.x.place(longest[start].x), let right = axes.x.place(longest[end].x), right > left
      else { continue }
      let values = series.compactMap { line in
        line.points.indices.contains(start) ? "\(line.name) \(label(line.points[start].y))" : nil
      }
      drawing.hover(
        frame.left + left * frame.width, frame.top, (right - left) * frame.width, frame.height,
        hint: "\(xLabel) \(label(longest[start].x)): \(values.joined(separator: ", "))")
    }
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
