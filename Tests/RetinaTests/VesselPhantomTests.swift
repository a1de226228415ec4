import Foundation
import Retina
import Tensors
import Testing

@Suite struct VesselPhantomTests {
  @Test func sameSeedSamePicture() {
    let generator = VesselPhantomGenerator(seed: 3, side: 96)
    #expect(generator.sample(0) == generator.sample(0))
    #expect(generator.sample(0).mask != generator.sample(1).mask)
    #expect(generator.sample(0).image.channels == 3)
  }

  @Test func smallPicturesHaveVesselsToo() {
    for side in [32, 40, 64] {
      let generator = VesselPhantomGenerator(seed: 17, side: side)
      for index in 0..<8 {
        #expect(generator.sample(index).mask.pixels.contains(1), "side \(side), \(index)")
      }
    }
  }

  /// In HRF 5 to 8 % of the pixels are vessel, and vessels are darker in green.
  @Test func looksLikeAFundus() {
    let generator = VesselPhantomGenerator(seed: 17, side: 160)
    var (vessels, pixels, dark, light) = (0, 0, 0, 0)
    for index in 0..<8 {
      let (image, mask) = generator.sample(index)
      for (place, value) in mask.pixels.enumerated() where image.pixels[3 * place] > 40 {
        vessels += Int(value)
        pixels += 1
        let green = Int(image.pixels[3 * place + 1])
        if value == 1 { dark += green } else { light += green }
      }
    }
    let share = Double(vessels) / Double(pixels)
    print("vessel phantoms: \(share) of the fundus is vessel")
    #expect((0.04...0.18).contains(share))
    #expect(dark / max(vessels, 1) < light / max(pixels - vessels, 1))
  }
}
