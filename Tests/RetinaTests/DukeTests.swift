import Foundation
import Retina
import Tensors
import Testing

/// The graded scans of the ten real volumes, loaded once.
private struct DukeScans {
  let frames: [Frame]
  let scans: [FrameID: BScan]
  let sizes: Set<[Int]>

  static let loaded = Result {
    var (frames, scans, sizes) = ([Frame](), [FrameID: BScan](), Set<[Int]>())
    for path in try Volume.files(in: SharedData.duke) {
      let volume = try Volume(path: path)
      sizes.insert([volume.height, volume.width, volume.scans.count])
      for scan in volume.graded {
        let frame = Frame(scan, of: volume)
        frames.append(frame)
        scans[frame.id] = scan
      }
    }
    return DukeScans(frames: frames, scans: scans, sizes: sizes)
  }

  func mask(_ id: FrameID, grader: Int = 1) throws -> Raster {
    try #require(scans[id]?.gradings[grader - 1].mask)
  }
}

/// Sums for a Dice over many pairs of masks.
private struct Overlap {
  var both = 0
  var total = 0

  mutating func add(_ one: Raster, _ other: Raster) {
    both += zip(one.pixels, other.pixels).reduce(0) { $0 + Int($1.0 & $1.1) }
    total += area(one) + area(other)
  }

  var dice: Double { 2 * Double(both) / Double(total) }
}

private func area(_ mask: Raster) -> Int { mask.pixels.reduce(0) { $0 + Int($1) } }

/// What the volumes hold, against what others have counted in them.
@Suite(.enabled(if: SharedData.has(SharedData.duke), "needs the Duke volumes beside the project"))
struct DukeTests {
  @Test func elevenScansOfEachEyeAreGraded() throws {
    let duke = try DukeScans.loaded.get()
    #expect(duke.sizes == [[496, 768, 61]])
    let manifest = FrameManifest(frames: duke.frames)
    #expect(manifest.graded.count == 110)
    let centers = [30, 30, 30, 26, 28, 30, 31, 28, 30, 30]
    for (subject, center) in zip(manifest.subjects, centers) {
      let slices = manifest.frames.filter { $0.subject == subject }.map(\.slice)
      #expect(slices == [-20, -15, -10, -5, -2, 0, 2, 5, 10, 15, 20].map { $0 + center })
    }
  }

  @Test func fluidIsWhatOthersCounted() throws {
    let frames = try DukeScans.loaded.get().frames
    let first = (1...10).map { subject in
      frames.filter { $0.subject == Subject(subject) }.reduce(0) { $0 + ($1.fluidPixels[0] ?? 0) }
    }
    #expect(first == [79466, 11966, 4849, 39084, 88941, 50845, 7556, 12460, 4352, 46633])
    #expect(frames.count { $0.fluidPixels[0] != 0 } == 78)
    #expect(frames.count { $0.fluidPixels[1] != 0 } == 86)
    #expect(abs(Double(first.reduce(0, +)) / Double(110 * 496 * 768) - 0.00826) < 0.000005)
  }

  @Test func gradersAgreeAsPublished() throws {
    let duke = try DukeScans.loaded.get()
    var overlap = Overlap()
    for frame in duke.frames { overlap.add(try duke.mask(frame.id), try duke.mask(frame.id, grader: 2)) }
    #expect(abs(overlap.dice - 0.689) < 0.0005)
  }

  /// Copying the nearest training mask of the same eye: .499 where subjects leak, nothing where they do not.
  @Test func copyingANeighborTellsALeak() throws {
    let duke = try DukeScans.loaded.get()
    let manifest = FrameManifest(frames: duke.frames)
    func dice(_ fold: Fold) throws -> Double {
      var overlap = Overlap()
      for id in fold.validation {
        let copy = try CopyNeighbor.mask(for: id, training: fold.training, width: 768, height: 496) {
          try duke.mask($0)
        }
        overlap.add(
          copy.pillowBicubic(width: 256, height: 256),
          try duke.mask(id).pillowBicubic(width: 256, height: 256))
      }
      return overlap.dice
    }
    let published = try dice(try #require(Split(.published, of: manifest).folds.first))
    #expect(abs(published - 0.4986) < 0.0005)
    for fold in try Split(.subjects, of: manifest).folds { #expect(try dice(fold) == 0) }
  }

  @Test func smallerMasksKeepTheirArea() throws {
    let duke = try DukeScans.loaded.get()
    let scale = Double(256 * 256) / Double(496 * 768)
    var (whole, bicubic) = (0.0, 0.0)
    for frame in duke.frames {
      let mask = try duke.mask(frame.id)
      let expected = Double(area(mask)) * scale
      let found = Double(area(mask.maskResized(width: 256, height: 256)))
      #expect(abs(found - expected) <= max(0.01 * expected, 0.5), "\(frame.id)")
      whole += expected
      bicubic += Double(area(mask.pillowBicubic(width: 256, height: 256)))
    }
    #expect(abs(bicubic / whole - 1) < 0.01)
  }
}
