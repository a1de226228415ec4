public import Tensors

extension Raster {
  /// Resizes by area: each sample is the mean of what its pixel covers, rounded half up.
  public func areaResized(width: Int, height: Int) -> Raster {
    if (width, height) == (self.width, self.height) { return self }
    let whole = self.width * self.height
    let sums = coverage(width: width, height: height)
    return Raster(
      width: width, height: height, channels: channels,
      pixels: sums.map { UInt8(($0 * 2 + whole) / (2 * whole)) })
  }

  /// Resizes a mask of 0 and 1 by area, so that its area stays the same fraction of the image.
  ///
  /// The pixels with the most of the mask under them are set, as many as the area asks for: of a smooth
  /// shape those more than half covered. Where pixels are covered equally the upper left ones are set.
  /// A mask that is not empty keeps at least one pixel. Traps on other values than 0 and 1.
  public func maskResized(width: Int, height: Int) -> Raster {
    precondition(channels == 1 && pixels.allSatisfy { $0 <= 1 }, "a mask has one channel of 0 and 1")
    if (width, height) == (self.width, self.height) { return self }
    let area = pixels.reduce(0) { $0 + Int($1) }
    let whole = self.width * self.height
    var result = Raster(width: width, height: height)
    guard area > 0 else { return result }
    let wanted = max(1, (area * width * height * 2 + whole) / (2 * whole))
    let sums = coverage(width: width, height: height)
    let ranked = sums.indices.filter { sums[$0] > 0 }.sorted { (-sums[$0], $0) < (-sums[$1], $1) }
    for index in ranked.prefix(wanted) { result.pixels[index] = 1 }
    return result
  }

  /// Sums of samples under each target pixel, weighted by overlap in units of 1/(width·height) of a
  /// source pixel: a pixel of constant value v gives v times the number of source pixels.
  private func coverage(width: Int, height: Int) -> [Int] {
    precondition(width > 0 && height > 0, "cannot resize to \(width)×\(height)")
    let columns = Overlap.all(from: self.width, to: width)
    let rows = Overlap.all(from: self.height, to: height)
    var narrow = [Int](repeating: 0, count: width * self.height * channels)
    for y in 0..<self.height {
      for overlap in columns {
        for channel in 0..<channels {
          narrow[(y * width + overlap.target) * channels + channel] +=
            Int(pixels[index(overlap.source, y, channel)]) * overlap.length
        }
      }
    }
    var sums = [Int](repeating: 0, count: width * height * channels)
    let line = width * channels
    for overlap in rows {
      for x in 0..<line {
        sums[overlap.target * line + x] += narrow[overlap.source * line + x] * overlap.length
      }
    }
    return sums
  }
}

/// The length, in units of 1/target of a source pixel, that a target pixel shares with a source pixel.
private struct Overlap {
  let source: Int
  let target: Int
  let length: Int

  static func all(from source: Int, to target: Int) -> [Overlap] {
    (0..<target).flatMap { position -> [Overlap] in
      let (start, end) = (position * source, (position + 1) * source)
      return (start / target..<(end + target - 1) / target).map { pixel in
        Overlap(
          source: pixel, target: position, length: min(end, (pixel + 1) * target) - max(start, pixel * target)
        )
      }
    }
  }
}
