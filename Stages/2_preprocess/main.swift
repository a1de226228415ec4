//: # 2 · Preprocess
//: The volumes are MATLAB files: 61 scans of an eye, and for some of them what two graders marked as fluid.
//: This stage turns them into 8-bit PNG frames that every later stage reads, and into a manifest that says
//: of each scan who graded it and how much fluid was found.
//: @fold
import Foundation
import Plots
import Retina
import StageKit
import StageProtocol
import Tensors

let stage = try Stage<PreprocessParameters>()
let settings = stage.parameters.preprocess
let files = try Volume.files(in: stage.input("volumes"))
let full = try stage.output("frames")
let seen = try stage.output("variant")

//: @end
//: ## Volumes to frames
//: "Not graded" is a state of its own and never a threshold: a scan whose marks are NaN all over was not
//: looked at, and a scan that is NaN in parts is an error. (The notebooks compared with 0.3, and NaN
//: counted as fluid.) Marks hold lesion numbers; any lesion is fluid. Masks are written at full resolution
//: exactly as they were drawn, so that their area is kept to the pixel. Images are written for the graded
//: scans; the manifest lists all.
//:
//: Stages 4 to 6 see a *variant* of the frames: {{variant}}.
value("variant", settings.words)

let volumes = try stage.map(files, unit: "volume") { file in
  let volume = try Volume(path: file)
  return try volume.scans.map { scan in
    let frame = Frame(scan, of: volume)
    guard scan.isGraded else { return (frame: frame, seen: frame) }
    try scan.write(as: frame, to: full)
    let variant = settings.preparation.scan(scan)
    let variantFrame = frame.resized(to: variant)
    try variant.write(as: variantFrame, to: seen)
    return (frame: frame, seen: variantFrame)
  }
}
let frames = volumes.flatMap { $0.map(\.frame) }
let graded = frames.filter(\.isGraded)
try FrameSet.writeManifest(frames, to: full)
try FrameSet.writeManifest(
  volumes.flatMap { $0.map(\.seen) }.filter(\.isGraded), preparation: settings.preparation, to: seen)
try FrameManifest(frames: frames).json().write(to: URL(fileURLWithPath: stage.output("manifest")))

//: ## What was found
//: {{scans}} scans in {{volumes}} volumes, {{graded}} of them graded; {{wet}} hold fluid for the first
//: grader. Fluid covers {{prevalence|%.3f}} % of the pixels of the scans that he graded: a model that finds nothing
//: is right almost everywhere, which is why later stages report the fluid class alone.
value("scans", frames.count)
value("volumes", volumes.count)
value("graded", graded.count)
let marks = graded.compactMap { frame in
  frame.fluid(grader: 1).map { (fluid: $0, pixels: frame.width * frame.height) }
}
value("wet", marks.count { $0.fluid > 0 })
let (fluid, pixels) = marks.reduce((0, 0)) { ($0.0 + $1.fluid, $0.1 + $1.pixels) }
let prevalence = pixels == 0 ? nil : 100 * Double(fluid) / Double(pixels)
value("prevalence", prevalence)

show(
  ShownTable(
    volumes.map { SubjectFluid(frames: $0.map(\.frame)) },
    [
      .init("subject") { $0.subject }, .init("scans") { $0.scans }, .init("graded") { $0.graded },
      .init("grader 1, px") { $0.pixels(grader: 1) }, .init("grader 2, px") { $0.pixels(grader: 2) },
      .init("grader 1, mm² a scan", "%.3f") { $0.area },
    ]),
  label: "subjects",
  caption: "Fluid by subject, at full resolution; mm² by the Duke set's pitch, whatever the data.")

//: ## What the graders drew
//: The scan of each of four eyes in which grader 1 saw most fluid. Where both graders looked at a scan, they do
//: not agree: no model can be expected to agree better with one of them than they do with each other. Switch them
//: on and off to see where.
//: @fold
let wettest = volumes.compactMap { volume in
  volume.map(\.frame).filter { $0.fluid(grader: 1) != nil }
    .max { $0.fluid(grader: 1) ?? 0 < $1.fluid(grader: 1) ?? 0 }
}
let frameSet = try FrameSet(folder: full)
let pictures = try wettest.prefix(4).map { try GradedPicture($0, in: frameSet) }
if !pictures.isEmpty {
  show(
    scans: pictures.map(\.shown), layers: GradedPicture.layers,
    sheet: ContactSheet.sheet(pictures.map(\.flat), columns: 2).pngBytes(), label: "outlines",
    caption: "Fluid as grader 1 and grader 2 outlined it.",
    alt: "The wettest scans, outlined by both graders: "
      + pictures.map(\.shown.caption).joined(separator: "; "))
}
