public import Tensors

/// Marks on a scan: what was found, missed and falsely found, in colors that all can tell apart.
public enum Overlay {
  /// Found: fluid in both masks; bluish green.
  public static let found: SIMD3<UInt8> = SIMD3(0, 158, 115)
  /// Missed: fluid in the reference only; orange.
  public static let missed: SIMD3<UInt8> = SIMD3(230, 159, 0)
  /// False: fluid in the prediction only; reddish purple.
  public static let wrong: SIMD3<UInt8> = SIMD3(204, 121, 167)

  /// The scan in RGB, every marked pixel tinted by whether the prediction agrees with the reference.
  ///
  /// Masks are 0 and not 0, of the size of the scan, which is gray or RGB. `opacity` is the tint's share.
  public static func filled(
    scan: Raster, prediction: Raster, reference: Raster, opacity: Float = 0.5
  ) -> Raster {
    var image = colored(scan)
    check(prediction, on: scan)
    check(reference, on: scan)
    for index in prediction.pixels.indices {
      switch (prediction.pixels[index] != 0, reference.pixels[index] != 0) {
      case (true, true): tint(&image, index, found, opacity)
      case (false, true): tint(&image, index, missed, opacity)
      case (true, false): tint(&image, index, wrong, opacity)
      case (false, false): break
      }
    }
    return image
  }

  /// The scan in RGB with the outline of each mask in its color; later ones are drawn over earlier ones.
  ///
  /// The outline is the set pixels that touch one that is not set, or the border.
  public static func outlined(scan: Raster, masks: [(mask: Raster, color: SIMD3<UInt8>)]) -> Raster {
    var image = colored(scan)
    for (mask, color) in masks {
      check(mask, on: scan)
      func isSet(_ x: Int, _ y: Int) -> Bool { mask.contains(x, y) && mask.pixels[y * mask.width + x] != 0 }
      for y in 0..<mask.height {
        for x in 0..<mask.width where isSet(x, y) {
          let isInner = isSet(x - 1, y) && isSet(x + 1, y) && isSet(x, y - 1) && isSet(x, y + 1)
          if !isInner { tint(&image, y * mask.width + x, color, 1) }
        }
      }
    }
    return image
  }

  /// Gray as RGB; RGB as it is.
  public static func colored(_ image: Raster) -> Raster {
    precondition(image.channels == 1 || image.channels == 3, "cannot color \(image.channels) channels")
    if image.channels == 3 { return image }
    return Raster(
      width: image.width, height: image.height, channels: 3, pixels: image.pixels.flatMap { [$0, $0, $0] })
  }

  private static func check(_ mask: Raster, on scan: Raster) {
    precondition(
      (mask.width, mask.height, mask.channels) == (scan.width, scan.height, 1),
      "a mask of \(mask.width)×\(mask.height)×\(mask.channels) on a scan of \(scan.width)×\(scan.height)")
  }

  private static func tint(_ image: inout Raster, _ index: Int, _ color: SIMD3<UInt8>, _ share: Float) {
    for channel in 0..<3 {
      let old = Float(image.pixels[3 * index + channel])
      image.pixels[3 * index + channel] = UInt8((old + (Float(color[channel]) - old) * share).rounded())
    }
  }
}
