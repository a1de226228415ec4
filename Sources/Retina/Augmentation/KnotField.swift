import Tensors

/// Random values of −1 to 1 on a small grid, blended smoothly in between.
struct KnotField {
  private let columns: Int
  private let knots: [Float]

  /// A field for places from 0 to columns − 1 and rows − 1; both are at least 2.
  init(columns: Int, rows: Int, random: inout RandomSequence) {
    self.columns = columns
    knots = (0..<columns * rows).map { _ in random.uniform(-1, 1) }
  }

  /// The value at a place, in units of the grid.
  func callAsFunction(_ u: Float, _ v: Float) -> Float {
    let (i, j) = (Int(u), Int(v))
    let (s, t) = (Self.ease(u - Float(i)), Self.ease(v - Float(j)))
    let at = j * columns + i
    let upper = knots[at] + (knots[at + 1] - knots[at]) * s
    let lower = knots[at + columns] + (knots[at + columns + 1] - knots[at + columns]) * s
    return upper + (lower - upper) * t
  }

  private static func ease(_ t: Float) -> Float { t * t * (3 - 2 * t) }
}
