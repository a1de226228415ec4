import Tensors

extension LabeledImage {
  /// The pair as seen through `source`, which says for each pixel where it comes from.
  ///
  /// The image is blended from four neighbors, labels are those of the nearest pixel. What comes from
  /// outside is black and ignored.
  func warped(_ source: (_ x: Int, _ y: Int) -> SIMD2<Float>) -> LabeledImage {
    var image = Raster(width: width, height: height, channels: self.image.channels)
    var labels = Raster(width: width, height: height, filledWith: Self.ignored)
    for y in 0..<height {
      for x in 0..<width {
        let place = source(x, y)
        let (column, row) = (Int(place.x.rounded()), Int(place.y.rounded()))
        guard self.labels.contains(column, row) else { continue }
        labels.pixels[y * width + x] = self.labels.pixels[row * width + column]
        for channel in 0..<image.channels {
          image.pixels[image.index(x, y, channel)] = self.image.blended(place, channel)
        }
      }
    }
    return LabeledImage(image: image, labels: labels)
  }
}

extension Raster {
  /// The value between four pixels; the border goes on.
  fileprivate func blended(_ place: SIMD2<Float>, _ channel: Int) -> UInt8 {
    let corner = place.rounded(.down)
    let share = place - corner
    func value(_ dx: Int, _ dy: Int) -> Float {
      let x = min(max(Int(corner.x) + dx, 0), width - 1)
      let y = min(max(Int(corner.y) + dy, 0), height - 1)
      return Float(pixels[index(x, y, channel)])
    }
    let upper = value(0, 0) + (value(1, 0) - value(0, 0)) * share.x
    let lower = value(0, 1) + (value(1, 1) - value(0, 1)) * share.x
    return UInt8((upper + (lower - upper) * share.y).rounded())
  }
}
