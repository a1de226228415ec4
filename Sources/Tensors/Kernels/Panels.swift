/// A matrix of K rows and N columns in panels of 16 columns, a last one of 8 if need be, each panel k by k.
///
/// N is a whole number of lanes, so it is also the channel stride of the product.
struct Panels {
  let rows: Int
  let columns: Int
  let buffer: Buffer

  /// Creates panels of zeros.
  init(rows: Int, columns: Int) {
    self.rows = rows
    self.columns = columns
    buffer = Buffer(rows * columns)
  }

  /// Creates panels whose values the caller must write.
  init(uninitializedRows rows: Int, columns: Int) {
    self.rows = rows
    self.columns = columns
    buffer = Buffer(uninitialized: rows * columns)
  }

  /// The number of panels.
  var count: Int { (columns + 15) / 16 }

  /// The width of a panel.
  func width(_ panel: Int) -> Int { min(16, columns - 16 * panel) }

  /// The place of element (k, column 0 of the panel).
  func start(_ panel: Int, k: Int) -> UnsafeMutablePointer<Float> {
    buffer.pointer + panel * 16 * rows + k * width(panel)
  }

  /// The place of element (k, column).
  @inline(__always) func index(_ k: Int, _ column: Int) -> Int {
    let panel = column >> 4
    return panel * 16 * rows + k * min(16, columns - 16 * panel) + (column & 15)
  }
}
