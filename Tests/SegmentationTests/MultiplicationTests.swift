import Segmentation
import Testing

/// Against the counts of MMSegmentation's own layers at 1 × 3 × 512 × 512.
@Suite struct MultiplicationTests {
  @Test(arguments: [
    ("unet_fcn", 202_350_002_176, 207_190_228_992), ("unet_pspnet", 197_493_049_344, 202_333_276_160),
    ("unet_deeplabv3", 203_197_252_608, 208_037_479_424),
    ("pspnet_r50", 178_287_280_128, 187_953_053_696),
    ("deeplabv3_r50", 269_503_954_944, 279_169_728_512),
    ("deeplabv3plus_r50", 176_015_802_368, 185_681_575_936),
    ("deeplabv3plus_r18", 54_150_299_648, 54_754_803_712), ("fcn_r50", 197_562_204_160, 207_227_977_728),
  ])
  func countsAreThePeers(name: String, forward: Int, training: Int) throws {
    let model = try #require(Zoo[name])
    let net = SegmentationNet(model.architecture, seed: 0, isInitialized: false)
    let layers = net.convolutions(height: 512, width: 512)
    #expect(layers.forward.reduce(0) { $0 + $1.multiplications } == forward)
    #expect((layers.forward + layers.auxiliary).reduce(0) { $0 + $1.multiplications } == training)
  }
}
