//: # 1 · Pretraining
//: Transfer learning needs something to transfer. The original starts from networks that others trained
//: on fundus photographs (vessels), aerial pictures and everyday scenes. Where those files are at hand and
//: the nets have their width, this step takes them; otherwise it trains the same architecture on vessels: on
//: the fundus photographs of `pretraining.vessels`, or on phantoms of such. Every later row says which, and for
//: how many iterations. OpenMMLab's UNets had 40,000 of 16 crops, each at its full width and from photographs of
//: full size: where their files are missing, later rows start from far less.
//: @fold
import Checkpoints
import Experiment
import Foundation
import Retina
import Segmentation
import StageKit
import StagePages
import Tensors

let stage = try Stage<PretrainingParameters>()
let settings = stage.parameters.pretraining
guard let model = Zoo[stage.parameters.model] else {
  stage.fail("matrix model: expected one of \(Zoo.models.map(\.name)), found \(stage.parameters.model)")
}
let net = SegmentationNet(
  model.architecture.scaled(toWidth: stage.parameters.network.width), seed: stage.seed)
let pool = WorkerPool(threads: stage.threads)
//: @end
//: ## Published or trained here
//: Each cell of this step is one model.
//:
//: A file is a model's when its name says so, whatever its hash: by the published checkpoint's name, by the
//: configuration's, or by the model's own. Stage 1 has checked that the hash is that of the bytes.
let folder = try stage.input("checkpoints")
let files = try FileManager.default.contentsOfDirectory(atPath: folder)
  .filter { model.isHeld(byFileNamed: $0) }.sorted()
guard files.count <= 1 else {
  stage.fail("checkpoints.path: expected one file of \(model.name), found \(files.joined(separator: ", "))")
}
let published = files.first
var origin = published ?? ""
var learned: PretrainingImages?
let isUNet = model.architecture.backbone == .unet
let fits = stage.parameters.network.width == model.architecture.width
if let published, fits {
  note("\(model.name): the weights are those of \(published).")
  let path = "\(folder)/\(published)"
  let left = try net.load(
    Checkpoint(contentsOf: path), from: path, as: model.name, widthSetBy: "network.width", mode: .transfer)
  note(
    left.isEmpty
      ? "Every weight was taken." : "Left at their initial values: \(left.joined(separator: ", ")).")
} else {
  let images = try stage.parameters.images(vessels: stage.optionalInput("vessels"), seed: stage.seed)
  learned = images
  note("\(model.name): trained on \(images.name).")
  if let published {
    let words = "\(published) was not used: it has width \(model.architecture.width) (network.width)."
    note(words)
    stage.log(words)
  }

  //: Crops are resized, mirrored and distorted in gray and color as OpenMMLab's were. Photographs that were
  //: reduced have vessels of a few pixels where fluid has dozens: crops are enlarged, by `pretraining.scale`
  //: at most.
  let samples = FoldSamples(
    images.frames, seed: stage.seed,
    augmentation: [
      RandomResizedCrop(side: settings.crop, scale: 1...Float(settings.scale)), RandomFlip(),
      PhotometricDistortion(),
    ])
  try samples.check(
    crop: ("pretraining.crop", settings.crop), batch: ("pretraining.batch", settings.batch),
    for: net.architecture)

  //: What counts for later rows is the number of steps, not the width that they were done at
  //: (docs/decisions/008): a UNet learns `pretraining.widening` times narrower than it will be and is widened
  //: then: each channel becomes several that share its weight in whoever reads them, varied by a tenth so that
  //: they part ways. ResNets learn as wide as they will be. A UNet with another head than FCN's begins with the
  //: backbone that unet_fcn has learned, and needs less: one that was widened is made as narrow again; where it was
  //: not, as OpenMMLab's, or where the head's layers cannot be divided, the net learns as wide as it will be, for as
  //: much less.
  let backbone = try stage.optionalInput("backbone").map { try Checkpoint(contentsOf: $0) }
  let taken = (backbone?.names ?? []).filter { $0.hasPrefix("backbone.") }
  guard backbone == nil || !taken.isEmpty else { stage.fail("the weights of unet_fcn have no backbone") }
  var widening = Widening(times: isUNet ? settings.widening : 1, noise: 0.1, seed: stage.seed)
  let width = stage.parameters.network.width
  var pupil =
    widening.times == 1
    ? net
    : SegmentationNet(
      model.architecture.scaled(toWidth: max(1, width / widening.times)), seed: stage.seed)
  let isDivisible = widening.times == 1 || widening.fits(pupil.checkpoint(), net.checkpoint())
  if let backbone, !isDivisible || !widening.hasCopies(backbone, taken) { (widening.times, pupil) = (1, net) }
  let times = widening.times
  guard isDivisible || times == 1 else {
    stage.fail(
      "pretraining.widening: expected a number by which every layer of \(model.name) at width \(width) can be "
        + "divided, found \(times)")
  }
  if let backbone {
    var weights = pupil.checkpoint()
    for name in taken {
      guard let wide = backbone[name], let own = weights[name] else {
        stage.fail("the backbone of unet_fcn is not that of \(model.name): \(name)")
      }
      weights[name] = widening.narrowed(wide, like: own)
    }
    try pupil.load(weights)
  }
  // A step of a wide net costs as much as that many narrow ones.
  let cost = backbone != nil && times == 1 ? Double(settings.widening * settings.widening) : 1
  let share = ((backbone != nil ? settings.heads : isUNet ? 1 : settings.resnets) ?? 1) / cost
  let iterations = max(1, Int((Double(settings.iterations) * share).rounded()))
  var recipe = TrainingSettings(iterations: iterations, rate: settings.rate)
  recipe.batchSize = settings.batch
  recipe.seed = stage.seed
  origin = "\(images.name), \(iterations) iterations of \(settings.batch) crops"
  if times > 1 { origin += " at width \(width / times), widened" }
  note("It learns at width \(width / times)" + (times > 1 ? " and is widened to \(width)." : "."))
  if let before = backbone?.meta["origin"]?.string { origin += "; its backbone before: \(before)" }
  //: From where a killed run was, if one was killed.
  let run = try ResumableRun(Trainer(net: pupil, settings: recipe, pool: pool), folder: stage.scratch())
  try stage.learn(run, every: 20, title: "Loss of \(model.name) on vessels") { samples($0) }
  if times > 1 { try net.load(widening(pupil.checkpoint(), like: net.checkpoint())) }
}

//: The weights go on as safetensors, under MMSegmentation's names.
try net.checkpoint(meta: ["model": .string(model.name), "origin": .string(origin)]).write(
  to: stage.output("weights"), as: .safetensors)

//: ## Whether vessels were learned
//: The net on the very images that it learned from, at their own size. The mean Dice of vessels and background
//: is 88.92 for OpenMMLab's UNet-FCN, on photographs of full size that it had never seen.
if let learned {
  let predictor = Predictor(net: net, mode: model.inference, pool: pool)
  var counts = PixelCounts(classes: net.architecture.classes)
  for (index, image) in learned.frames.enumerated() {
    counts += PixelCounts(
      prediction: predictor.prediction(image.image), label: image.labels, classes: counts.classes)
    stage.progress(index + 1, of: learned.frames.count, unit: "image")
  }
  let dice = (0..<counts.classes).compactMap { counts.dice($0) }
  let mean = 100 * dice.reduce(0, +) / Double(dice.count)
  stage.metric("mean Dice on images learned from", mean)
  note("Mean Dice on these images: \((mean * 100).rounded() / 100).")
} else {
  note("Weights of others are taken as they are.")
}
