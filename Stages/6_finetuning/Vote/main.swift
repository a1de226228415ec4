//: # 6 · Vote
//: The nets of all seeds vote on the scans that none of them saw: every validation scan of the split is predicted
//: exactly once, by nets that were trained without its fold. Over folds of subjects this is the headline of the
//: project; where the split leaks patients, as the note below tells, it is not. In the committee those vote too
//: that had learned something else before: every net there is, none of them chosen.
//: @fold
import Experiment
import Plots
import Retina
import Segmentation
import StageKit
import StagePages
import StageProtocol
import Tensors

let stage = try Stage<VoteParameters>()
let recipe = stage.parameters.recipe
guard stage.parameters.trials.judge == .fold else {
  stage.fail(
    "trials.judge: expected fold, found inner: nets that another fold's scans judge have no vote on the exam; "
      + "look at their own scores")
}
let scans = try FrameSet(folder: stage.input("scans"))
let frames = try FrameSet(folder: stage.input("frames"))
let split = try ChosenFold(path: stage.input("split")).split
let pool = WorkerPool(threads: stage.threads)
let exam = try Exam(frames: frames, folds: split.folds)
func inputs(_ role: String) throws -> [String] {
  let further = stage.optionalInput("more-\(role)") == nil ? [] : try stage.inputs("more-\(role)")
  return try (stage.inputs(role) + further).map(\.path)
}
let nets = try VotingNets(inputs("weights"), recipe: recipe)
note(split.note)
note("Before the task the nets learned from: \(nets.origins.sorted().joined(separator: "; or "))")

//: @end
//: ## The vote
//: {{questions}} scans of {{folds}} folds; up to {{nets}} nets vote on each, by the mean of their probabilities.
//: A mirrored vote asks every net once more, with left and right exchanged. Where it is known between which
//: columns graders mostly looked, further rows leave out what the vote finds outside: another protocol, which was
//: chosen with these graders' marks in view. The little fluid that grader 1 marked outside counts as missed. The
//: second grader, where he graded every scan, stands there cut alike, too.
value("questions", exam.questions.count)
value("folds", split.folds.count)
value("nets", nets.most)
let folds = Dictionary(
  uniqueKeysWithValues: split.folds.flatMap { fold in fold.validation.map { ($0, fold.name) } })
let views = stage.parameters.trials.mirror ? [false, true] : [false]
var gallery = PredictionGallery(
  folder: try stage.output("overlays"), masks: try stage.output("masks"), frames: frames)
let names = views.map { $0 ? "vote, mirrored" : "vote" }
// For each view the masks in the order of the questions, as large as the exam's frames.
var masks: [[Raster]] = views.map { _ in [] }
let votes = try views.enumerated().map { place, mirrors in
  try exam.scores(
    name: names[place], settings: ["kind": "recipe"],
    predict: { question in
      let predictor = recipe.predictor(
        try nets.nets(of: folds[question.frame] ?? ""), mirrors: mirrors, pool: pool)
      return try frames.preparation.mask(
        predictor.mask(scans.image(question.frame), name: question.frame.description))
    },
    then: { index, question, mask in
      stage.progress(
        place * exam.questions.count + index + 1, of: views.count * exam.questions.count, unit: "image")
      masks[place].append(mask)
      if !mirrors { try gallery.add(question, prediction: mask) }
    })
}
let window = try GradedWindow(stage.parameters.trials.window)
let windowed = try window.map { window in
  try zip(names, masks).map { name, masks in
    var left = masks[...]
    return try exam.scores(name: "\(name), \(window)", settings: ["kind": "recipe"]) { question in
      try window.kept(of: left.removeFirst(), scanWidth: scans.image(question.frame).width)
    }
  }
}
let cells = try PooledRows(
  cells: inputs("scores").map { try Scores(path: $0) }, masks: inputs("masks"), exam: exam)
if !cells.incomplete.isEmpty {
  note("Not every fold has been run: \(cells.incomplete.joined(separator: ", ")).")
}
let baselines = try exam.baselines(frames: frames, folds: split.folds)
let second = baselines.filter { $0.name == Exam.secondGraderName }
let secondCut = try window.map { window in
  try second.map { grader in
    try exam.scores(name: "\(grader.name), \(window)", settings: grader.settings) { question in
      try window.kept(
        of: frames.mask(question.frame, grader: 2), scanWidth: scans.image(question.frame).width)
    }
  }
}
let voted = votes + (windowed ?? [])
let rows = voted + cells.rows + baselines + (secondCut ?? [])

//: ## The table
//: All validation scans count, those without fluid too. Fluid Dice has three averages: over all pixels, over
//: subjects, over the scans that hold fluid for grader 1. The last rows have learned nothing, but for the second
//: grader where he graded every scan: he shows how far two experts agree.
//: The mean of subjects is the one that is tested below.
if let dice = votes.first?.pooledDice { stage.metric("fluid Dice, pooled", dice) }
if let dice = votes.first?.subjectMeanDice { stage.metric("fluid Dice, mean of subjects", dice) }
let table = ScoreTable(rows, settings: ["kind"])
show(
  scores: rows, label: "table", caption: "The vote, its members, and the rows that have learned nothing.")
try ScoreTable.write(table.csv, to: stage.output("table"))
try ScoreTable.write(table.summary, to: stage.output("summary"))
try Scores.write(voted, to: stage.output("scores"))

//: ## How sure the numbers are
//: Subjects are drawn with replacement, {{draws}} times; an interval holds 95 % of the draws, and of so few
//: subjects it is somewhat narrow: of ten, about nine in ten such intervals would hold the truth. Differences are
//: means over subjects of their own Dice, with the share of sign patterns that differ as much; the other averages
//: are not compared. The p are those of single comparisons, though there are many, and they take subjects as
//: independent: those of a fold were predicted by the same nets.
//: Of the Duke eyes, two folds (S2, S6, S9 and S10), each judged inside another one, chose the recipe's settings
//: (docs/decisions/006): their part in these numbers is not out of sample.
//:
//: Of the shapes: HD95 is that of the distances of both outlines together, and a scan where one of the two has
//: none is left out of the row. A lesion is found by a single pixel, so that masks which mark everything do well
//: by lesions, and merged cysts cost nothing. The limits of the area error take scans as independent. µm and mm² are
//: by the Duke set's pitch, whatever the data.
//: @fold
let bootstrap = SubjectBootstrap(seed: stage.seed)
value("draws", bootstrap.draws)
let intervals = IntervalTable(
  rows, references: votes.prefix(1) + second, bootstrap: bootstrap)
show(intervals)
try ScoreTable.write(intervals.csv, to: stage.output("intervals"))

//: ## The other grader as reference
//: Where grader 2 graded every scan, the same masks, judged by what he marked: grader 1 against his marks has the
//: pooled Dice that grader 2 has above.
//: @fold
if try exam.questions.allSatisfy({ try frames.isGraded($0.frame, by: 2) }) {
  let other = try Exam(frames: frames, folds: split.folds, grader: 2, among: 1)
  let folder = try stage.output("masks")
  let opinion = try other.scores(name: "vote") { question in
    try Raster(readingMask: PredictionGallery.maskPath(question.frame, in: folder))
  }
  show(
    scores: [opinion], tellsNotes: false, label: "second", caption: "The vote against grader 2.")
}

//: ## Every scan
//: A point is a scan and leads to its picture below.
//: @fold
if let vote = votes.first {
  show(strips: vote)
}
show(gallery)
