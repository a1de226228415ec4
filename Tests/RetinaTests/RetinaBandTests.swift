import Retina
import Tensors
import Testing

@Suite struct RetinaBandTests {
  @Test(.enabled(if: SharedData.has(SharedData.duke), "no Duke volumes in \(SharedData.duke)"))
  func bandsHoldAllFluidOfTheRealEyes() throws {
    for path in try Volume.files(in: SharedData.duke) {
      for scan in try Volume(path: path).graded {
        let band = RetinaBand(of: scan.image, height: 256)
        #expect(band.rows.count == 256)
        for mask in scan.gradings.compactMap(\.mask) {
          #expect(band.placed(band.part(of: mask), height: mask.height) == mask, "\(path), \(scan.slice)")
        }
      }
    }
  }

  @Test func bandsFollowTheTissueAndIgnoreWhiteFrames() {
    var image = Raster(width: 40, height: 200, filledWith: 10)
    for y in 100..<120 { for x in 0..<40 { image[x, y] = 200 } }
    let band = RetinaBand(of: image, height: 64)
    #expect(band.rows == 69..<133, "five eighths of the band are above row 109")
    for y in 180..<200 { for x in 0..<40 { image[x, y] = 255 } }
    #expect(RetinaBand(of: image, height: 64) == band)
    #expect(band.part(of: image).height == 64 && band.part(of: image)[0, 31] == 200)
  }

  @Test func bandsStayInsideAndWholeScansStayWhole() {
    var image = Raster(width: 8, height: 100, filledWith: 5)
    #expect(RetinaBand(of: image, height: 32).rows == 30..<62, "a scan without tissue: around its middle")
    for x in 0..<8 { image[x, 0] = 200 }
    #expect(RetinaBand(of: image, height: 32).rows == 0..<32)
    #expect(RetinaBand(of: image, height: 100).rows == 0..<100)
    #expect(RetinaBand(of: image, height: 256).rows == 0..<100)
  }
}
