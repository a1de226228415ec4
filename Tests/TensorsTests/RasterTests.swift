import Tensors
import Testing

@Suite struct RasterTests {
  @Test func samplesAreInterleavedInRows() {
    let raster = Raster(width: 2, height: 2, channels: 3, pixels: Array(0..<12))
    #expect(raster[1, 0, 2] == 5)
    #expect(raster[0, 1, 0] == 6)
  }

  @Test func aCropKeepsRowsAndChannels() {
    let raster = Raster(width: 4, height: 3, pixels: Array(0..<12))
    #expect(
      raster.cropped(x: 1, y: 1, width: 2, height: 2)
        == Raster(width: 2, height: 2, pixels: [5, 6, 9, 10]))
  }

  @Test func aMirrorExchangesPixelsAndKeepsTheirChannels() {
    let raster = Raster(width: 3, height: 2, channels: 2, pixels: Array(0..<12))
    #expect(raster.mirrored().pixels == [4, 5, 2, 3, 0, 1, 10, 11, 8, 9, 6, 7])
  }

  @Test func aSampleCanBeSet() {
    var raster = Raster(width: 2, height: 1, filledWith: 7)
    raster[1, 0] = 255
    #expect(raster.pixels == [7, 255])
  }
}
