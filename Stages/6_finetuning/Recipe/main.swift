//: # 6 · Recipe
//: Fovea's own way to learn from few scans on a CPU: a narrow UNet with instance normalization and deep
//: supervision, crops of the retina, Dice and cross entropy together, much augmentation, a learning rate that
//: falls to zero. A cell is one fold of subjects and one seed, or the same with one lever left out or with
//: another origin of the weights.
//: @fold
import Checkpoints
import Experiment
import Retina
import Segmentation
import StageKit
import StagePages
import Tensors

let stage = try Stage<RecipeParameters>()
let parameters = stage.parameters
let recipe = parameters.recipe.lasting(parameters.trials.iterations)
let lever = parameters.lever
try recipe.check(without: lever)
let scans = try FrameSet(folder: stage.input("scans"))
let frames = try FrameSet(folder: stage.input("frames"))
let split = try ChosenFold(path: stage.input("split")).split
let fold = try parameters.trials.judge.frames(ofFold: parameters.fold, in: split)
let exam = try Exam(frames: frames, fold: fold)
let pool = WorkerPool(threads: stage.threads)
let seed = parameters.root(stage.seed)
let net = SegmentationNet(recipe.architecture, seed: seed)
let path = try stage.input("origin")
let origin = try Checkpoint(contentsOf: path)
// Without an origin every seed draws weights of its own.
if parameters.start != "none" {
  try net.load(origin, from: path, as: "the recipe", widthSetBy: "recipe.width")
}
let learned = Set((origin.meta["images"]?.string ?? "").split(separator: " ").map(String.init))
if !learned.isEmpty,
  let known = try fold.validation.first(where: { try learned.contains(scans.image($0).fingerprint) })
{
  stage.fail(
    "fold \(fold.name): expected an exam that nobody learned from before, found scan \(known) among the images of "
      + "pretraining.vessels and pretraining.fluid: name scans of other eyes")
}
note(
  "\(parameters.row), fold \(fold.name), from "
    + (parameters.start == "none" ? "random weights" : origin.meta["origin"]?.string ?? parameters.start))

//: @end
//: ## Training
//: {{iterations}} iterations of {{batch}} crops, {{columns}} columns of {{rows}} rows, of {{part}}, reduced
//: {{reduction}} times (rows x columns) for the net, from {{training}} scans: each once with the mask of
//: {{graders}} who graded it. The white frame that registration leaves around a scan is filled with
//: the scan's median, but where the lever `frame` is left out. The last moving average of the weights is the
//: result, whatever any validation says: no weights are chosen on the scans of the exam. The recipe itself was, in
//: part: its settings come from scans of two folds of the Duke eyes, each judged inside another one, or of other
//: splits; for those folds' own cells the exam is not out of sample (docs/decisions/006). The run saves its state as
//: it goes.
value("iterations", recipe.iterations)
value("batch", recipe.training(seed: seed, without: lever).batchSize)
value("columns", recipe.crop)
value("rows", recipe.band)
value("part", lever == .band ? "whole scans" : "the band around the retina")
value("graders", recipe.graders(without: lever).count == 1 ? "grader 1" : "each grader")
value("reduction", "\(recipe.reduction(without: lever))")
value("training", fold.training.count)
let marked = try recipe.graders(without: lever).flatMap { grader in
  try fold.training.filter { try scans.isGraded($0, by: grader) }.map { id in
    LabeledImage(image: try scans.image(id), labels: try scans.mask(id, grader: grader))
  }
}
let training = marked.map { recipe.seen($0, without: lever) }
guard !training.isEmpty else {
  stage.fail("fold \(fold.name): expected training scans that a grader graded, found none")
}
let unseen = recipe.unseenFluid(of: marked, without: lever)
if unseen > 0 {
  let words =
    "\(ScoreColumn.text(share: unseen)) of the graders' fluid lies outside the \(recipe.band) rows around the retina "
    + "(recipe.band): it can neither be learned nor found."
  note(words)
  stage.log(words)
}
let samples = FoldSamples(training, seed: seed, augmentation: recipe.augmentation(without: lever))
let run = try ResumableRun(
  Trainer(net: net, settings: recipe.training(seed: seed, without: lever), pool: pool),
  folder: stage.scratch())
try stage.learn(run, every: 50, title: "Training loss of \(parameters.row)") { samples($0) }
run.trainer.swapAverage()
try net.checkpoint(meta: [
  "model": .string("recipe"), "fold": .string(parameters.fold), "row": .string(parameters.row),
  "band": .string("\(recipe.band)"), "crop": .string("\(recipe.crop)"),
  "reduction": .string("\(recipe.reduction(without: lever))"),
  "frame": .string(lever == .frame ? "seen" : "filled"), "origin": origin.meta["origin"] ?? .string(""),
])
.write(to: stage.output("weights"), as: .safetensors)

//: ## The exam
//: Windows slide over the retina's band of the whole scan, weighted by a Gaussian; the mask is then brought to
//: the size of the exam's frames as the labels were.
var gallery = PredictionGallery(
  folder: try stage.output("overlays"), masks: try stage.output("masks"), frames: frames)
let predictor = recipe.predictor([net], without: lever, pool: pool)
let scores = try exam.scores(
  name: parameters.row, settings: ["fold": fold.name, "kind": "recipe", "origin": parameters.start],
  predict: { question in
    try frames.preparation.mask(
      predictor.mask(scans.image(question.frame), name: question.frame.description))
  },
  then: { _, question, mask in try gallery.add(question, prediction: mask) }
)
try scores.write(to: stage.output("scores"))
if let dice = scores.pooledDice { stage.metric("fluid Dice, pooled", dice) }
show(
  scores: [scores], label: "scores",
  caption: "On the validation frames of fold \(fold.name).")

//: ### Every scan
//: @fold
//: A point is a scan; its picture is among the overlays of the cell.
show(strips: scores)
