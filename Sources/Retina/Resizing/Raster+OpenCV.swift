public import Tensors

extension Raster {
  /// Resizes as OpenCV's `resize` with `INTER_LINEAR` does to 8-bit images, bit for bit.
  ///
  /// Weights of 11 bits; nothing is widened when shrinking, but halving both sides averages 2 × 2 pixels.
  /// Source: OpenCV 4.8, modules/imgproc/src/resize.cpp.
  public func openCVBilinear(width: Int, height: Int) -> Raster {
    precondition(width > 0 && height > 0, "cannot resize to \(width)×\(height)")
    if (width, height) == (self.width, self.height) { return self }
    if (width * 2, height * 2) == (self.width, self.height) { return halved() }
    let columns = OpenCVWeights(from: self.width, to: width, clamps: true)
    let rows = OpenCVWeights(from: self.height, to: height, clamps: false)
    var result = Raster(width: width, height: height, channels: channels)
    result.pixels.withUnsafeMutableBufferPointer { target in
      for y in 0..<height {
        let upper = blend(row: min(max(rows.start[y], 0), self.height - 1), columns)
        let lower = blend(row: min(max(rows.start[y] + 1, 0), self.height - 1), columns)
        let (b0, b1) = (rows.first[y], rows.second[y])
        for index in upper.indices {
          let sum = ((b0 * (upper[index] >> 4)) >> 16) + ((b1 * (lower[index] >> 4)) >> 16)
          target[y * width * channels + index] = UInt8(min(max((sum + 2) >> 2, 0), 255))
        }
      }
    }
    return result
  }

  /// Resizes as OpenCV's `resize` with `INTER_NEAREST` does: the pixel at ⌊x · old ÷ new⌋.
  public func openCVNearest(width: Int, height: Int) -> Raster {
    precondition(width > 0 && height > 0, "cannot resize to \(width)×\(height)")
    func sources(_ count: Int, from old: Int) -> [Int] {
      let step = 1 / (Double(count) / Double(old))
      return (0..<count).map { min(Int((Double($0) * step).rounded(.down)), old - 1) }
    }
    let columns = sources(width, from: self.width)
    var result = Raster(width: width, height: height, channels: channels)
    for (y, row) in sources(height, from: self.height).enumerated() {
      for (x, column) in columns.enumerated() {
        for channel in 0..<channels {
          result.pixels[result.index(x, y, channel)] = pixels[index(column, row, channel)]
        }
      }
    }
    return result
  }

  /// The size that MMSegmentation's `Resize` with `keep_ratio` gives an image: the largest that fits into
  /// `scale`, whose longer side bounds the longer side (mmcv, image/geometric.py).
  public func keepRatioSize(scale: (Int, Int)) -> (width: Int, height: Int) {
    let (long, short) = (Double(max(scale.0, scale.1)), Double(min(scale.0, scale.1)))
    let factor = min(long / Double(max(width, height)), short / Double(min(width, height)))
    return (Int(Double(width) * factor + 0.5), Int(Double(height) * factor + 0.5))
  }

  private func halved() -> Raster {
    var result = Raster(width: width / 2, height: height / 2, channels: channels)
    for y in 0..<result.height {
      for x in 0..<result.width {
        for channel in 0..<channels {
          let upper =
            Int(pixels[index(2 * x, 2 * y, channel)]) + Int(pixels[index(2 * x + 1, 2 * y, channel)])
          let lower =
            Int(pixels[index(2 * x, 2 * y + 1, channel)]) + Int(pixels[index(2 * x + 1, 2 * y + 1, channel)])
          result.pixels[result.index(x, y, channel)] = UInt8((upper + lower + 2) >> 2)
        }
      }
    }
    return result
  }

  /// A row blended along x, in units of 1/2048.
  private func blend(row: Int, _ weights: OpenCVWeights) -> [Int] {
    pixels.withUnsafeBufferPointer { pixels in
      var line: [Int] = []
      line.reserveCapacity(weights.start.count * channels)
      for x in weights.start.indices {
        let left = (row * width + weights.start[x]) * channels
        let right = (row * width + min(weights.start[x] + 1, width - 1)) * channels
        for channel in 0..<channels {
          line.append(
            Int(pixels[left + channel]) * weights.first[x] + Int(pixels[right + channel]) * weights.second[x])
        }
      }
      return line
    }
  }
}

/// Left neighbor and the two weights of 11 bits for each target position.
private struct OpenCVWeights {
  var start: [Int] = []
  var first: [Int] = []
  var second: [Int] = []

  init(from source: Int, to target: Int, clamps: Bool) {
    let scale = 1 / (Double(target) / Double(source))
    for position in 0..<target {
      var offset = Float((Double(position) + 0.5) * scale - 0.5)
      var left = Int(offset.rounded(.down))
      offset -= Float(left)
      if clamps && left < 0 { (left, offset) = (0, 0) }
      if clamps && left >= source - 1 { (left, offset) = (source - 1, 0) }
      start.append(left)
      first.append(Int(((1 - offset) * 2048).rounded(.toNearestOrEven)))
      second.append(Int((offset * 2048).rounded(.toNearestOrEven)))
    }
  }
}
