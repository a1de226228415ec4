//: # 1 · Origins
//: What the recipe's net has learned before it sees the task: nothing, the vessels of fundus photographs (as
//: the original's nets had), fluid in OCT scans of other eyes, or both. Each cell is one of them, and the
//: table of stage 6 tells what each brings.
//: @fold
import Checkpoints
import Experiment
import Foundation
import Plots
import Retina
import Segmentation
import StageKit
import Tensors

let stage = try Stage<OriginParameters>()
let parameters = stage.parameters
try parameters.recipe.check()
let recipe = parameters.recipe.lasting(parameters.origins.iterations)
let net = SegmentationNet(recipe.architecture, seed: stage.seed)
let pool = WorkerPool(threads: stage.threads)
let sets = try parameters.sets(
  vessels: stage.optionalInput("vessels"), fluid: stage.optionalInput("fluid"), seed: stage.seed)

//: @end
//: ## Learning
//: The recipe of stage 6, {{iterations}} iterations for each set of images; no Duke eye is among them. From
//: where a killed run was, if one was killed.
value("iterations", parameters.origins.iterations)
note(sets.isEmpty ? "Nothing was learned: random weights." : sets.map(\.name).joined(separator: ", then "))
for (place, images) in sets.enumerated() {
  let samples = FoldSamples(
    images.frames.map { recipe.seen($0) }, seed: stage.seed, augmentation: recipe.augmentation())
  let folder = "\(try stage.scratch())/\(place)"
  try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
  let run = ResumableRun(
    Trainer(net: net, settings: recipe.training(seed: stage.seed), pool: pool), folder: folder)
  if let beginning = run.beginning { stage.log("\(images.name): \(beginning)") }
  let meter = stage.meter(iterations: sets.count * recipe.iterations)
  let isDone = try run.run(every: 50, samples: { index in meter.loading { samples(index) } }) { step in
    meter.step(
      place * recipe.iterations + step.iteration + 1, step.scalars(run.trainer.settings.loss))
    return stage.shouldStop
  }
  guard isDone else { stage.stop() }
  run.trainer.swapAverage()
  show(
    svg: run.lossChart(title: "Loss on \(images.name)").svg, label: "loss-\(place)",
    caption: "Loss by iteration, raw and smoothed, with the learning rate below.", alt: run.lossSummary)
}

//: The moving average of the weights goes on as safetensors.
try net.checkpoint(meta: [
  "model": .string("recipe"), "origin": .string(sets.map(\.name).joined(separator: ", then ")),
  // By these the recipe knows scans of its exam again.
  "images": .string(sets.flatMap(\.frames).map(\.image.fingerprint).joined(separator: " ")),
])
.write(to: stage.output("weights"), as: .safetensors)
