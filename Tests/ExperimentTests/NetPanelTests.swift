import Checkpoints
import Foundation
import Retina
import Segmentation
import Tensors
import Testing

@testable import Experiment

@Suite struct NetPanelTests {
  private let pool = WorkerPool(threads: 1)

  /// Random nets on phantom frames: the file alone answers as the stage did that wrote it.
  @Test(arguments: Zoo.models.map(\.name)) func aCheckpointAnswersAsItsStageDid(model: String) throws {
    try PhantomFrames.with { frames in
      for scale in [1, 1.5] {
        let examinee = try Examinee(
          model, width: 4, window: 32, stride: 24, scale: scale, seed: 3, pool: pool)
        let exam = try Exam(frames: frames, fold: frames.soundFold)
        let path = frames.folder + "/net.safetensors"
        try examinee.checkpoint(seeing: frames).write(to: path, as: .safetensors)
        let net = try TrainedNet(path: path)
        #expect(net.settings.scale == scale && net.settings.model == model && net.settings.frames == .full)
        let panel = try NetPanel([net], pool: pool)
        for question in exam.questions.prefix(1) {
          let answer = try panel.answer(question.image, name: "x")
          #expect(try answer.mask == examinee.answer(question))
          for (mask, probability) in zip(answer.mask.pixels, answer.probability.pixels) {
            #expect(mask == 1 ? probability >= 127 : probability <= 128)
          }
        }
      }
    }
  }

