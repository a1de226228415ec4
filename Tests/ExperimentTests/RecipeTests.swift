import Foundation
import NN
import Retina
import Segmentation
import Tensors
import Testing

@testable import Experiment

@Suite struct RecipeTests {
  static func recipe(_ changes: [String: Double] = [:]) throws -> Recipe {
    let fields: [String: Double] = [
      "width": 4, "band": 64, "crop": 64, "rows": 2, "columns": 2, "batch": 2, "rate": 0.003, "decay": 0.01,
      "averaging": 0.02, "oversampling": 0.33, "graders": 2,
    ].merging(changes) { $1 }
    var object: [String: Any] = fields
    object["reduction"] = ["rows": fields["rows"], "columns": fields["columns"]]
    return try JSONDecoder().decode(Recipe.self, from: JSONSerialization.data(withJSONObject: object))
      .lasting(3)
  }

  private func frame(width: Int = 128, height: Int = 160) -> LabeledImage {
    var image = Raster(width: width, height: height, filledWith: 20)
    var labels = Raster(width: width, height: height)
    for y in 0..<height { for x in 0..<8 { image[x, y] = 255 } }
    for y in 70..<110 { for x in 8..<width { image[x, y] = 150 } }
    for y in 80..<90 { for x in 50..<70 { (image[x, y], labels[x, y]) = (30, 1) } }
    return LabeledImage(image: image, labels: labels)
  }

  @Test(arguments: [nil] + RecipeLever.allCases.map(Optional.some))
  func samplesHaveTheSizeThatNetsTake(lever: RecipeLever?) throws {
    let recipe = try Self.recipe()
    let samples = FoldSamples(
      [recipe.seen(frame(), without: lever)], seed: 3, augmentation: recipe.augmentation(without: lever))
    let (one, again) = (samples(5), samples(5))
    let side = lever == .resolution ? 64 : 32
    #expect(one.image.width == side && one.image.height == side)
    #expect(one.image == again.image && one.label == again.label)
  }

