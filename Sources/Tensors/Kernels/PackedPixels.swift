/// Copies pixels into the order in which the inner kernels read them: groups of six, in blocks
/// [octet of channels][6 pixels][8 channels], so that no access has a stride that is a power of two.
struct PackedPixels {
  /// The pixels of a group.
  static let group = 6
  /// The floats of a block.
  static let block = 48

  let source: Tensor
  let window: Window
  /// A pixel outside the image.
  private let nothing: Buffer

  init(_ source: Tensor, _ window: Window) {
    self.source = source
    self.window = window
    nothing = Buffer(source.shape.stride)
  }

  /// The source pixels that output pixels see through a tap, filled up to whole groups with the last one or
  /// with pixels outside; nil if none of them sees any.
  func pixels(
    under places: [PixelOrder.Place], tap: Int, repeatsLast: Bool
  ) -> [UnsafeMutablePointer<Float>]? {
    let (height, width, step, spread) = (
      source.shape.height, source.shape.width, window.step, window.spread
    )
    let rowShift = tap / window.width * window.dilation - window.rowPadding
    let columnShift = tap % window.width * window.dilation - window.columnPadding
    let count = (places.count + PackedPixels.group - 1) / PackedPixels.group * PackedPixels.group
    var pixels = [UnsafeMutablePointer<Float>](repeating: nothing.pointer, count: count)
    var seesAny = false
    for (index, place) in places.enumerated() {
      var (y, x) = (place.y * step + rowShift, place.x * step + columnShift)
      if y < 0 || x < 0 { continue }
      if spread > 1 {
        if y % spread != 0 || x % spread != 0 { continue }
        (y, x) = (y / spread, x / spread)
      }
      if y >= height || x >= width { continue }
      seesAny = true
      pixels[index] =
        source.pointer + ((place.sample * height + y) * width + x) * source.shape.stride
    }
    if repeatsLast {
      for index in places.count..<count { pixels[index] = pixels[places.count - 1] }
    }
    return seesAny ? pixels : nil
  }

  /// Copies octets of a group of pixels.
  ///
  /// Each two octets stand `pairStep` floats after the two before; by default without a gap.
  @inline(__always)
  static func copy(
    _ pixels: UnsafePointer<UnsafeMutablePointer<Float>>, octets: Range<Int>,
    _ target: UnsafeMutablePointer<Float>, pairStep: Int = 2 * block
  ) {
    let (p0, p1, p2) = (pixels[0], pixels[1], pixels[2])
    let (p3, p4, p5) = (pixels[3], pixels[4], pixels[5])
    var target = target
    var step = block
    for c in Swift.stride(from: octets.lowerBound * 8, to: octets.upperBound * 8, by: 8) {
      target.setLane(0, p0.lane(c))
      target.setLane(8, p1.lane(c))
      target.setLane(16, p2.lane(c))
      target.setLane(24, p3.lane(c))
      target.setLane(32, p4.lane(c))
      target.setLane(40, p5.lane(c))
      target += step
      step = pairStep - step
    }
  }
}
