import Foundation
import Plots
import Retina
import Segmentation
import Tensors
import Testing

@testable import Experiment

@Suite struct PredictionGalleryTests {
  /// A gallery of phantom frames, each predicted as its own label moved down by the frame's number.
  private func gallery(_ frames: FrameSet, _ folder: String) throws -> PredictionGallery {
    for name in ["overlays", "masks"] {
      try FileManager.default.createDirectory(
        atPath: "\(folder)/\(name)", withIntermediateDirectories: true)
    }
    var gallery = PredictionGallery(
      folder: folder + "/overlays", masks: folder + "/masks", frames: frames)
    let exam = try Exam(frames: frames, fold: frames.soundFold)
    for (shift, question) in exam.questions.enumerated() {
      let label = question.label
      let blank = [UInt8](repeating: 0, count: shift * label.width)
      let moved = Raster(
        width: label.width, height: label.height,
        pixels: Array((blank + label.pixels).prefix(label.pixels.count)))
      try gallery.add(question, prediction: moved)
    }
    return gallery
  }

  @Test func errorsAreOutlinesAndFilesHoldTheMask() throws {
    try PhantomFrames.with { frames in
      let gallery = try gallery(frames, frames.folder)
      let first = try #require(gallery.pictures.first)
      let layer = PredictionGallery.Layer.self
      #expect(first.scan.paths.count == layer.allCases.count)
      #expect(first.scan.paths[layer.missed.rawValue].isEmpty, "the first prediction is the label itself")
      #expect(first.scan.paths[layer.grader1.rawValue] == first.scan.paths[layer.prediction.rawValue])
      #expect((first.scan.width, first.scan.height) == (64, 48))
      let masks = frames.folder + "/masks"
      let mask = try Raster(readingMask: PredictionGallery.maskPath(first.frame, in: masks))
      #expect(try mask == frames.mask(first.frame))
    }
  }

  @Test func groupsHoldEveryPictureOnce() throws {
    try PhantomFrames.with { frames in
      let gallery = try gallery(frames, frames.folder)
      let count = gallery.pictures.count
      #expect(gallery.groups(of: 4).flatMap(\.pictures).count == count)
      let groups = gallery.groups(of: 1)
      #expect(Set(groups.flatMap(\.pictures).map(\.frame)).count == count)
      let dice = gallery.groups(of: 4)[0].pictures.compactMap(\.dice)
      #expect(dice == dice.sorted())
    }
  }

  @Test func publishedNumbersStandBesideTheirRows() throws {
    #expect(PublishedScores.finetuned.count == 9 && PublishedScores.retrained.count == 7)
    #expect(Set(PublishedScores.retrainedModels) == Set(PublishedScores.retrained.keys))
    #expect(Set(ReportedRanking.all.map(\.model)) == Set(Zoo.models.map(\.name)))
    #expect(PublishedDisagreement.all.count == 13)
    let focal = try #require(PublishedScores.finetuned["fcn-large-focal"])
    #expect(focal.readme?.meanDice == 77.40 && focal.readme?.meanIoU == focal.meanIoU)
    #expect(PublishedScores.finetuned["fcn-large-adam"]?.readme == nil)
    // Background is 99.6 in every row, so mDice is (99.6 + fluid) / 2: a slip of the pen would show.
    for row in Array(PublishedScores.finetuned.values) + Array(PublishedScores.retrained.values) {
      #expect(abs((99.6 + row.fluidDice) / 2 - row.meanDice) < 0.25, "\(row)")
    }
    try PhantomFrames.with { frames in
      let exam = try Exam(frames: frames, fold: frames.soundFold)
      let scores = try exam.scores(name: "fcn-large") { $0.label }
      let compared = try #require(ComparedScores.of([scores], PublishedScores.finetuned).first)
      #expect(abs((compared.fluidDelta ?? 0) - (100 - 55.23)) < 1e-9)
      let matrix = scores.confusion(pixels: exam.pixels)
      #expect(matrix.counts.flatMap(\.self).reduce(0, +) == exam.pixels && matrix.counts[0][1] == 0)
      let points = scores.strips.rows.flatMap(\.points)
      #expect(points.map(\.link) == exam.questions.map { "#scan:\($0.frame)" })
    }
  }
}
