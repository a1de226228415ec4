//: # 3 · Split
//: Patients are divided, never scans, but for the split of the original project, which is here to be compared
//: with. Two scans of one eye, some tenths of a millimeter apart, look alike: a model that has trained on one of them
//: is not tested by the other. On the original's split, copying the mask of the nearest training scan already
//: scores a fluid Dice of .499.
//: @fold
import Foundation
import Retina
import StageKit
import StageProtocol

let stage = try Stage<SplitParameters>()
let settings = stage.parameters.split
let manifest = try FrameManifest(path: stage.input("manifest"))
let window = stage.parameters.trials.window
let columns = manifest.graded.map(\.width).min() ?? 0
guard window.isEmpty || window.count == 2 && window[0] <= window[1] && window[1] < columns else {
  stage.fail(
    "parameter trials.window: expected no column ('trials.window=[]'), or the first and the last one below "
      + "\(columns), the scans' width, found \(window)")
}

//: @end
//: ## The rule
//: `subjects` deals whole subjects into folds (subjects 1 to 10 in five folds are the pairs of the Duke eyes
//: that others have published results for), `leave-one-out` holds out one, and `published` repeats the original's list of
//: 22 scans, which leaks nine of ten eyes and is kept for comparison only.
guard let rule = SplitRule(rawValue: settings.rule) else {
  stage.fail("parameter split.rule: expected \(SplitRule.allCases.map(\.rawValue)), found \(settings.rule)")
}
let split = try Split(rule, of: manifest, folds: settings.folds)
guard split.folds.indices.contains(settings.fold) else {
  stage.fail("parameter split.fold: expected 0 ..< \(split.folds.count), found \(settings.fold)")
}
let fold = split.folds[settings.fold]
note(split.note)

//: ## The fold in use
//: Fold {{fold}}: {{training}} scans to train on, {{validation}} to be judged by.
value("fold", fold.name)
value("training", fold.training.count)
value("validation", fold.validation.count)

show(
  ShownTable(
    split.folds,
    [
      .init("fold") { $0.name },
      .init("training scans") { $0.training.count },
      .init("validation scans") { $0.validation.count },
      .init("validation subjects") { fold in
        Set(fold.validation.map(\.subject)).sorted().map { "S\($0.number)" }.joined(separator: " ")
      },
      .init("subjects on both sides") { fold in
        fold.sharedSubjects.isEmpty
          ? "none" : fold.sharedSubjects.map { "S\($0.number)" }.joined(separator: " ")
      },
    ]),
  label: "folds", caption: "Every fold of the rule; a sound split has no subject on both sides.")

//: Later stages read one file: the whole split, with the fold in use chosen by name.
try ChosenFold(split: split, chosen: fold.name).json()
  .write(to: URL(fileURLWithPath: stage.output("split")))

//: The recipe of stage 6 runs over all folds, whichever is in use; its cells are named by this file.
try JSONEncoder().encode(split.folds.map(\.name)).write(to: URL(fileURLWithPath: stage.output("folds")))
