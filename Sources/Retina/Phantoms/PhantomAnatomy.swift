import Tensors

/// The shape of one simulated eye: where its layers and vessels lie.
struct PhantomAnatomy {
  /// Where layers begin, as a fraction of the retina's thickness from the inner surface; the last is its end.
  static let boundaries: [Float] = [0, 0.10, 0.34, 0.46, 0.54, 0.80, 0.86, 0.92, 1]
  /// The brightness of the layers: nerve fibers, ganglion cells with inner plexiform, inner nuclear, outer
  /// plexiform, outer nuclear, ellipsoid zone, outer segments, pigment epithelium.
  static let brightness: [Float] = [150, 100, 70, 105, 60, 175, 120, 200]

  let size: (width: Int, height: Int, slices: Int)
  let thickness: Float
  let pit: (x: Float, slice: Float)
  /// How much fluid the eye has: 0 little, 1 much.
  let severity: Float
  private let top: Float, tilt: Float, bow: Float
  private let waves: [SmoothNoise]
  private let shadows: [(x: Float, drift: Float, width: Float)]

  init(stream: RandomStream, subject: Subject, size: (width: Int, height: Int, slices: Int)) {
    var random = stream.sequence(sample: UInt64(subject.number))
    let (width, height) = (Float(size.width), Float(size.height))
    self.size = size
    top = height * random.uniform(0.24, 0.34)
    thickness = height * random.uniform(0.19, 0.24)
    tilt = height * random.uniform(-0.06, 0.06)
    bow = height * random.uniform(0.03, 0.08)
    pit = (width * random.uniform(0.44, 0.56), Float(size.slices) * random.uniform(0.45, 0.55))
    severity = random.uniform()
    waves = (0..<Self.boundaries.count).map {
      SmoothNoise(stream: stream, field: UInt64(subject.number) << 8 | UInt64($0) | 1 << 40)
    }
    shadows = (0..<(3 + random.int(below: 5))).map { _ in
      (
        width * random.uniform(0.05, 0.95), width * random.uniform(-0.1, 0.1),
        width * random.uniform(0.004, 0.012)
      )
    }
  }

  /// The rows of all boundaries in one column of one scan, from the inner surface outward.
  func boundaries(x: Int, slice: Int) -> [Float] {
    let across = (Float(x) - pit.x) / Float(size.width)
    let along = (Float(slice) - pit.slice) / Float(size.slices)
    let foot = top + thickness + tilt * across - bow * (across * across + along * along) * 2
    let hollow = bump(across * across * 150 + along * along * 90)
    return Self.boundaries.indices.map { index in
      let fraction = Self.boundaries[index]
      let thinning = 1 - hollow * max(0, 0.55 * (1 - fraction / 0.8))
      let wave = waves[index](across * 7 + 20, along * 6 + 20)
      return foot - thickness * ((1 - fraction) * thinning + 0.025 * wave)
    }
  }

  /// What vessels leave of the light in one column: 1 is all.
  func light(x: Int, slice: Int) -> Float {
    let along = Float(slice) / Float(size.slices)
    return shadows.reduce(1) { light, shadow in
      let distance = (Float(x) - shadow.x - shadow.drift * along) / shadow.width
      return light * (1 - 0.6 * bump(distance * distance))
    }
  }
}
