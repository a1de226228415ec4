import Experiment
import Tensors

/// What a row reaches beside the recipe, subject by subject.
struct LeverEffect {
  /// The row.
  let name: String
  /// What it changes.
  let change: String
  /// The row's Dice of each subject minus the mean of the recipe's rows, by the subjects' names.
  let differences: [(subject: String, value: Double)]
  /// Their mean, and how often chance alone gives one as large.
  let paired: PairedDifference
  /// The 95 % interval of the mean; nil with fewer than three subjects.
  let interval: ClosedRange<Double>?
  /// The mean difference to the recipe with the row's own seed; nil where that was not run.
  let sameSeed: Double?

  /// Compares a row with others of the recipe; nil without any, and where no subject has a defined Dice in all.
  init?(_ row: Scores, recipe: [Scores], bootstrap: SubjectBootstrap) {
    let references = recipe.map(\.subjectDice)
    let found = row.subjectDice.sorted { $0.key < $1.key }.compactMap { subject, dice in
      let others = references.compactMap { $0[subject] }
      return others.count < references.count || others.isEmpty
        ? nil : (subject, dice - others.reduce(0, +) / Double(others.count))
    }
    guard let paired = PairedDifference(differences: found.map(\.1), seed: bootstrap.seed) else { return nil }
    self.paired = paired
    name = row.name
    change = Self.change(of: row.name)
    differences = found
    interval = Self.interval(found.map(\.1), bootstrap)
    let twin = recipe.first { $0.name == Self.twin }
    sameSeed = twin.flatMap { PairedDifference(row, minus: $0, seed: bootstrap.seed)?.mean }
  }

  /// The recipe's row whose seed all changed rows share.
  static let twin = "recipe, seed 1"

  /// Subjects drawn with replacement, as `SubjectBootstrap` draws them.
  private static func interval(_ values: [Double], _ bootstrap: SubjectBootstrap) -> ClosedRange<Double>? {
    guard values.count >= SubjectBootstrap.leastSubjects else { return nil }
    let stream = RandomStream(seed: bootstrap.seed, purpose: "bootstrap/subjects")
    let means = (0..<bootstrap.draws).map { draw in
      var random = stream.sequence(sample: UInt64(draw))
      return values.indices.reduce(0) { sum, _ in sum + values[random.int(below: values.count)] }
        / Double(values.count)
    }.sorted()
    func quantile(_ share: Double) -> Double { means[Int((share * Double(means.count - 1)).rounded())] }
    return quantile(0.025)...quantile(0.975)
  }

  /// The p values of several rows, corrected for their number by Holm's method.
  ///
  /// Source: Holm, A simple sequentially rejective multiple test procedure (1979).
  static func corrected(_ probabilities: [Double]) -> [Double] {
    var corrected = probabilities
    var least = 0.0
    for (rank, place) in probabilities.indices.sorted(by: { probabilities[$0] < probabilities[$1] })
      .enumerated()
    {
      least = max(least, min(1, Double(probabilities.count - rank) * probabilities[place]))
      corrected[place] = least
    }
    return corrected
  }

  /// What the row of a table changes, for readers of the table alone.
  private static func change(of row: String) -> String {
    let words = row.split(separator: " ", maxSplits: 1).map(String.init)
    switch (words.first, words.last) {
    case ("without", let lever?): return RecipeLever(rawValue: lever)?.change ?? ""
    case ("origin", "none"): return "random weights"
    case ("origin", let origin?): return "pretrained on \(origin == "both" ? "vessels, then fluid" : origin)"
    default: return "nothing but the seed"
    }
  }
}

extension RecipeLever {
  /// What takes the lever's place.
  fileprivate var change: String {
    switch self {
    case .band: "whole scans; crops of fewer rows than they have, every third one on fluid"
    case .frame: "the white frame of registration is seen"
    case .resolution: "full resolution, as many pixels a step: fewer crops"
    case .oversampling: "no crop is sought on fluid"
    case .graders: "grader 1's masks alone, each twice as often"
    case .flip: "left and right are never exchanged"
    case .scale: "no turning and no scaling"
    case .elastic: "no elastic deformation"
    case .shift: "no shifted columns"
    case .gamma: "gray values as they are"
    case .dice: "cross entropy alone"
    case .supervision: "no losses of coarser maps"
    case .average: "the last weights; a control, as the rate has fallen to zero"
    case .cosine: "a constant rate"
    }
  }
}
