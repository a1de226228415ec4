import Retina
import Tensors

/// Vessel phantoms as training data.
struct VesselSamples {
  let generator: VesselPhantomGenerator

  init(seed: UInt64, side: Int) {
    generator = VesselPhantomGenerator(seed: seed, side: side)
  }

  /// Picture `index` in the channel order of MMSegmentation's readers, blue first.
  func frame(_ index: Int) -> LabeledImage {
    let (image, mask) = generator.sample(index)
    var pixels = image.pixels
    for pixel in stride(from: 0, to: pixels.count, by: 3) { pixels.swapAt(pixel, pixel + 2) }
    return LabeledImage(
      image: Raster(width: image.width, height: image.height, channels: 3, pixels: pixels), labels: mask)
  }
}