  @Test func aLeverTakesOneThingAway() throws {
    let recipe = try Self.recipe()
    let whole = recipe.training(seed: 1)
    #expect(whole.batchSize == 2 && recipe.training(seed: 1, without: .resolution).batchSize == 1)
    #expect(
      try Self.recipe(["rows": 1, "columns": 1]).training(seed: 1, without: .resolution).batchSize == 8)
    #expect(whole.loss == .diceCrossEntropy && whole.optimizer == .adamW && whole.seed == 1)
    #expect(whole.schedule.exactRate(at: 2) == 0, "the rate ends at zero")
    let kinds: [RecipeLever: any Augmentation.Type] = [
      .flip: RandomFlip.self, .scale: RandomAffine.self, .elastic: RandomElastic.self,
      .shift: RandomColumnShift.self, .gamma: RandomGamma.self,
    ]
    let steps = recipe.augmentation().map { ObjectIdentifier(type(of: $0)) }
    for lever in RecipeLever.allCases {
      let settings = recipe.training(seed: 1, without: lever)
      let changed = [
        settings.loss != whole.loss, settings.auxiliaryWeight != whole.auxiliaryWeight,
        settings.averaging != whole.averaging, settings.schedule != whole.schedule,
      ].count { $0 }
      let isTraining = [.dice, .supervision, .average, .cosine].contains(lever)
      #expect(changed == (isTraining ? 1 : 0), "\(lever)")
      let left = recipe.augmentation(without: lever).map { ObjectIdentifier(type(of: $0)) }
      let missing = kinds[lever].map { ObjectIdentifier($0) }
      #expect(left == steps.filter { $0 != missing }, "\(lever)")
      #expect(
        (recipe.seen(frame(), without: lever) != recipe.seen(frame()))
          == [.band, .frame, .resolution].contains(lever), "\(lever)")
    }
  }

  @Test func cropsAreCenteredOnFluidUnlessTheLeverIsLeftOut() throws {
    let recipe = try Self.recipe(["oversampling": 1])
    let seen = recipe.seen(frame(width: 512))
    func wet(without lever: RecipeLever?) -> Int {
      let samples = FoldSamples([seen], seed: 3, augmentation: recipe.augmentation(without: lever))
      return (0..<40).count { samples($0).label.pixels.contains(1) }
    }
    let (centered, anywhere) = (wet(without: nil), wet(without: .oversampling))
    #expect(centered > 30 && anywhere < 20, "\(centered) and \(anywhere) of 40 crops hold fluid")
  }

  @Test func rowsAndColumnsCanBeReducedApart() throws {
    let recipe = try Self.recipe(["rows": 4, "columns": 1])
    try recipe.check()
    let seen = recipe.seen(frame())
    #expect((seen.width, seen.height) == (128, 16))
    let sample = FoldSamples([seen], seed: 3, augmentation: recipe.augmentation())(1)
    #expect((sample.image.width, sample.image.height) == (64, 16))
    let net = SegmentationNet(recipe.architecture, seed: 2)
    let mask = try recipe.predictor([net], pool: WorkerPool(threads: 1)).mask(frame().image, name: "a scan")
    #expect((mask.width, mask.height) == (128, 160))
    #expect(throws: ExperimentError.self) { try Self.recipe(["rows": 8, "columns": 1]).check() }
    let texts = ["2", "4x1", "1"].map { Reduction($0) }
    #expect(texts == [Reduction(rows: 2, columns: 2), Reduction(rows: 4, columns: 1), .some(.none)])
    #expect(texts.map { $0.map { "\($0)" } } == ["2", "4x1", "1"])
    #expect(["", "0", "x", "2x", "2x2x2", "65", "-1"].allSatisfy { Reduction($0) == nil })
  }

  @Test func fluidOutsideTheBandIsTold() throws {
    let recipe = try Self.recipe()
    #expect(recipe.unseenFluid(of: [frame()]) == 0 && recipe.unseenFluid(of: []) == 0)
    var labels = frame().labels
    for x in 50..<70 { labels[x, 0] = 1 }
    let outside = LabeledImage(image: frame().image, labels: labels)
    let share = recipe.unseenFluid(of: [outside])
    #expect(abs(share - 20.0 / 220) < 1e-9, "\(share)")
    #expect(recipe.unseenFluid(of: [outside], without: .band) == 0)
  }

  @Test func bothGradersTeachUnlessTheLeverIsLeftOut() throws {
    let recipe = try Self.recipe()
    #expect(recipe.graders(without: nil) == 1...2 && recipe.graders(without: .graders) == 1...1)
  }

  /// In training as in the exam; the nets of the lever do see it.
  @Test func noNetSeesTheWhiteFrame() throws {
    let recipe = try Self.recipe()
    let framed = frame()
    let filled = LabeledImage(image: framed.image.withoutWhiteFrame(), labels: framed.labels)
    #expect(framed != filled && recipe.seen(framed) == recipe.seen(filled))
    #expect(recipe.seen(framed, without: .frame) != recipe.seen(filled, without: .frame))
    let net = SegmentationNet(recipe.architecture, seed: 2)
    let pool = WorkerPool(threads: 1)
    for lever in [nil, RecipeLever.frame] {
      let predictor = recipe.predictor([net], without: lever, pool: pool)
      let shares = try [framed, filled].map { try predictor.probabilities($0.image, name: "x").shares.nchw }
      #expect((shares[0] == shares[1]) == (lever == nil))
    }
  }

  @Test func masksAreBackgroundOutsideTheBand() throws {
    let recipe = try Self.recipe()
    let net = SegmentationNet(recipe.architecture, seed: 2)
    // Finds fluid wherever it looks.
    let wet = SegmentationNet(recipe.architecture, seed: 2)
    try #require(wet.parameters["decode_head.conv_seg.bias"]).assign([0, 100])
    let pool = WorkerPool(threads: 2)
    let image = frame().image
    let rows = RetinaBand(of: image, height: 64).rows
    for lever in [nil, RecipeLever.band, .resolution] {
      let mask = try recipe.predictor([wet, wet], mirrors: true, without: lever, pool: pool)
        .mask(image, name: "a scan")
      #expect(mask.width == 128 && mask.height == 160)
      let isRight = mask.pixels.indices.allSatisfy {
        mask.pixels[$0] == (lever == .band || rows.contains($0 / 128) ? 1 : 0)
      }
      #expect(isRight, "\(String(describing: lever))")
    }
    let one = try recipe.predictor([net], pool: pool).mask(image, name: "a scan")
    #expect(try recipe.predictor([net, net, net], pool: pool).mask(image, name: "a scan") == one)
  }

  @Test func masksThatAreNoNumbersAreRefused() throws {
    let recipe = try Self.recipe()
    let net = SegmentationNet(recipe.architecture, seed: 2)
    for entry in net.parameters.entries where entry.name == "decode_head.conv_seg.bias" {
      entry.parameter.assign([.nan, .nan])
    }
    #expect(throws: ExperimentError.prediction(model: "recipe", frame: "a scan")) {
      try recipe.predictor([net], pool: WorkerPool(threads: 1)).mask(frame().image, name: "a scan")
    }
  }

  @Test func sidesMustSuitTheNet() throws {
    try Self.recipe().check()
    try Self.recipe(["crop": 48]).check(without: .resolution)
    #expect(throws: ExperimentError.self) { try Self.recipe(["band": 48]).check() }
    #expect(throws: ExperimentError.self) { try Self.recipe(["crop": 41]).check() }
    // One pixel at the deepest stage: instance normalization would make nothing of it.
    #expect(throws: ExperimentError.self) { try Self.recipe(["band": 32, "crop": 32]).check() }
    try Self.recipe(["band": 32, "crop": 64]).check()
    try Self.recipe(["band": 32, "crop": 32]).check(without: .resolution)
  }

  @Test func anAverageOfOneStepIsRefused() throws {
    #expect(throws: ExperimentError.self) { try Self.recipe(["averaging": 0]).check() }
    try Self.recipe(["averaging": 0]).check(without: .average)
  }

  @Test func anInnerJudgeIsTheNextFoldAndTeachesNothing() throws {
    let frames = (1...3).map { number in
      Frame(
        id: FrameID(subject: Subject(number), slice: 4), width: 2, height: 2, fluidPixels: [1], pitch: .duke)
    }
    let split = try Split(.leaveOneOut, of: FrameManifest(frames: frames))
    let exam = try TrialJudge.fold.frames(ofFold: "S3", in: split)
    #expect(exam == split.folds[2])
    let inner = try TrialJudge.inner.frames(ofFold: "S3", in: split)
    #expect(inner.name == "S3, judged by S1" && inner.validation.map(\.subject) == [Subject(1)])
    #expect(inner.training.map(\.subject) == [Subject(2)])
    #expect(throws: ExperimentError.self) { try TrialJudge.fold.frames(ofFold: "S4", in: split) }
    let two = try Split(.leaveOneOut, of: FrameManifest(frames: Array(frames.prefix(2))))
    #expect { try TrialJudge.inner.frames(ofFold: "S1", in: two) } throws: {
      "\($0)".contains("trials.judge: expected fold, as there is no third fold")
    }
  }

  @Test func rowsArePooledOverFoldsOrLeftOut() throws {
    try PhantomFrames.with { frames in
      let ids = frames.manifest.frames.map(\.id)
      let folds = [1, 2].map { held in
        Fold(
          name: "S\(held)", training: ids.filter { $0.subject != Subject(held) },
          validation: ids.filter { $0.subject == Subject(held) })
      }
      let exam = try Exam(frames: frames, folds: folds)
      #expect(exam.questions.map(\.frame) == ids)
      let baselines = try exam.baselines(frames: frames, folds: folds)
      #expect(baselines.first { $0.name == "copy-neighbor" }?.pooledDice == 0, "no eye is on both sides")

      var cells: [Scores] = []
      var masks: [String] = []
      for (name, fold) in [("all", folds[0]), ("half", folds[0]), ("all", folds[1])] {
        let folder = "\(frames.folder)/\(name)-\(fold.name)"
        let pictures = folder + "-pictures"
        for path in [folder, pictures] {
          try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        }
        var gallery = PredictionGallery(folder: pictures, masks: folder, frames: frames)
        let scores = try Exam(frames: frames, fold: fold).scores(
          name: name, predict: { try frames.mask($0.frame, grader: 2) },
          then: { try gallery.add($1, prediction: $2) })
        cells.append(scores)
        masks.append(folder)
      }
      let pooled = try PooledRows(cells: cells, masks: masks, exam: exam)
      #expect(pooled.rows.map(\.name) == ["all"] && pooled.incomplete == ["half"])
      let second = try #require(baselines.first { $0.name == "grader 2" })
      #expect(pooled.rows.first?.frames == second.frames)
    }
  }
}
