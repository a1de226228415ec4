import Tensors

/// One drawn scan: the image and, for each grader, the numbers of the lesions he marked.
struct PhantomScan {
  let image: Raster
  let lesions: [Raster]

  init(
    anatomy: PhantomAnatomy, slice: Int, cysts: [PhantomCyst], opinions: [[PhantomCyst]],
    speckle: RandomStream, sample: UInt64
  ) {
    let (width, height) = (anatomy.size.width, anatomy.size.height)
    var painter = Painter(width: width, height: height)
    let lines = (0..<width).map { anatomy.boundaries(x: $0, slice: slice) }
    for x in 0..<width {
      painter.paintColumn(
        x, boundaries: lines[x], light: anatomy.light(x: x, slice: slice), anatomy.thickness)
    }
    for cyst in cysts {
      cyst.forEachPixel(at: slice, width: width, height: height) { x, y, depth in
        if Self.isInside(lines[x], y) { painter.darken(x, y, depth) }
      }
    }
    image = painter.speckled(by: speckle, sample: sample)
    lesions = opinions.map { opinion in
      var marks = Raster(width: width, height: height)
      for cyst in opinion {
        cyst.forEachPixel(at: slice, width: width, height: height) { x, y, _ in
          if Self.isInside(lines[x], y) { marks.pixels[y * width + x] = cyst.number }
        }
      }
      return marks
    }
  }

  /// Between the inner surface and the pigment epithelium.
  private static func isInside(_ boundaries: [Float], _ y: Int) -> Bool {
    Float(y) > boundaries[0] && Float(y) < boundaries[7]
  }
}

/// A scan in the making, in floating point.
private struct Painter {
  let width: Int, height: Int
  private var values: [Float]

  init(width: Int, height: Int) {
    (self.width, self.height) = (width, height)
    values = [Float](repeating: 0, count: width * height)
  }

  /// Vitreous, layers, and the choroid, which fades.
  mutating func paintColumn(_ x: Int, boundaries: [Float], light: Float, _ thickness: Float) {
    var layer = -1
    for y in 0..<height {
      while layer + 1 < boundaries.count && Float(y) >= boundaries[layer + 1] { layer += 1 }
      let lit = layer > 0 ? light : 1
      let value: Float =
        if layer < 0 {
          20
        } else if layer < 8 {
          PhantomAnatomy.brightness[layer]
        } else {
          35 + 85 * bump((Float(y) - boundaries[8]) * 3 / thickness)
        }
      values[y * width + x] = value * lit
    }
  }

  /// Fluid: nearly black, softly so at the rim.
  mutating func darken(_ x: Int, _ y: Int, _ depth: Float) {
    let share = min(1, 3 * depth)
    values[y * width + x] += (22 - values[y * width + x]) * share
  }

  /// Multiplies by speckle, which neighboring columns share in part, and adds the detector's noise.
  func speckled(by stream: RandomStream, sample: UInt64) -> Raster {
    var random = stream.sequence(sample: sample)
    var image = Raster(width: width, height: height)
    image.pixels.withUnsafeMutableBufferPointer { pixels in
      var last: Float = 0
      for index in values.indices {
        let word = random.word()
        // Four bytes of mean 127.5 add up to nearly a normal number; 148 is their deviation.
        let sum = (word & 0xFF) + (word >> 8 & 0xFF) + (word >> 16 & 0xFF) + word >> 24
        let next = (Float(sum) - 510) / 148
        let value = values[index] * (1 + 0.26 * (next + last)) + 5 * next
        pixels[index] = UInt8(min(max(value, 0), 255))
        last = next
      }
    }
    return image
  }
}
