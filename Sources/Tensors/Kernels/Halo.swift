/// A copy of the part of a sample that a block of output rows looks at, with zeros where it looks outside.
///
/// The copy has no padding between pixels: pixel (y, x) begins at (y · width + x) · channels.
struct Halo {
  let source: Tensor
  let window: Window
  let output: Shape
  /// The channels that are copied.
  let channels: Range<Int>

  init(source: Tensor, window: Window, output: Shape, channels: Range<Int>? = nil) {
    self.source = source
    self.window = window
    self.output = output
    self.channels = channels ?? 0..<source.shape.channels
  }

  /// The columns of the copy.
  var width: Int { window.columns(under: output.width) }

  /// The floats under `rows` output rows, and some to spare for kernels that read whole tiles.
  func count(rows: Int) -> Int { window.rows(under: rows) * width * channels.count + 16 }

  /// Fills `target` with what output rows `rows` of a sample look at.
  func fill(_ target: UnsafeMutablePointer<Float>, sample: Int, rows: Range<Int>) {
    let length = width * channels.count
    for row in 0..<window.rows(under: rows.count) {
      let place = rows.lowerBound * window.step - window.rowPadding + row
      let line = target + row * length
      if place >= 0, place % window.spread == 0, place / window.spread < source.shape.height {
        fillLine(line, source.pointer + source.index(sample, place / window.spread, 0, channels.lowerBound))
      } else {
        line.update(repeating: 0, count: length)
      }
    }
    (target + window.rows(under: rows.count) * length).update(repeating: 0, count: 16)
  }

  private func fillLine(_ line: UnsafeMutablePointer<Float>, _ pixels: UnsafeMutablePointer<Float>) {
    let (size, stride) = (channels.count, source.shape.stride)
    if window.spread > 1 {
      line.update(repeating: 0, count: width * size)
      for x in 0..<source.shape.width {
        let place = x * window.spread + window.columnPadding
        guard place >= 0, place < width else { continue }
        (line + place * size).update(from: pixels + x * stride, count: size)
      }
      return
    }
    let first = min(max(0, window.columnPadding), width)
    let last = max(first, min(width, window.columnPadding + source.shape.width))
    line.update(repeating: 0, count: first * size)
    let begin = pixels + (first - window.columnPadding) * stride
    if size == stride {
      (line + first * size).update(from: begin, count: (last - first) * size)
    } else {
      copyPixels(line + first * size, begin, last - first)
    }
    (line + last * size).update(repeating: 0, count: (width - last) * size)
  }

  private func copyPixels(
    _ target: UnsafeMutablePointer<Float>, _ source: UnsafeMutablePointer<Float>, _ count: Int
  ) {
    let (size, stride) = (channels.count, self.source.shape.stride)
    if size % Shape.lane == 0 {
      for x in 0..<count {
        for c in Swift.stride(from: 0, to: size, by: Shape.lane) {
          (target + x * size).setLane(c, (source + x * stride).lane(c))
        }
      }
    } else {
      for x in 0..<count {
        for c in 0..<size { target[x * size + c] = source[x * stride + c] }
      }
    }
  }
}
