/// Named values as horizontal bars, with single observations and an interval where there are any.
public struct BarChart: Sendable {
  /// One row of the chart.
  public struct Row: Equatable, Sendable {
    /// What stands at the left.
    public let name: String
    /// The bar's length; what is not finite is shown as "undefined".
    public let value: Double
    /// A confidence interval, drawn as a line.
    public let interval: ClosedRange<Double>?
    /// Single observations, such as one for each subject, drawn as dots.
    public let observations: [Double]

    /// A row.
    public init(
      _ name: String, _ value: Double, interval: ClosedRange<Double>? = nil, observations: [Double] = []
    ) {
      self.name = name
      self.value = value
      self.interval = interval
      self.observations = observations
    }
  }

  /// The heading, also the figure's accessible name.
  public var title: String
  /// What the figure shows, for those who cannot see it; made from the data when empty.
  public var summary: String
  /// What the bars measure, with its unit.
  public var valueLabel: String
  /// The rows from top to bottom.
  public var rows: [Row]
  /// Values to compare with, drawn as dashed lines across all rows.
  public var references: [(name: String, value: Double)]

  /// A chart.
  public init(
    title: String, summary: String = "", valueLabel: String, rows: [Row],
    references: [(name: String, value: Double)] = []
  ) {
    self.title = title
    self.summary = summary
    self.valueLabel = valueLabel
    self.rows = rows
    self.references = references
  }

  private static let rowHeight = 24.0

  /// The chart as an SVG document 640 units wide; its height follows the number of rows.
  public var svg: String {
    let left = 24 + 6.8 * Double(min(rows.map(\.name.count).max() ?? 0, 40))
    let height = Self.rowHeight * Double(max(rows.count, 1))
    let frame = Frame(left: left, top: 48, width: 570 - left, height: height)
    var drawing = Drawing(
      width: 640, height: height + 100, title: title, summary: summary.isEmpty ? described : summary)
    let values = rows.flatMap {
      [$0.value] + $0.observations + ($0.interval.map { [$0.lowerBound, $0.upperBound] } ?? [])
    }
    let axis = Axis(values + references.map(\.value), containsZero: true)
    drawing.text(16, 20, title, bold: true)
    scale(axis, frame, &drawing)
    for (index, row) in rows.enumerated() { draw(row, index, axis, frame, &drawing) }
    for reference in references {
      guard let place = axis.place(reference.value) else { continue }
      let x = frame.left + place * frame.width
      drawing.line(x, frame.top - 4, x, frame.top + frame.height, Palette.ink, dash: "4 3")
      drawing.text(x, frame.top - 8, "\(reference.name) \(label(reference.value))", anchor: .middle)
    }
    return drawing.svg
  }

  private func scale(_ axis: Axis, _ frame: Frame, _ drawing: inout Drawing) {
    let bottom = frame.top + frame.height
    for tick in axis.ticks {
      guard let place = axis.place(tick) else { continue }
      let x = frame.left + place * frame.width
      drawing.line(x, frame.top, x, bottom, Palette.grid, opacity: 0.3)
      drawing.text(x, bottom + 16, label(tick), anchor: .middle)
    }
    drawing.text(frame.left + frame.width / 2, bottom + 36, valueLabel, anchor: .middle)
  }

  private func draw(_ row: Row, _ index: Int, _ axis: Axis, _ frame: Frame, _ drawing: inout Drawing) {
    let middle = frame.top + (Double(index) + 0.5) * Self.rowHeight
    func x(_ value: Double) -> Double? { axis.place(value).map { frame.left + $0 * frame.width } }
    let name = row.name.count > 40 ? row.name.prefix(39) + "…" : row.name[...]
    drawing.text(frame.left - 8, middle + 4, String(name), anchor: .end)
    guard let end = x(row.value), let zero = x(0) else {
      return drawing.text(frame.left + 6, middle + 4, "undefined")
    }
    let hint = "\(row.name): \(label(row.value))"
    drawing.box(
      min(zero, end), middle - 7, abs(end - zero), 14, Palette.series(0),
      opacity: row.observations.isEmpty ? 0.85 : 0.45,
      hint: hint)
    for observation in row.observations {
      guard let place = x(observation) else { continue }
      drawing.dot(place, middle, radius: 2.5, Palette.series(5), hint: "\(row.name): \(label(observation))")
    }
    if let interval = row.interval, let low = x(interval.lowerBound), let high = x(interval.upperBound) {
      drawing.line(low, middle, high, middle, Palette.ink)
      for edge in [low, high] { drawing.line(edge, middle - 4, edge, middle + 4, Palette.ink) }
    }
    drawing.text(578, middle + 4, label(row.value))
  }

  private var described: String {
    "\(valueLabel). " + rows.map { "\($0.name): \(label($0.value))" }.joined(separator: "; ")
  }
}
