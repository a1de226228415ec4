public import Tensors

extension Raster {
  /// Resizes as Pillow's `Image.resize` with its default bicubic filter does, bit for bit.
  ///
  /// Cubic convolution with a = −0.5, support widened when shrinking, coefficients of 22 bits, first the
  /// rows, then the columns, rounded to 8 bits after each: the order of Pillow before 13.
  /// Source: Pillow 10.4, src/libImaging/Resample.c.
  public func pillowBicubic(width: Int, height: Int) -> Raster {
    precondition(width > 0 && height > 0, "cannot resize to \(width)×\(height)")
    var result = self
    if width != self.width {
      let filter = PillowFilter(from: self.width, to: width)
      result = filter.applied(to: result, lines: result.height, along: .rows)
    }
    if height != self.height {
      let filter = PillowFilter(from: self.height, to: height)
      result = filter.applied(to: result, lines: result.width, along: .columns)
    }
    return result
  }
}

/// The coefficients of one pass.
private struct PillowFilter {
  enum Direction { case rows, columns }

  private static let bits = 22
  private let taps: [(start: Int, weights: [Int])]

  init(from source: Int, to target: Int) {
    let scale = Double(source) / Double(target)
    let stretch = max(scale, 1)
    let support = 2 * stretch
    taps = (0..<target).map { position in
      let center = (Double(position) + 0.5) * scale
      let start = max(Int(center - support + 0.5), 0)
      let end = min(Int(center + support + 0.5), source)
      let weights = (start..<end).map { Self.cubic((Double($0) - center + 0.5) * (1 / stretch)) }
      let sum = weights.reduce(0, +)
      return (start, weights.map { Self.fixed($0 / sum) })
    }
  }

  private static func cubic(_ distance: Double) -> Double {
    let a = -0.5
    let x = abs(distance)
    if x < 1 { return ((a + 2) * x - (a + 3)) * x * x + 1 }
    return x < 2 ? (((x - 5) * x + 8) * x - 4) * a : 0
  }

  private static func fixed(_ weight: Double) -> Int {
    Int((weight < 0 ? -0.5 : 0.5) + weight * Double(1 << bits))
  }

  func applied(to image: Raster, lines: Int, along direction: Direction) -> Raster {
    let channels = image.channels
    let size = direction == .rows ? (taps.count, lines) : (lines, taps.count)
    var result = Raster(width: size.0, height: size.1, channels: channels)
    // Distance in samples between neighbors along the pass.
    let step = direction == .rows ? channels : image.width * channels
    image.pixels.withUnsafeBufferPointer { source in
      result.pixels.withUnsafeMutableBufferPointer { target in
        for y in 0..<size.1 {
          for x in 0..<size.0 {
            let tap = taps[direction == .rows ? x : y]
            let first = direction == .rows ? y * image.width + tap.start : tap.start * image.width + x
            for channel in 0..<channels {
              var sum = 1 << (Self.bits - 1)
              var at = first * channels + channel
              for weight in tap.weights {
                sum += Int(source[at]) * weight
                at += step
              }
              target[(y * size.0 + x) * channels + channel] = UInt8(min(max(sum >> Self.bits, 0), 255))
            }
          }
        }
      }
    }
    return result
  }
}
