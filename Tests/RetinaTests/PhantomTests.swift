import Foundation
import Tensors
import Testing

@testable import Retina

@Suite struct PhantomTests {
  private let generator = PhantomGenerator(seed: 17, height: 124, width: 192, slices: 13, graded: 6)

  @Test func sameSeedSameVolume() {
    let volume = generator.volume(subject: Subject(3))
    #expect(volume == generator.volume(subject: Subject(3)))
    #expect(volume != generator.volume(subject: Subject(4)))
    let other = PhantomGenerator(seed: 18, height: 124, width: 192, slices: 13, graded: 6)
    #expect(volume != other.volume(subject: Subject(3)))
  }

  @Test func comesBackFromItsFile() throws {
    try withTemporaryFolder { folder in
      let path = folder + "/Subject_03.mat"
      try generator.write(subject: Subject(3), to: path)
      #expect(try Volume(path: path) == generator.volume(subject: Subject(3)))
      let again = folder + "/again.mat"
      try generator.write(subject: Subject(3), to: again)
      #expect(
        try Data(contentsOf: URL(fileURLWithPath: path)) == Data(contentsOf: URL(fileURLWithPath: again)))
    }
  }

  @Test(arguments: [(1, 1), (2, 2), (61, 1)]) func theSmallestVolumesComeBackToo(slices: Int, graded: Int)
    throws
  {
    let generator = PhantomGenerator(seed: 1, height: 64, width: 64, slices: slices, graded: graded)
    try withTemporaryFolder { folder in
      try generator.write(subject: Subject(100), to: folder + "/Subject_100.mat")
      #expect(
        try Volume(path: folder + "/Subject_100.mat") == generator.volume(subject: Subject(100)))
    }
  }

  @Test func aCystOutsideTheScanHasNoPixels() {
    let rim = SmoothNoise(stream: RandomStream(seed: 1, purpose: "test"), field: 0)
    for (x, y) in [(80, 20), (-40, 20), (30, 70), (30, -30)] as [(Float, Float)] {
      let cyst = PhantomCyst(number: 1, x: x, y: y, slice: 2, radiusX: 5, radiusY: 5, radiusZ: 1, rim: rim)
      cyst.forEachPixel(at: 2, width: 64, height: 48) { x, y, _ in Issue.record("(\(x), \(y))") }
    }
  }

  /// The wettest eyes that pipeline.yaml allows, drawn by graders who move wide cysts.
  @Test(arguments: 1...4) func theWettestEyesAreDrawn(seed: UInt64) {
    let generator = PhantomGenerator(seed: seed, height: 64, width: 64, slices: 9, graded: 9, wetness: 4)
    for subject in 1...6 { #expect(generator.volume(subject: Subject(subject)).graded.count == 9) }
  }

  @Test func gradesWhatItSays() {
    for (slices, graded) in [(61, 11), (61, 4), (61, 61), (5, 5), (7, 1), (9, 8)] {
      let generator = PhantomGenerator(seed: 1, height: 32, width: 32, slices: slices, graded: graded)
      let places = generator.gradedSlices
      #expect(Set(places).count == graded && places == places.sorted())
      #expect(places.allSatisfy { (0..<slices).contains($0) })
    }
    let volume = generator.volume(subject: Subject(1))
    #expect(volume.graded.map(\.slice) == generator.gradedSlices)
  }

  /// Prevalence, empty scans and the graders' difference are those of a hard problem, as in the Duke set.
  @Test func isAsUnevenAsRealEyes() {
    var (both, one, two, pixels, empty, scans) = (0, 0, 0, 0, 0, 0)
    for subject in 1...8 {
      for scan in generator.volume(subject: Subject(subject)).graded {
        let masks = scan.gradings.compactMap(\.mask)
        let first = masks[0].pixels.reduce(0) { $0 + Int($1) }
        one += first
        two += masks[1].pixels.reduce(0) { $0 + Int($1) }
        both += zip(masks[0].pixels, masks[1].pixels).reduce(0) { $0 + Int($1.0 & $1.1) }
        pixels += masks[0].pixels.count
        empty += first == 0 ? 1 : 0
        scans += 1
      }
    }
    let dice = 2 * Double(both) / Double(one + two)
    print(
      "phantoms: prevalence \(Double(one) / Double(pixels)), Dice between graders \(dice), \(empty) of \(scans) empty"
    )
    #expect((0.003...0.03).contains(Double(one) / Double(pixels)))
    #expect((0.6...0.9).contains(dice))
    #expect(two > one)
    #expect(empty > 0 && empty < scans / 2)
  }

  @Test func fluidIsDarkerThanTheRetinaAround() {
    let volume = generator.volume(subject: Subject(2))
    var (inside, marked, above, rows) = (0, 0, 0, 0)
    for scan in volume.graded {
      guard let mask = scan.gradings[0].mask else { continue }
      for (value, fluid) in zip(scan.image.pixels, mask.pixels) where fluid == 1 {
        inside += Int(value)
        marked += 1
      }
      for (value, fluid) in zip(scan.image.pixels, mask.pixels) where fluid == 0 && value > 60 {
        above += Int(value)
        rows += 1
      }
    }
    #expect(marked > 0 && inside / max(marked, 1) * 2 < above / max(rows, 1))
  }
}