  @Test func netsVoteByTheMeanOfTheirProbabilities() throws {
    try PhantomFrames.with { frames in
      let paths = try [UInt64(1), 2].map { seed in
        let path = "\(frames.folder)/net\(seed).safetensors"
        try Examinee(
          "unet_fcn", width: 4, window: 32, stride: 24, scale: 1, seed: seed, pool: pool
        ).checkpoint(seeing: frames).write(to: path, as: .safetensors)
        return path
      }
      let nets = try paths.map { try TrainedNet(path: $0) }
      let image = try frames.image(frames.manifest.frames[0].id)
      let answer = try NetPanel(nets, mirrors: true, pool: pool).answer(image, name: "x")
      let expected = Ensemble(
        nets.map { Predictor(net: $0.net, mode: $0.settings.mode, pool: pool) }, mirrors: true
      ).prediction(image)
      #expect(answer.mask == expected && answer.frame == image)

      let other = frames.folder + "/other.safetensors"
      try Examinee("unet_fcn", width: 4, window: 32, stride: 24, scale: 2, seed: 3, pool: pool)
        .checkpoint(seeing: frames).write(to: other, as: .safetensors)
      let another = try TrainedNet(path: other)
      #expect { try NetPanel([nets[0], another], pool: pool) } throws: {
        "\($0)".contains("expected a net that sees what") && "\($0)".contains("enlarged 2.0 times")
      }
    }
  }

  @Test func aNetOfTheRecipeSeesTheBand() throws {
    let architecture = Architecture.smallData(width: 4)
    let net = SegmentationNet(architecture, seed: 3)
    let meta: [String: MetaValue] = [
      "model": .string("recipe"), "band": .string("64"), "crop": .string("96"), "reduction": .string("2"),
      "frame": .string("filled"),
    ]
    var image = PhantomGenerator(seed: 17, height: 96, width: 128, slices: 1, graded: 1)
      .volume(subject: Subject(1)).scans[0].image
    for y in 0..<96 { for x in 0..<40 { image[x, y] = 255 } }
    try withFile(net.checkpoint(meta: meta)) { path in
      let trained = try TrainedNet(path: path)
      let answer = try NetPanel([trained], pool: pool).answer(image, name: "x")
      let predictor = try RecipeTests.recipe(["crop": 96]).predictor([net], pool: pool)
      #expect(try answer.mask == predictor.mask(image, name: "x") && answer.frame == image)
      #expect(answer.mask.pixels.contains(1) && answer.probability.pixels[0] == 0, "nothing above the band")
    }
    // Files from before frames were filled, and from before there was a reduction.
    var former = meta
    former["frame"] = nil
    try withFile(net.checkpoint(meta: former)) { path in
      let seeing = try TrainedNet(path: path)
      let recipe = try RecipeTests.recipe(["crop": 96])
      let (mask, other) = (
        try recipe.predictor([net], without: .frame, pool: pool).mask(image, name: "x"),
        try recipe.predictor([net], pool: pool).mask(image, name: "x")
      )
      #expect(try NetPanel([seeing], pool: pool).answer(image, name: "x").mask == mask && mask != other)
      try withFile(net.checkpoint(meta: meta)) { path in
        let filling = try TrainedNet(path: path)
        #expect { try NetPanel([seeing, filling], pool: pool) } throws: {
          "\($0)".contains("without white frames")
        }
      }
    }
    former["reduction"] = nil
    try withFile(net.checkpoint(meta: former)) { path in
      let whole = try TrainedNet(path: path)
      #expect(whole.settings.reduction == .none)
      try withFile(net.checkpoint(meta: meta)) { other in
        let reduced = try TrainedNet(path: other)
        #expect { try NetPanel([whole, reduced], pool: pool) } throws: {
          "\($0)".contains("reduced 2 times")
        }
      }
    }
    former["row"] = .string("without resolution")
    try withFile(net.checkpoint(meta: former)) { path in
      let halved = try TrainedNet(path: path)
      #expect(halved.settings.reduction == Reduction(rows: 2, columns: 2))
    }
    try withFile(net.checkpoint(meta: meta.merging(["row": .string("without band")]) { $1 })) { path in
      #expect { try TrainedNet(path: path) } throws: { "\($0)".hasSuffix("found without band") }
    }
  }

  @Test func squaresAreMadeAndAnswersCanHaveTheScansSize() throws {
    let settings = TestSettings(
      model: "fcn_r50", mode: .whole, scale: 1, frames: .square(side: 48, filter: .area))
    try withNet(settings.meta) { path in
      let net = try TrainedNet(path: path)
      #expect(net.settings == settings)
      let scan = Raster(width: 64, height: 40, filledWith: 9)
      let answer = try NetPanel([net], pool: pool).answer(scan, name: "x")
      #expect((answer.mask.width, answer.mask.height) == (48, 48))
      let whole = try NetPanel([net], isScanSize: true, pool: pool).answer(scan, name: "x")
      #expect((whole.mask.width, whole.mask.height) == (64, 40) && whole.frame == scan)
    }
  }

  @Test func whatAFileDoesNotSayIsGivenOrAsPublished() throws {
    try withNet([:]) { path in
      let net = try TrainedNet(path: path)
      #expect(net.settings.scale == 1)
      let given = try TrainedNet(path: path, given: ["scale": "2"])
      #expect(given.settings.scale == 2)
      #expect { try TrainedNet(path: path, given: ["model": "unet_fcn"]) } throws: {
        "\($0)" == "\(path): expected weights of unet_fcn, found those of fcn_r50"
      }
    }
    try withNet(["scale": .string("3"), "model": .string("fcn_r50")]) { path in
      let net = try TrainedNet(path: path, given: ["scale": "2"])
      #expect(net.settings.scale == 3, "the file knows better")
    }
  }

  @Test(arguments: [
    (["scale": "-1"], "scale: expected a number"), (["side": "0"], "side: expected a multiple of 1"),
    (["side": "64", "filter": "blur"], "filter: expected bicubic or area, found blur"),
    (["model": "unet_fcn"], "expected weights of unet_fcn, as its metadata says, found those of fcn_r50"),
    (["model": "huge"], "model: one of unet_fcn"),
    (["model": "recipe"], "band: a multiple of 16, found none"),
    (["model": "recipe", "frame": "blue"], "frame: seen or filled, found blue"),
  ]) func metadataThatCannotBeIsNamed(texts: [String: String], _ expected: String) throws {
    try withNet(texts.mapValues { .string($0) }) { path in
      #expect { try TrainedNet(path: path) } throws: { error in
        "\(error)".hasPrefix("\(path): ")
          && "\(error)".contains(expected.replacingOccurrences(of: ": expected ", with: ": "))
      }
    }
  }

  @Test func netsOfOtherClassesAreRefused() throws {
    var architecture = try #require(Zoo["fcn_r50"]).architecture.scaled(toWidth: 4)
    architecture.classes = 21
    try withFile(SegmentationNet(architecture, seed: 1).checkpoint()) { path in
      #expect { try TrainedNet(path: path) } throws: {
        "\($0)" == "\(path): expected a net of 2 classes, background and fluid, found 21"
      }
    }
    try withFile(Checkpoint()) { path in
      #expect { try TrainedNet(path: path) } throws: { "\($0)".hasSuffix("that Fovea knows, found others") }
    }
  }

  private func withNet(_ meta: [String: MetaValue], _ body: (String) throws -> Void) throws {
    let architecture = try #require(Zoo["fcn_r50"]).architecture.scaled(toWidth: 4)
    try withFile(SegmentationNet(architecture, seed: 1).checkpoint(meta: meta), body)
  }

  private func withFile(_ checkpoint: Checkpoint, _ body: (String) throws -> Void) throws {
    let path = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString).path
    defer { try? FileManager.default.removeItem(atPath: path) }
    try checkpoint.write(to: path, as: .safetensors)
    try body(path)
  }
}
