//: # 6 · Finetuning
//: One row of the comparison: the UNet from the same start, with another crop, length, loss or optimizer; the
//: last row has another head, and with it another start: where OpenMMLab's files are not given, that head has
//: learned for itself, far fewer steps. The nine rows are those that the original ran; what distinguishes them
//: stands in pipeline.yaml, and each is a cell that is cached alone. In the `published` profile whole frames for
//: 200 iterations are what stage 5 did already: the two agree to the last bit, where the original's differed.
//: @fold
import Checkpoints
import Experiment
import NN
import Plots
import Retina
import Segmentation
import StageKit
import StagePages
import Tensors

let stage = try Stage<FinetuningParameters>()
let settings = stage.parameters.finetuning
let row = stage.parameters.run
let frames = try FrameSet(folder: stage.input("frames"))
let split = try ChosenFold(path: stage.input("split"))
let exam = try Exam(frames: frames, fold: split.fold)
let pool = WorkerPool(threads: stage.threads)
try stage.parameters.checkAuxiliary()
let examinee = try Examinee(
  row.model, width: stage.parameters.network.width,
  window: stage.parameters.inference.window, stride: stage.parameters.inference.stride,
  scale: stage.parameters.inference.scale, auxiliaryOutputs: row.auxiliary, seed: stage.seed, pool: pool)
let (left, origin) = try examinee.load(stage.input("weights"))
if !left.isEmpty { note("Left at their initial values: \(left.joined(separator: ", ")).") }

//: @end
//: ## Training
//: Batches of {{batch}} frames. The crop is MMSegmentation's: another place is drawn while one class fills
//: three quarters of it, ten times at most (which never helps here: fluid is rarer than that). The
//: auxiliary head weighs 0.4 with cross entropy and 1 with the other losses, as in the original. Its winner
//: differed in more than head and loss: less weight decay, a rate that never falls, and an auxiliary head of
//: one channel, whose Dice loss, by MMSegmentation's rules, pulls its raw output toward background.
guard let loss = LossChoice(rawValue: row.loss), let optimizer = OptimizerChoice(rawValue: row.optimizer)
else {
  stage.fail(
    "row \(row.name): expected a loss of \(LossChoice.allCases.map(\.rawValue)) and an optimizer of "
      + "\(OptimizerChoice.allCases.map(\.rawValue)), found \(row.loss) and \(row.optimizer)")
}
let iterations = try stage.parameters.iterations()
note(
  try stage.parameters.settings().sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }
    .joined(separator: ", "))
value("batch", settings.batch)
var recipe = TrainingSettings(
  iterations: iterations, rate: settings.rate, scheduleEnd: examinee.model.scheduleEnd)
recipe.batchSize = settings.batch
recipe.loss = loss
recipe.optimizer = optimizer
recipe.weightDecay = Float(row.decay)
if row.schedule == .constant { recipe.schedule.shape = .constant }
recipe.auxiliaryWeight = stage.parameters.auxiliaryWeight
recipe.seed = stage.seed
let samples = try FoldSamples(
  frames: frames, fold: split.fold, scale: stage.parameters.inference.scale, seed: stage.seed,
  augmentation: row.crop > 0 ? [RandomCrop(width: row.crop, height: row.crop)] : [])
try samples.check(
  crop: row.crop == 0 ? nil : ("finetuning.large or .small, the crop of row \(row.name)", row.crop),
  batch: ("finetuning.batch", settings.batch), for: examinee.net.architecture)
let run = try ResumableRun(
  Trainer(net: examinee.net, settings: recipe, pool: pool), folder: stage.scratch())
try stage.learn(run, every: 20, title: "Training loss of \(row.name)") { samples($0) }
try examinee.checkpoint(seeing: frames).write(to: stage.output("weights"), as: .safetensors)

//: ## The exam
var gallery = PredictionGallery(
  folder: try stage.output("overlays"), masks: try stage.output("masks"), frames: frames)
let scores = try exam.scores(
  name: row.name, settings: try stage.parameters.settings().merging(["weights": origin]) { $1 },
  predict: { try examinee.answer($0) },
  then: { _, question, mask in try gallery.add(question, prediction: mask) }
)
try scores.write(to: stage.output("scores"))
if let dice = scores.pooledDice { stage.metric("fluid Dice, pooled", dice) }
show(
  scores: [scores], settings: ["weights"], label: "scores",
  caption: "On the validation frames of fold \(split.fold.name).")

//: ### Every scan
//: @fold
//: A point is a scan and leads to its picture below.
show(strips: scores)

//: Missed and falsely found fluid are areas; the graders and the prediction are outlines. Each can be
//: switched for all scans at once.
show(gallery)

let confusion = scores.confusion(pixels: exam.pixels)
show(
  svg: confusion.svg, label: "confusion", caption: "Pixels of all scans: share of the true class, and count.",
  alt: confusion.classes.indices.map { "\(confusion.classes[$0]): \(confusion.counts[$0])" }
    .joined(separator: "; "))
