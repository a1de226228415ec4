import Tensors
import Testing

@testable import Probing

@Suite struct DiceCurveTests {
  @Test func theBestThresholdLiesBetweenTheClasses() {
    var curve = DiceCurve()
    let label = Raster(width: 6, height: 1, pixels: [0, 0, 0, 1, 1, 0])
    curve.add([-5, 0.1, 0.2, 0.6, 9, 0.5], label)
    let threshold = curve.bestThreshold
    #expect(curve.dice(above: threshold) == 1)
    #expect(curve.dice(above: 0) == 0.5, "everything: 2 · 2 / (6 + 2)")
  }

  @Test func withoutFluidThereIsNothingToFind() {
    var curve = DiceCurve()
    #expect(curve.dice(above: 0) == nil)
    curve.add([0.3], Raster(width: 1, height: 1))
    #expect(curve.dice(above: 0) == 0)
  }
}
