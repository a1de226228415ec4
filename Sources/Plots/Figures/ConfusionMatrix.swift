/// Counts of pixels by true and by predicted class.
public struct ConfusionMatrix: Sendable {
  /// The heading, also the figure's accessible name.
  public var title: String
  /// The classes' names.
  public var classes: [String]
  /// `counts[t][p]`: pixels of true class t that were taken for class p.
  public var counts: [[Int]]

  /// A matrix; traps unless it is square and has a name for each class.
  public init(title: String, classes: [String], counts: [[Int]]) {
    precondition(
      counts.count == classes.count && counts.allSatisfy { $0.count == classes.count },
      "\(classes.count) classes with counts of \(counts.map(\.count))")
    self.title = title
    self.classes = classes
    self.counts = counts
  }

  /// The matrix as an SVG document; a cell's shade is its share of the true class.
  public var svg: String {
    let (cell, left, top) = (96.0, 120.0, 76.0)
    let size = cell * Double(classes.count)
    var drawing = Drawing(width: left + size + 24, height: top + size + 24, title: title, summary: described)
    drawing.text(16, 20, title, bold: true)
    drawing.text(left + size / 2, 46, "predicted", anchor: .middle)
    drawing.text(14, top + size / 2, "true", anchor: .middle, turned: true)
    for (row, name) in classes.enumerated() {
      let middle = top + (Double(row) + 0.5) * cell
      drawing.text(left - 8, middle + 4, name, anchor: .end)
      drawing.text(left + (Double(row) + 0.5) * cell, top - 8, name, anchor: .middle)
      let sum = counts[row].reduce(0, +)
      for (column, count) in counts[row].enumerated() {
        let share = sum > 0 ? Double(count) / Double(sum) : 0
        let x = left + Double(column) * cell
        drawing.box(
          x + 1, middle - cell / 2 + 1, cell - 2, cell - 2, Palette.series(row == column ? 2 : 5),
          opacity: 0.08 + 0.6 * share)
        drawing.text(
          x + cell / 2, middle, sum > 0 ? "\(decimal(share * 100, 2)) %" : "undefined", anchor: .middle)
        drawing.text(x + cell / 2, middle + 18, "\(count)", anchor: .middle)
      }
    }
    return drawing.svg
  }

  private var described: String {
    classes.indices.flatMap { t in
      classes.indices.map { p in "true \(classes[t]), predicted \(classes[p]): \(counts[t][p])" }
    }.joined(separator: "; ")
  }
}
