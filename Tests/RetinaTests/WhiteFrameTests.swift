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

  @Test func noGradedScanOfTheRealEyesKeepsAFrame() throws {
    guard SharedData.has(SharedData.duke) else {
      print("skipped: no Duke volumes in \(SharedData.duke)")
      return
    }
    var framed = 0
    for path in try Volume.files(in: SharedData.duke) {
      for scan in try Volume(path: path).graded {
        let filled = scan.image.withoutWhiteFrame()
        framed += filled == scan.image ? 0 : 1
        for x in [0, filled.width - 1] {
          #expect((0..<filled.height).allSatisfy { filled[x, $0] < 255 }, "\(path), \(scan.slice)")
        }
      }
    }
    #expect(framed > 100, "\(framed) of 110")
  }
}
