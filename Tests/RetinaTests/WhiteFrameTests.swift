import Retina
import Tensors
import Testing

@Suite struct WhiteFrameTests {
  @Test func whatTouchesTheEdgeIsFilledAndTissueStays() {
    var image = Raster(width: 6, height: 5, filledWith: 20)
    for x in 0..<4 { image[x, 0] = 255 }
    for place in [(3, 1), (3, 2), (2, 2)] { image[place.0, place.1] = 255 }
    (image[4, 3], image[1, 3], image[0, 4]) = (255, 90, 254)
    var expected = Raster(width: 6, height: 5, filledWith: 20)
    (expected[4, 3], expected[1, 3], expected[0, 4]) = (255, 90, 254)
    #expect(
      image.withoutWhiteFrame() == expected, "round corners, but no bright pixel inside")
    #expect(expected.withoutWhiteFrame() == expected)
  }

  @Test func scansWithoutTissueStay() {
    let white = Raster(width: 4, height: 3, filledWith: 255)
    #expect(white.withoutWhiteFrame() == white)
    #expect(Raster(width: 0, height: 0).withoutWhiteFrame().pixels.isEmpty)
  }

  /// Frames are there, and none of them is taken for tissue or the other way round.
  @Test(.enabled(if: SharedData.has(SharedData.duke), "no Duke volumes in \(SharedData.duke)"))
  func framesOfTheRealEyesHoldNoFluid() throws {
    var framed = 0
    for path in try Volume.files(in: SharedData.duke) {
      for scan in try Volume(path: path).graded {
        let filled = scan.image.withoutWhiteFrame()
        framed += filled == scan.image ? 0 : 1
        let changed = filled.pixels.indices.filter { filled.pixels[$0] != scan.image.pixels[$0] }
        #expect(changed.count < filled.pixels.count / 8, "\(path), \(scan.slice)")
        for mask in scan.gradings.compactMap(\.mask) {
          #expect(changed.allSatisfy { mask.pixels[$0] == 0 }, "\(path), \(scan.slice)")
        }
      }
    }
    #expect(framed > 100, "\(framed) of 110")
  }
}
