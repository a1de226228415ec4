/// Single observations in rows, such as the Dice of every scan by subject; each can lead to its picture.
public struct StripChart: Sendable {
  /// One observation.
  public struct Point: Equatable, Sendable {
    /// What it is, such as a scan's name.
    public let name: String
    /// Its value; what is not finite is counted and not drawn.
    public let value: Double
    /// Where it leads, such as `#scan:Subject_01_030`; nil for nowhere.
    public let link: String?

    /// An observation.
    public init(_ name: String, _ value: Double, link: String? = nil) {
      self.name = name
      self.value = value
      self.link = link
    }
  }

  /// One row of the chart.
  public struct Row: Equatable, Sendable {
    /// What stands at the left.
    public let name: String
    /// The observations.
    public let points: [Point]
    /// Where a line stands across the row, such as their mean; nil for none.
    public let mark: Double?

    /// A row; by default no line stands across it.
    public init(_ name: String, _ points: [Point], mark: Double? = nil) {
      self.name = name
      self.points = points
      self.mark = mark
    }
  }

  /// The heading, also the figure's accessible name.
  public var title: String
  /// What is measured, with its unit.
  public var valueLabel: String
  /// What it means when a point has no value, such as "without fluid".
  public var undefinedLabel: String
  /// The rows from top to bottom.
  public var rows: [Row]
  /// The values at both ends.
  public var range: ClosedRange<Double>

  /// A chart.
  public init(
    title: String, valueLabel: String, undefinedLabel: String, rows: [Row], range: ClosedRange<Double>
  ) {
    self.title = title
    self.valueLabel = valueLabel
    self.undefinedLabel = undefinedLabel
    self.rows = rows
    self.range = range
  }

  private static let rowHeight = 36.0
  private static let radius = 5.0

  /// The chart as an SVG document 640 units wide; its height follows the number of rows.
  public var svg: String {
    let left = 28 + 6.8 * Double(min(rows.map(\.name.count).max() ?? 0, 40))
    let height = Self.rowHeight * Double(max(rows.count, 1))
    let frame = Frame(left: left, top: 40, width: 520 - left, height: height)
    var drawing = Drawing(width: 640, height: height + 92, title: title, summary: described)
    let axis = Axis([range.lowerBound, range.upperBound])
    drawing.text(16, 20, title, bold: true)
    for tick in axis.ticks {
      guard let place = axis.place(tick) else { continue }
      let x = frame.left + place * frame.width
      drawing.line(x, frame.top, x, frame.top + height, Palette.grid, opacity: 0.3)
      drawing.text(x, frame.top + height + 16, label(tick), anchor: .middle)
    }
    drawing.text(frame.left + frame.width / 2, frame.top + height + 36, valueLabel, anchor: .middle)
    for (index, row) in rows.enumerated() { draw(row, index, axis, frame, &drawing) }
    return drawing.svg
  }

  private func draw(_ row: Row, _ index: Int, _ axis: Axis, _ frame: Frame, _ drawing: inout Drawing) {
    let middle = frame.top + (Double(index) + 0.5) * Self.rowHeight
    drawing.line(frame.left, middle, frame.left + frame.width, middle, Palette.grid, opacity: 0.5)
    drawing.text(frame.left - 10, middle + 4, String(row.name.prefix(40)), anchor: .end)
    let drawn = row.points.filter { $0.value.isFinite }.sorted { ($0.value, $0.name) < ($1.value, $1.name) }
    if let place = row.mark.flatMap(axis.place) {
      let x = frame.left + place * frame.width
      drawing.line(x, middle - 13, x, middle + 13, Palette.ink)
    }
    // Neighbors that would cover each other step aside, up and down in turns.
    var lanes: [Double] = []
    for point in drawn {
      let x = frame.left + (axis.place(point.value) ?? 0) * frame.width
      let lane = lanes.firstIndex { x - $0 >= 2 * Self.radius } ?? min(lanes.count, 2)
      if lane == lanes.count { lanes.append(x) } else { lanes[lane] = x }
      drawing.dot(
        x, middle + [0, -8, 8][lane], radius: Self.radius, Palette.series(0),
        hint: "\(point.name): \(label(point.value))", link: point.link)
    }
    let missing = row.points.count - drawn.count
    if missing > 0 { drawing.text(frame.left + frame.width + 12, middle + 4, "\(missing) \(undefinedLabel)") }
  }

  private var described: String {
    "\(valueLabel). "
      + rows.map { row in
        let values = row.points.map(\.value).filter(\.isFinite).sorted()
        guard let low = values.first, let high = values.last else { return "\(row.name): undefined" }
        return "\(row.name): \(values.count) from \(label(low)) to \(label(high))"
      }.joined(separator: "; ")
  }
}
