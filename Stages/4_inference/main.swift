//: # 4 · Inference
//: Every model of the zoo looks at the validation frames as it comes from pretraining. It has never seen
//: an OCT scan; what it scores here says little about what it can learn, which is why the rows that know
//: nothing at all stand in the same table.
//: @fold
import Experiment
import PNG
import Plots
import Retina
import Segmentation
import StageKit
import StageProtocol
import Tensors

let stage = try Stage<InferenceParameters>()
let settings = stage.parameters.inference
let frames = try FrameSet(folder: stage.input("frames"))
let split = try ChosenFold(path: stage.input("split"))
let exam = try Exam(frames: frames, fold: split.fold)
let pool = WorkerPool(threads: stage.threads)
value("fold", split.fold.name)
value("questions", exam.questions.count)

//: @end
//: ## The exam
//: Fold {{fold}}, {{questions}} frames. All models and baselines are judged by the same code as in the
//: later stages: pixels are pooled over all frames, and fluid counts alone. Classifiers of another number
//: of classes begin with seeded random weights, once for all frames.
let overlays = try stage.output("overlays")
let weights = try stage.inputs("weights")
let rows = try weights.enumerated().map { place, input in
  let name = input.cell ?? ""
  let examinee = try Examinee(
    name, width: stage.parameters.network.width, window: settings.window,
    stride: settings.stride, scale: settings.scale, seed: stage.seed, pool: pool)
  _ = try examinee.load(input.path)
  return try exam.scores(
    name: name, settings: ["kind": "zoo", "configuration": examinee.model.configuration],
    predict: { try examinee.answer($0) },
    then: { index, question, prediction in
      stage.progress(
        place * exam.questions.count + index + 1, of: weights.count * exam.questions.count, unit: "image")
      guard index == 0 else { return }
      try Overlay.filled(scan: question.image, prediction: prediction, reference: question.label)
        .writePNG(to: "\(overlays)/\(name)_\(question.frame).png")
    })
}
let baselines = try exam.baselines(frames: frames, fold: split.fold)

//: ## The table
//: A score above those of the baselines means something; one below them does not.
show(
  ShownTable(
    rows + baselines,
    [.init("row") { $0.name }]
      + ScoreColumn.all.map { column in .init(column.title, column.format) { column.value($0) } }
      + [.init("note") { ScoreTable.note($0) }]),
  label: "scores", caption: "Models as they come, and rows that have learned nothing.")
try ScoreTable.write(
  ScoreTable(rows + baselines, settings: ["kind"]).csv, to: stage.output("table"))
try Scores.write(baselines, to: stage.output("baselines"))

//: Whether subjects stand on both sides of the split shows in the row that copies the mask of the nearest
//: training scan of the same eye.
let alarm = LeakAlarm(split.fold, baselines: baselines)
note("\(alarm)")
if alarm.isRinging { stage.log("\(alarm)") }

let best = rows.compactMap(\.pooledDice).max()
let trivial = baselines.filter { $0.name != "grader 2" }.compactMap(\.pooledDice).max()
value("best", best.map { 100 * $0 })
value("trivial", trivial.map { 100 * $0 })
//: The best model finds {{best|%.2f}} % fluid Dice, the best trivial row {{trivial|%.2f}} %.

//: ## The ranking
//: Stage 5 retrains the models at the top of this list; its cells come from this file.
try RankedModel.write(rows, to: stage.output("ranking"))
