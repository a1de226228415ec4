import Foundation
import Retina
import Tensors

/// Frames of two phantom eyes in a temporary folder, as stage 2 leaves them.
enum PhantomFrames {
  /// Calls `body` with the frames, 64 × 48 pixels, four graded scans of each eye.
  static func with<Result>(_ body: (FrameSet) throws -> Result) throws -> Result {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString).path
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let generator = PhantomGenerator(seed: 17, height: 48, width: 64, slices: 9, graded: 4)
    var frames: [Frame] = []
    for subject in 1...2 {
      let volume = generator.volume(subject: Subject(subject))
      for scan in volume.graded {
        let frame = Frame(scan, of: volume)
        try scan.image.writePNG(to: "\(folder)/\(frame.imageName)")
        for (index, grading) in scan.gradings.enumerated() {
          try grading.mask?.writeMask(to: "\(folder)/\(frame.maskName(grader: index + 1))")
        }
        frames.append(frame)
      }
    }
    try FrameSet.writeManifest(frames, to: folder)
    return try body(FrameSet(folder: folder))
  }
}

extension FrameSet {
  /// Every second frame held out, so that both eyes stand on both sides.
  var leakingFold: Fold {
    let ids = manifest.frames.map(\.id)
    return Fold(
      name: "leak", training: ids.indices.filter { $0 % 2 == 0 }.map { ids[$0] },
      validation: ids.indices.filter { $0 % 2 == 1 }.map { ids[$0] })
  }

  /// Eye 2 held out.
  var soundFold: Fold {
    let ids = manifest.frames.map(\.id)
    return Fold(
      name: "S2", training: ids.filter { $0.subject == Subject(1) },
      validation: ids.filter { $0.subject == Subject(2) })
  }
}
