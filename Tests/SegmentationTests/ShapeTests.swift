import Segmentation
import Tensors
import Testing

@Suite struct ShapeTests {
  private let pitch = SlicePitch(axial: 3, lateral: 4)

  private func mask(_ rows: [String]) -> Raster {
    Raster(
      width: rows[0].count, height: rows.count,
      pixels: rows.joined().utf8.map { $0 == UInt8(ascii: "#") ? 1 : 0 })
  }

  /// Random masks from almost empty to full, tall, wide and of one row or column.
  @Test(arguments: [(1, 1), (1, 9), (9, 1), (7, 12), (16, 5), (23, 17)])
  func distancesAreThoseOfTheReference(width: Int, height: Int) {
    for (sample, share) in [Float(0.02), 0.1, 0.5, 0.97, 0].enumerated() {
      var random = RandomStream(seed: 5, purpose: "test/masks").sequence(sample: UInt64(sample))
      let mask = Raster(
        width: width, height: height, pixels: (0..<width * height).map { _ in random.happens(share) ? 1 : 0 })
      for pitch in [pitch, SlicePitch(axial: 3.87, lateral: 11.33), SlicePitch(axial: 1, lateral: 1)] {
        let fast = DistanceMap(to: mask, pitch: pitch).squares
        let slow = DistanceMap.reference(to: mask, pitch: pitch)
        #expect(fast.count == slow.count)
        #expect(zip(fast, slow).allSatisfy { $0 == $1 || abs($0 - $1) <= 1e-12 * $1 })
      }
    }
  }

  @Test func distancesByHand() throws {
    let distances = try #require(SurfaceDistances(mask(["#..", "..."]), mask(["...", "..#"]), pitch: pitch))
    #expect(distances.hausdorff95 == 73.0.squareRoot())
    #expect(distances.mean == 73.0.squareRoot())
    let same = try #require(SurfaceDistances(mask(["##."]), mask(["##."]), pitch: pitch))
    #expect(same.hausdorff95 == 0 && same.mean == 0)
    #expect(SurfaceDistances(mask(["..."]), mask(["##."]), pitch: pitch) == nil)
  }

  /// A block and the ring around its inside have the same 16 outer pixels as outline.
  @Test func onlyOutlinesCount() throws {
    let block = mask(["#####", "#####", "#####", "#####", "#####"])
    let ring = mask(["#####", "#...#", "#...#", "#...#", "#####"])
    let distances = try #require(SurfaceDistances(block, ring, pitch: pitch))
    #expect(distances.hausdorff95 == 0)
  }

  @Test func lesionsShareSidesAndAreCountedOnce() {
    let label = mask(["#..##", "##...", "..#.#"])
    #expect(Lesions(of: label).pixels.map(\.count) == [3, 2, 1, 1])
    let shape = SliceShape(prediction: mask(["#...#", ".....", "###.."]), label: label, pitch: pitch)
    #expect((shape.lesions, shape.found) == (4, 3))
    #expect((shape.predictedLesions, shape.right) == (3, 3))
    #expect(abs(shape.areaError - -24e-6) < 1e-18)
    #expect(Lesions(of: mask(["..."])).pixels.isEmpty)
  }

  @Test func anEvaluationMeasuresOnlyWithAPitch() {
    var evaluation = FluidEvaluation()
    evaluation.add(prediction: mask(["#."]), label: mask(["#."]), subject: "a")
    evaluation.add(prediction: mask(["#."]), label: mask([".#"]), subject: "a", pitch: pitch)
    #expect(evaluation.slices[0].shape == nil)
    #expect(evaluation.slices[1].shape?.hausdorff95 == 4)
  }
}
