/// A color as hue (in turns), saturation (0 to 1) and value (of the channels' scale).
struct HSV {
  let hue: Float
  let saturation: Float
  let value: Float

  init(hue: Float, saturation: Float, value: Float) {
    (self.hue, self.saturation, self.value) = (hue, saturation, value)
  }

  /// The color of red, green and blue.
  init(_ color: SIMD3<Float>) {
    let (high, low) = (color.max(), color.min())
    let chroma = high - low
    value = high
    saturation = high > 0 ? chroma / high : 0
    if chroma == 0 {
      hue = 0
    } else if high == color.x {
      hue = (color.y - color.z) / chroma / 6
    } else if high == color.y {
      hue = ((color.z - color.x) / chroma + 2) / 6
    } else {
      hue = ((color.x - color.y) / chroma + 4) / 6
    }
  }

  /// Red, green and blue.
  var color: SIMD3<Float> {
    func channel(_ shift: Float) -> Float {
      let turn = hue * 6 + shift
      let sector = turn - (turn / 6).rounded(.down) * 6
      return value * (1 - saturation * max(0, min(sector, 4 - sector, 1)))
    }
    return SIMD3(channel(5), channel(3), channel(1))
  }
}
