public import Plots
import Tensors

extension Scores {
  /// The Dice of every frame in a strip for each subject, and that of the subject's pixels as a line; points
  /// lead to their scans on the page.
  public var strips: StripChart {
    let subjects = Set(frames.map(\.subject)).sorted()
    let marks = subjectDice
    return StripChart(
      title: "Fluid Dice of every scan",
      valueLabel: "fluid Dice of the scan, %; the line is that of all the subject's pixels",
      undefinedLabel: "empty",
      rows: subjects.map { subject in
        StripChart.Row(
          subject.replacing("_", with: " "),
          frames.filter { $0.subject == subject }.map { frame in
            StripChart.Point(
              frame.frame, frame.dice.map { 100 * $0 } ?? .nan, link: "#scan:\(frame.frame)")
          }, mark: marks[subject].map { 100 * $0 })
      }, range: 0...100)
  }

  /// The pixels of all frames by label and prediction, `pixels` of them in all.
  public func confusion(pixels: Int) -> ConfusionMatrix {
    let both = frames.reduce(0) { $0 + $1.both }
    let missed = frames.reduce(0) { $0 + $1.labeled } - both
    let wrong = frames.reduce(0) { $0 + $1.predicted } - both
    return ConfusionMatrix(
      title: "Pixels by class", classes: ["background", "fluid"],
      counts: [[pixels - both - missed - wrong, wrong], [missed, both]])
  }
}

extension Exam {
  /// The pixels of all questions.
  public var pixels: Int { questions.reduce(0) { $0 + $1.label.width * $1.label.height } }
}
