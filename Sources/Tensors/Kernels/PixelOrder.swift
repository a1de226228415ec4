/// The pixels of an image in the order in which a product takes them as its rows: those of one phase (every
/// `step`-th row and column), in strips of columns, each strip row by row.
struct PixelOrder {
  /// Where a pixel stands.
  struct Place {
    let sample: Int
    let y: Int
    let x: Int
  }

  let samples: Int
  let phaseY: Int
  let phaseX: Int
  let step: Int
  /// The columns of a strip, counted within the phase.
  let strip: Int
  private let height: Int
  private let width: Int

  init(_ shape: Shape, phaseY: Int = 0, phaseX: Int = 0, step: Int = 1, strip: Int = .max) {
    samples = shape.samples
    self.phaseY = phaseY
    self.phaseX = phaseX
    self.step = step
    height = (shape.height - phaseY + step - 1) / step
    width = (shape.width - phaseX + step - 1) / step
    self.strip = max(1, min(strip, width))
  }

  /// The number of pixels.
  var count: Int { samples * height * width }

  /// The pixels of a range of the order.
  func places(_ range: Range<Int>) -> [Place] {
    guard let begin = range.first else { return [] }
    var (sample, rest) = begin.quotientAndRemainder(dividingBy: height * width)
    var first = rest / (strip * height) * strip
    var columns = min(strip, width - first)
    var (row, column) = (rest - first * height).quotientAndRemainder(dividingBy: columns)
    return range.map { _ in
      defer {
        column += 1
        if column == columns { (column, row) = (0, row + 1) }
        if row == height {
          (row, first) = (0, first + strip)
          if first >= width { (first, sample) = (0, sample + 1) }
          columns = min(strip, width - first)
        }
      }
      return Place(sample: sample, y: phaseY + row * step, x: phaseX + (first + column) * step)
    }
  }
}
