import BLAS
import Experiment
import Foundation
import Retina
import Tensors
import Testing

@testable import Probing

@Suite struct LinearProbeTests {
  /// Three phantom eyes; calls `body` with their frames and the fold that holds out the third.
  private func withFrames(_ body: (FrameSet, Fold) throws -> Void) throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString).path
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let generator = PhantomGenerator(seed: 17, height: 48, width: 64, slices: 9, graded: 4, wetness: 2.5)
    var frames: [Frame] = []
    for subject in 1...3 {
      let volume = generator.volume(subject: Subject(subject))
      for scan in volume.graded {
        let frame = Frame(scan, of: volume)
        try scan.write(as: frame, to: folder)
        frames.append(frame)
      }
    }
    try FrameSet.writeManifest(frames, to: folder)
    let ids = frames.map(\.id)
    try body(
      FrameSet(folder: folder),
      Fold(
        name: "S3", training: ids.filter { $0.subject != Subject(3) },
        validation: ids.filter { $0.subject == Subject(3) }))
  }

  @Test func trainingSubjectsAloneAreAsked() throws {
    try withFrames { frames, fold in
      let probe = try LinearProbe(
        frames: frames, fold: fold, atMost: 3, penalty: 1e-3, scale: 1, blas: OpenBLAS())
      #expect(Set(probe.fit.map(\.frame.subject)) == [Subject(1)] && probe.fit.count == 3)
      #expect(Set(probe.judge.map(\.frame.subject)) == [Subject(2)] && probe.judge.count == 3)
      let alone = Fold(name: "x", training: Array(fold.training.prefix(3)), validation: fold.validation)
      let single = try LinearProbe(
        frames: frames, fold: alone, atMost: 9, penalty: 1e-3, scale: 1, blas: OpenBLAS())
      #expect(single.fit.count == 2 && single.judge.map(\.frame) == [alone.training[1]])
      let one = Fold(name: "x", training: Array(fold.training.prefix(1)), validation: fold.validation)
      #expect {
        try LinearProbe(frames: frames, fold: one, atMost: 3, penalty: 1e-3, scale: 1, blas: OpenBLAS())
      } throws: { "\($0)".contains("expected two training scans at least") }
    }
  }

  @Test(arguments: ["unet_fcn", "deeplabv3plus_r18"]) func featuresTellMoreThanNothing(model: String) throws {
    try withFrames { frames, fold in
      let probe = try LinearProbe(
        frames: frames, fold: fold, atMost: 4, penalty: 1e-3, scale: 1, blas: OpenBLAS())
      func result(threads: Int) throws -> LinearProbe.Result {
        let examinee = try Examinee(
          model, width: 8, window: 32, stride: 32, scale: 1, seed: 1, pool: WorkerPool(threads: threads))
        return try probe.result(of: examinee)
      }
      var steps = 0
      let examinee = try Examinee(
        model, width: 8, window: 32, stride: 32, scale: 1, seed: 1, pool: WorkerPool(threads: 1))
      let first = try probe.result(of: examinee) { steps += 1 }
      #expect(steps == probe.steps && first.name == model && first.features >= 8)
      let dice = try #require(first.dice)
      let marks = probe.judge.flatMap(\.label.pixels)
      let fluid = marks.count { $0 != 0 }
      let everything = 2 * Double(fluid) / Double(marks.count + fluid)
      #expect(fluid > 0 && dice > everything && dice <= 1, "\(dice), \(everything) where all is fluid")
      #expect(try result(threads: 2) == first, "the number of threads decides nothing")
    }
  }
}
