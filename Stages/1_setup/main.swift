//: # 1 · Setup
//: Everything later stages stand on: what this machine is, the volumes, and the checkpoints to start from.
//: @fold
import Foundation
import Retina
import StageKit
import StageProtocol

let stage = try Stage<SetupParameters>()

//: @end
//: ## The environment
//: Results depend on the numbers in pipeline.yaml and on the code, not on the machine: the engine gives
//: the same bits on any processor with AVX2 and with any number of threads. What the machine is goes on
//: record all the same.
let environment = try EnvironmentReport.ofThisMachine()
try environment.json().write(to: URL(fileURLWithPath: stage.output("environment")))
note(
  "\(environment.system), \(environment.architecture), \(environment.compiler), "
    + environment.processorFeatures.joined(separator: " "))
show(
  ShownTable(environment.libraries, [.init("library") { $0.name }, .init("version") { $0.version }]),
  label: "libraries", caption: "The system libraries behind the wrappers.")

//: ## The volumes
//: One file a subject, `Subject_NN.mat`, in the layout of the Duke DME set (Chiu et al. 2015): `images`,
//: and two graders' marks, NaN where a grader did not look. Phantom volumes have the same layout, so that
//: everything can be tried without any download: layers with a foveal pit, speckle, vessel shadows, cysts,
//: and two simulated graders who differ. Real volumes are checked to their last byte before they are
//: believed, because libmatio would return zeros for a truncated file without a word.
let folder = try stage.output("volumes")
try VolumeSource(stage: stage, folder: folder).gather()
let volumes = try Volume.files(in: folder)
value("source", stage.parameters.data.source.rawValue)
value("volumes", volumes.count)
//: Source: {{source}}; {{volumes}} volumes.

//: ## The checkpoints
//: The original project starts from eight models that OpenMMLab publishes. Their files bear the first
//: eight digits of their SHA-256 in their names; a file that is not what its name says is refused. Where
//: none is given, the next step pretrains the same architectures on vessels.
let checkpoints = try stage.output("checkpoints")
let published = try PublishedCheckpoints.gather(from: stage.optionalInput("checkpoints"), to: checkpoints)
try published.write(to: checkpoints)
value("checkpoints", published.files.count)
//: {{checkpoints}} published checkpoints were given.
