public import Tensors

/// Makes pictures that resemble fundus photographs, with the mask of their vessels.
///
/// They stand in for HRF (Budai et al. 2013) where narrow backbones are pretrained without any download:
/// an orange disc on black, a bright optic disc, vessels that branch from it and grow thinner.
public struct VesselPhantomGenerator: Sendable {
  /// The root of all random numbers.
  public let seed: UInt64
  /// Rows and columns.
  public let side: Int

  /// A generator of square pictures; traps unless the side is at least 32.
  public init(seed: UInt64, side: Int) {
    precondition(side >= 32, "a fundus of \(side) pixels has no room for vessels")
    (self.seed, self.side) = (seed, side)
  }

  /// The picture of that number (RGB) and the mask of its vessels (0 and 1).
  public func sample(_ index: Int) -> (image: Raster, mask: Raster) {
    let stream = RandomStream(seed: seed, purpose: "phantom/vessels")
    var random = stream.sequence(sample: UInt64(index))
    var fundus = Fundus(side: side, random: &random)
    for _ in 0..<(7 + random.int(below: 4)) {
      var direction = SIMD2(random.normal(), random.normal() * 1.3)
      direction /= max((direction * direction).sum().squareRoot(), 1e-3)
      // A vessel ends below 0.8 pixels: without the floor a small picture would have none.
      let width = max(0.9, Float(side) * random.uniform(0.010, 0.018))
      fundus.grow(from: fundus.disc, toward: direction, width: width, depth: 0, &random)
    }
    let shade = SmoothNoise(stream: stream, field: UInt64(index) | 1 << 40)
    return (fundus.painted(shade: shade, &random), fundus.vessels)
  }
}

/// A picture in the making.
private struct Fundus {
  let side: Int
  /// The center of the optic disc.
  let disc: SIMD2<Float>
  private(set) var vessels: Raster

  init(side: Int, random: inout RandomSequence) {
    self.side = side
    let size = Float(side)
    disc = SIMD2(
      size * (random.happens(0.5) ? random.uniform(0.2, 0.3) : random.uniform(0.7, 0.8)),
      size * random.uniform(0.42, 0.58))
    vessels = Raster(width: side, height: side)
  }

  /// Draws one vessel step by step, with branches, until it is too thin or leaves the picture.
  mutating func grow(
    from start: SIMD2<Float>, toward direction: SIMD2<Float>, width: Float, depth: Int,
    _ random: inout RandomSequence
  ) {
    var (place, direction, width) = (start, direction, width)
    var turn: Float = 0
    while width > 0.8, isInside(place) {
      stamp(place, radius: width / 2)
      turn = 0.85 * turn + 0.022 * random.normal()
      direction += SIMD2(-direction.y, direction.x) * turn
      direction /= (direction * direction).sum().squareRoot()
      place += direction * max(width * 0.4, 0.7)
      width *= 0.996
      if depth < 4 && random.happens(0.022) {
        let side: Float = random.happens(0.5) ? 0.7 : -0.7
        let branch = direction + SIMD2(-direction.y, direction.x) * side
        grow(from: place, toward: branch / 1.22, width: width * 0.7, depth: depth + 1, &random)
        width *= 0.9
      }
    }
  }

  private func isInside(_ place: SIMD2<Float>) -> Bool {
    let offset = place - Float(side) / 2
    return (offset * offset).sum() < Float(side * side) * 0.23
  }

  private mutating func stamp(_ place: SIMD2<Float>, radius: Float) {
    let reach = Int(radius + 1)
    let (cx, cy) = (Int(place.x), Int(place.y))
    for y in max(cy - reach, 0)...min(cy + reach, side - 1) {
      for x in max(cx - reach, 0)...min(cx + reach, side - 1) {
        let offset = SIMD2(Float(x), Float(y)) - place
        if (offset * offset).sum() <= max(radius * radius, 0.3) { vessels.pixels[y * side + x] = 1 }
      }
    }
  }

  /// The colors: background with uneven light, optic disc, vessels, noise of the sensor.
  func painted(shade: SmoothNoise, _ random: inout RandomSequence) -> Raster {
    var image = Raster(width: side, height: side, channels: 3)
    let size = Float(side)
    for y in 0..<side {
      for x in 0..<side {
        let place = SIMD2(Float(x), Float(y))
        let noise = random.normal() * 4
        var color = SIMD3<Float>(4, 3, 3)
        if isInside(place) {
          let light = 1 + 0.25 * shade(place.x / size * 4, place.y / size * 4)
          color = SIMD3(196, 98, 44) * light
          let offset = (place - disc) / (size * 0.07)
          color += SIMD3(50, 100, 70) * bump((offset * offset).sum())
          if vessels.pixels[y * side + x] == 1 { color *= SIMD3(0.78, 0.5, 0.6) }
        }
        color += noise
        for channel in 0..<3 {
          image.pixels[(y * side + x) * 3 + channel] = UInt8(min(max(color[channel], 0), 255))
        }
      }
    }
    return image
  }
}
