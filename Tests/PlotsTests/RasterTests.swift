import Plots
import Tensors
import Testing

@Suite struct ContoursTests {
  private func mask(_ rows: [String]) -> Raster {
    Raster(width: rows[0].count, height: rows.count, pixels: rows.flatMap { $0.map { $0 == "#" ? 1 : 0 } })
  }

  @Test func followsTheEdgesOfPixels() {
    #expect(Contours(of: mask(["...", ".#.", "..."])).path == "M1 1H2V2H1Z")
    #expect(Contours(of: mask(["##", "#."])).path == "M0 0H2V1H1V2H0Z")
    #expect(Contours(of: mask(["...", "..."])).path.isEmpty)
  }

  @Test func pixelsThatTouchAtACornerAreApart() {
    #expect(Contours(of: mask(["#.", ".#"])).path == "M0 0H1V1H0ZM1 1H2V2H1Z")
    #expect(Contours(of: mask([".#", "#."])).loops.count == 2)
  }

  @Test func holesRunTheOtherWay() {
    let ring = mask(["###", "#.#", "###"])
    #expect(Contours(of: ring).path == "M0 0H3V3H0ZM1 2H2V1H1Z")
    #expect(Self.area(ring) == 8)
  }

  /// The area inside the outlines is the number of pixels, whatever the shape.
  @Test func enclosesExactlyThePixels() {
    for seed in 0..<20 {
      var random = RandomStream(seed: UInt64(seed), purpose: "test/mask").sequence()
      let density = random.uniform()
      let pixels = (0..<(17 * 13)).map { _ in random.happens(density) ? UInt8(1) : 0 }
      let mask = Raster(width: 17, height: 13, pixels: pixels)
      #expect(Self.area(mask) == pixels.reduce(0) { $0 + Int($1) })
    }
  }

  /// Twice the signed area of all loops by the shoelace formula, halved.
  private static func area(_ mask: Raster) -> Int {
    Contours(of: mask).loops.reduce(0) { sum, loop in
      sum
        + loop.indices.reduce(0) { part, index in
          let (a, b) = (loop[index], loop[(index + 1) % loop.count])
          return part + a.x * b.y - b.x * a.y
        }
    } / 2
  }
}

@Suite struct OverlayTests {
  private let scan = Raster(width: 4, height: 1, pixels: [100, 100, 100, 100])
  private let prediction = Raster(width: 4, height: 1, pixels: [1, 0, 1, 0])
  private let reference = Raster(width: 4, height: 1, pixels: [1, 1, 0, 0])

  @Test func tellsFoundMissedAndFalse() {
    let image = Overlay.filled(scan: scan, prediction: prediction, reference: reference, opacity: 1)
    #expect(image.pixels == [0, 158, 115, 230, 159, 0, 204, 121, 167, 100, 100, 100])
    let half = Overlay.filled(scan: scan, prediction: prediction, reference: reference)
    #expect(half.pixels.prefix(3) == [50, 129, 108])
  }

  @Test func outlinesLeaveTheInnerPixels() {
    let block = Raster(width: 5, height: 5, filledWith: 1)
    let image = Overlay.outlined(scan: Raster(width: 5, height: 5), masks: [(block, Overlay.missed)])
    #expect(image[2, 2, 0] == 0 && image[0, 2, 0] == 230 && image[4, 4, 1] == 159)
  }

  @Test func sheetsHoldAllPictures() {
    let sheet = ContactSheet.sheet(
      [scan, scan, Overlay.colored(prediction)], columns: 2, gap: 1, background: 7)
    #expect((sheet.width, sheet.height, sheet.channels) == (11, 5, 3))
    #expect(
      sheet[1, 1] == 100 && sheet[6, 1] == 100 && sheet[1, 3] == 1 && sheet[6, 3] == 7 && sheet[0, 0] == 7)
  }
}
