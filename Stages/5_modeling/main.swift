//: # 5 · Modeling
//: The models at the top of stage 4's ranking learn from the training frames, whole frames without crop,
//: flip or distortion, as the original did: SGD with momentum 0.9, a learning rate that follows a
//: polynomial, cross entropy on both heads with 0.4 on the auxiliary one.
import Checkpoints
import Experiment
import NN
import Plots
import Retina
import Segmentation
import StageKit
import StageProtocol
import Tensors

let stage = try Stage<ModelingParameters>()
let settings = stage.parameters.modeling
let frames = try FrameSet(folder: stage.input("frames"))
let split = try ChosenFold(path: stage.input("split"))
let pool = WorkerPool(threads: stage.threads)
let examinee = try Examinee(
  stage.parameters.model, width: stage.parameters.network.width,
  window: stage.parameters.inference.window, stride: stage.parameters.inference.stride,
  scale: stage.parameters.inference.scale, seed: stage.seed, pool: pool)
let left = try examinee.load(stage.input("weights"))
if !left.isEmpty { note("Left at their initial values: \(left.joined(separator: ", ")).") }

//: ## Training
//: Each cell is one model, {{iterations}} iterations of {{batch}} frames. The run saves its state as it goes: killed at
//: any moment, it continues from there and ends in the same bytes.
value("iterations", settings.iterations)
value("batch", settings.batch)
var recipe = TrainingSettings(
  iterations: settings.iterations, rate: settings.rate, scheduleEnd: examinee.model.scheduleEnd)
recipe.batchSize = settings.batch
recipe.weightDecay = Float(settings.decay)
recipe.seed = stage.seed
let samples = try FoldSamples(
  frames: frames, fold: split.fold, scale: stage.parameters.inference.scale, seed: stage.seed)
try samples.check(
  crop: nil, batch: ("modeling.batch", settings.batch), for: examinee.net.architecture)
let run = try ResumableRun(
  Trainer(net: examinee.net, settings: recipe, pool: pool), folder: stage.scratch())
if let beginning = run.beginning { stage.log(beginning) }
let meter = stage.meter(iterations: settings.iterations)
let isDone = try run.run(every: 20, samples: { index in meter.loading { samples(index) } }) { step in
  meter.step(step.iteration + 1, step.scalars(recipe.loss))
  preview(label: "loss", caption: "Loss so far.", alt: run.lossSummary) {
    run.lossChart(title: "Training loss of \(examinee.model.name)").svg
  }
  return stage.shouldStop
}
guard isDone else { stage.stop() }
for scalar in run.scalars { record(scalar.tag, steps: scalar.steps, values: scalar.values) }
try examinee.net.checkpoint(meta: ["model": .string(examinee.model.name)])
  .write(to: stage.output("weights"), as: .safetensors)

show(
  svg: run.lossChart(title: "Training loss of \(examinee.model.name)").svg, label: "loss",
  caption: "Loss by iteration, raw and smoothed.", alt: run.lossSummary)

//: ## The exam
var gallery = PredictionGallery(folder: try stage.output("overlays"))
let exam = try Exam(frames: frames, fold: split.fold)
let scores = try exam.scores(
  name: stage.parameters.model, settings: ["kind": "retrained", "iterations": "\(settings.iterations)"],
  predict: { try examinee.answer($0) },
  then: { _, question, mask in try gallery.add(question, prediction: mask) }
)
try scores.write(to: stage.output("scores"))
if let dice = scores.pooledDice { stage.metric("fluid Dice, pooled", dice) }
show(
  ShownTable(
    [scores],
    [.init("row") { $0.name }]
      + ScoreColumn.all.map { column in .init(column.title, "%.2f") { column.value($0) } }
      + [.init("note") { ScoreTable.note($0) }]),
  label: "scores", caption: "On the validation frames of fold \(split.fold.name).")

//: Green is fluid that was found, orange is missed, purple is false.
show(
  gallery: gallery.telling(4).map { picture in
    ShownImage(png: picture.overlay.pngBytes(), caption: picture.caption, alt: picture.alt)
  }, label: "overlays", caption: "The two worst and the two best frames.")
