import Tensors

/// Intervals of averages by drawing subjects with replacement: frames of one eye are no independent ones.
///
/// Source: Efron and Tibshirani, An introduction to the bootstrap (1993), percentile intervals.
public struct SubjectBootstrap: Sendable {
  /// How often the subjects are drawn.
  public let draws: Int
  /// Where the random numbers come from.
  public let seed: UInt64

  /// Below this many subjects an interval would say nothing.
  public static let leastSubjects = 3

  /// A bootstrap; the default is 2000 draws from seed 17.
  public init(draws: Int = 2000, seed: UInt64 = 17) {
    precondition(draws > 0, "\(draws) draws")
    self.draws = draws
    self.seed = seed
  }

  /// The 95 % interval of an average; nil where fewer than three subjects count in it, and where the average is
  /// undefined.
  ///
  /// Subjects without labeled fluid are drawn, too, but count in the pooled average alone, to which they bring
  /// false fluid.
  public func interval(_ mean: FluidMean, of scores: Scores) -> ClosedRange<Double>? {
    let subjects = scores.framesBySubject
    guard subjects.count(where: mean.counts) >= Self.leastSubjects else { return nil }
    let stream = RandomStream(seed: seed, purpose: "bootstrap/subjects")
    let values = (0..<draws).compactMap { draw -> Double? in
      var random = stream.sequence(sample: UInt64(draw))
      return mean.dice(subjects.indices.map { _ in subjects[random.int(below: subjects.count)] })
    }.sorted()
    guard !values.isEmpty else { return nil }
    func quantile(_ share: Double) -> Double { values[Int((share * Double(values.count - 1)).rounded())] }
    return quantile(0.025)...quantile(0.975)
  }
}

extension Scores {
  /// The frames of every subject, by name.
  var framesBySubject: [[FrameScore]] {
    Dictionary(grouping: frames, by: \.subject).sorted { $0.key < $1.key }.map(\.value)
  }
}
