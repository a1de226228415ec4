/// How output pixels look at a source: kernel extents, step, dilation and padding.
///
/// Output pixel y looks at source rows y · step − padding + i · dilation, i in 0 ..< height. With a spread
/// above 1, source pixel y stands at y · spread and there are zeros between (the adjoint of a step).
struct Window {
  var height: Int
  var width: Int
  var step = 1
  var rowPadding = 0
  var columnPadding = 0
  var dilation = 1
  var spread = 1

  /// Whether an output pixel sees just the source pixel of its own place.
  var isPointwise: Bool {
    height == 1 && width == 1 && step == 1 && rowPadding == 0 && columnPadding == 0 && spread == 1
  }

  /// The output rows of a block whose source rows, `channels` wide, stay in the second-level cache.
  func blockRows(_ output: Shape, channels: Int) -> Int {
    let pixels = max(128, min(2048, 65536 / max(1, channels)))
    return max(1, min(output.height, pixels / max(1, output.width)))
  }

  /// The number of source rows under `count` output rows.
  func rows(under count: Int) -> Int { (count - 1) * step + dilation * (height - 1) + 1 }

  /// The number of source columns under `count` output columns.
  func columns(under count: Int) -> Int { (count - 1) * step + dilation * (width - 1) + 1 }
}
