//: # 4 · Inference
//: Every model of the zoo looks at the validation frames as it comes from pretraining. It has never seen
//: an OCT scan; what it scores here says little about what it can learn, which is why the rows that know
//: nothing at all stand in the same table.
//: @fold
import BLAS
import Experiment
import PNG
import Plots
import Probing
import Retina
import Segmentation
import StageKit
import StagePages
import StageProtocol
import Tensors

let stage = try Stage<InferenceParameters>()
let settings = stage.parameters.inference
let frames = try FrameSet(folder: stage.input("frames"))
let split = try ChosenFold(path: stage.input("split"))
let exam = try Exam(frames: frames, fold: split.fold)
let pool = WorkerPool(threads: stage.threads)
let blas = try OpenBLAS()
let probe = try LinearProbe(
  frames: frames, fold: split.fold, atMost: stage.parameters.probe.frames,
  penalty: stage.parameters.probe.penalty, scale: settings.scale, blas: blas)
value("fold", split.fold.name)
value("questions", exam.questions.count)

//: @end
//: ## The exam
//: Fold {{fold}}, {{questions}} frames. All models and baselines are judged by the same code as in the
//: later stages: pixels are pooled over all frames, and fluid counts alone. Classifiers of another number
//: of classes begin with seeded random weights, once for all frames; nets that stage 1 pretrained on vessels keep
//: theirs. The original enlarged frames for the UNets to 2336 pixels: `inference.vessels` does, at many times the
//: windows (22 times in the `published` profile), and is 1 unless it is set.
let overlays = try stage.output("overlays")
let order = Zoo.models.map(\.name)
func zooPlace(of cell: String?) -> Int {
  cell.flatMap { Zoo[$0] }.flatMap { order.firstIndex(of: $0.name) } ?? order.count
}
let weights = (try stage.inputs("weights") + stage.inputs("heads"))
  .sorted { zooPlace(of: $0.cell) < zooPlace(of: $1.cell) }
let steps = exam.questions.count + probe.steps
var probed: [LinearProbe.Result] = []
let rows = try weights.enumerated().map { place, input in
  var done = place * steps
  let name = input.cell ?? ""
  // The original enlarged frames for the UNets further than for the others: its configurations are for large
  // photographs.
  let isUNet = Zoo[name]?.architecture.backbone == .unet
  let examinee = try Examinee(
    name, width: stage.parameters.network.width, window: settings.window,
    stride: settings.stride, scale: settings.scale * (isUNet ? settings.vessels : 1), seed: stage.seed,
    pool: pool)
  let origin = try examinee.load(input.path).origin
  func step() {
    done += 1
    stage.progress(done, of: weights.count * steps, unit: "image")
  }
  probed.append(try probe.result(of: examinee, step: step))
  return try exam.scores(
    name: name,
    settings: [
      "kind": "zoo", "configuration": examinee.model.configuration, "weights": origin,
    ],
    predict: { try examinee.answer($0) },
    then: { index, question, prediction in
      step()
      guard index == 0 else { return }
      try Overlay.filled(scan: question.image, prediction: prediction, reference: question.label)
        .writePNG(to: "\(overlays)/\(name)_\(question.frame).png")
    })
}
let baselines = try exam.baselines(frames: frames, fold: split.fold)

//: ## The table
//: A score above those of the baselines means something; one below them does not.
show(
  scores: rows + baselines, settings: ["weights"], label: "scores",
  caption: "Models as they come, and rows that have learned nothing.")
try ScoreTable.write(
  ScoreTable(rows + baselines, settings: ["kind", "weights"]).csv, to: stage.output("table"))
try Scores.write(baselines, to: stage.output("baselines"))

//: Whether subjects stand on both sides of the split shows in the row that copies the mask of the nearest
//: training scan of the same eye.
let alarm = LeakAlarm(split.fold, baselines: baselines)
note("\(alarm)")
if alarm.isRinging { stage.log("\(alarm)") }

let best = rows.compactMap(\.pooledDice).max()
let trivial = baselines.filter { $0.name != Exam.secondGraderName }.compactMap(\.pooledDice).max()
value("best", best.map { 100 * $0 })
value("trivial", trivial.map { 100 * $0 })
//: The best model finds {{best|%.2f}} % fluid Dice, the best trivial row {{trivial|%.2f}} %.

//: ## The linear probe
//: How a model scores as it comes is a matter of its classifier, which knows vessels, or, where a file of another
//: task was given, nothing. The probe asks what the models' features know: the classifier alone is replaced, by
//: ridge regression in closed form (OpenBLAS, one thread, {{core}} kernels) on {{fit}} training scans; {{judge}}
//: {{judges}} judge it. No validation scan is looked at, so that what the probe chooses is not chosen on them.
let fitted = Set(probe.fit.map(\.frame.subject))
let isApart = fitted.isDisjoint(with: probe.judge.map(\.frame.subject))
value("judges", isApart ? "scans of other training subjects" : "further scans of the only training subject")
value("core", blas.environment.core)
value("fit", probe.fit.count)
value("judge", probe.judge.count)
let places = ProbedModel.all(rows, probed, baselines: baselines)
show(
  ShownTable(
    places,
    [
      .init("model") { $0.name }, .init("fluid Dice as it comes %", "%.2f") { $0.dice.map { 100 * $0 } },
      .init("rank as it comes") { $0.rank }, .init("beaten by") { $0.beatenBy.joined(separator: ", ") },
      .init("features") { $0.features }, .init("probe's fluid Dice %", "%.2f") { $0.probe.map { 100 * $0 } },
      .init("rank by the probe") { $0.probeRank },
    ]),
  label: "probe",
  caption: "Each model as it comes, the trivial rows that beat it, and what its features know.")

//: ## The ranking
//: Stage 5 retrains the models at the top of a list; its cells come from a file. There are three: the models as
//: they come, a choice made on the very scans that judge stage 5 (good for a trial on phantoms, as in `quick`); the
//: models by the probe, which `duke` takes; and the seven that the original retrained whatever
//: their rank, the last two of its list among them, which `published` takes.
try RankedModel.write(rows.map { ($0.name, $0.pooledDice) }, to: stage.output("ranking"))
try RankedModel.write(probed.map { ($0.name, $0.dice) }, to: stage.output("probe"))
let retrained = PublishedScores.retrainedModels.compactMap { name in rows.first { $0.name == name } }
try RankedModel.write(
  retrained.map { ($0.name, $0.pooledDice) }, sorted: false, to: stage.output("published"))
show(
  ShownTable(
    ReportedRanking.all,
    [
      .init("model") { $0.model }, .init("IoU %", "%.3f") { $0.iou }, .init("Dice %", "%.3f") { $0.dice },
      .init("its F score %", "%.3f") { $0.fscore },
      .init("fluid Dice here %", "%.3f") { row in
        rows.first { $0.name == row.model }?.pooledDice.map { 100 * $0 }
      },
    ]),
  label: "published",
  caption:
    "What the original printed for these models, of other weights: means over scans, five of the eight with "
    + "classifiers drawn at random for each scan.")
