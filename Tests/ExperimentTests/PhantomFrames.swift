import Foundation
import Retina

/// Frames of two phantom eyes in a temporary folder, as stage 2 leaves them.
enum PhantomFrames {
  /// Calls `body` with the frames, 64 × 48 pixels, four graded scans of each eye.
  static func with<Result>(_ body: (FrameSet) throws -> Result) throws -> Result {
    let generator = PhantomGenerator(seed: 17, height: 48, width: 64, slices: 9, graded: 4)
    return try of((1...2).map { generator.volume(subject: Subject($0)) }) { try body($0) }
  }

  /// Calls `body` with the graded scans of volumes, by default at their own size.
  static func of<Result>(
    _ volumes: some Sequence<Volume>, _ preparation: FramePreparation = .full,
    _ body: (FrameSet) throws -> Result
  ) throws -> Result {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString).path
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    var frames: [Frame] = []
    for volume in volumes {
      for scan in volume.graded {
        let prepared = preparation.scan(scan)
        let frame = Frame(scan, of: volume).resized(to: prepared)
        try prepared.write(as: frame, to: folder)
        frames.append(frame)
      }
    }
    try FrameSet.writeManifest(frames, preparation: preparation, to: folder)
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
