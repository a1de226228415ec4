/// The rectangle in which a chart's data are drawn.
struct Frame {
  let left: Double
  let top: Double
  let width: Double
  let height: Double

  /// Where a point lies in the drawing; nil for what cannot be drawn.
  func place(_ point: Series.Point, _ axes: (x: Axis, y: Axis)) -> (x: Double, y: Double)? {
    guard let x = axes.x.place(point.x), let y = axes.y.place(point.y) else { return nil }
    return (left + x * width, top + (1 - y) * height)
  }

  /// Grid lines, tick labels and the names of both axes.
  func draw(_ axes: (x: Axis, y: Axis), xLabel: String, yLabel: String, in drawing: inout Drawing) {
    let bottom = top + height
    for tick in axes.y.ticks {
      guard let place = axes.y.place(tick) else { continue }
      let y = bottom - place * height
      drawing.line(left, y, left + width, y, Palette.grid, opacity: 0.3)
      drawing.text(left - 6, y + 4, label(tick), anchor: .end)
    }
    for tick in axes.x.ticks {
      guard let place = axes.x.place(tick) else { continue }
      let x = left + place * width
      drawing.line(x, bottom, x, bottom + 4, Palette.ink)
      drawing.text(x, bottom + 17, label(tick), anchor: .middle)
    }
    drawing.line(left, bottom, left + width, bottom, Palette.ink)
    drawing.text(left + width / 2, bottom + 36, xLabel, anchor: .middle)
    drawing.text(14, top + height / 2, yLabel, anchor: .middle, turned: true)
  }
}
