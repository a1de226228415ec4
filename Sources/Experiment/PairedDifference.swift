import Tensors

/// One row against another on the same subjects: the mean difference of Dice, and how often chance alone
/// would give one as large.
///
/// The test flips the signs of the subjects' differences: every pattern of signs up to 14 subjects, 20 000
/// drawn ones beyond. It is two-sided; with n subjects p cannot fall below 2 / 2ⁿ.
/// Source: Good, Permutation, parametric, and bootstrap tests of hypotheses (2005).
public struct PairedDifference: Equatable, Sendable {
  /// The mean over subjects of one row's Dice minus the other's.
  public let mean: Double
  /// The share of sign patterns whose mean is at least as far from 0.
  public let probability: Double
  /// Subjects whose Dice is defined in both rows.
  public let subjects: Int

  /// Compares two rows subject by subject; nil where they share no subject with a defined Dice.
  public init?(_ one: Scores, minus other: Scores, seed: UInt64 = 17) {
    let (left, right) = (one.subjectDice, other.subjectDice)
    self.init(
      differences: left.keys.sorted().compactMap { subject in
        right[subject].flatMap { reference in left[subject].map { $0 - reference } }
      }, seed: seed)
  }

  /// Tests differences whose expectation is 0 if nothing but chance is at work; nil without any.
  public init?(differences: [Double], seed: UInt64 = 17) {
    guard !differences.isEmpty else { return nil }
    let observed = abs(differences.reduce(0, +))
    // Patterns that differ by rounding only are as far from 0 as what was observed.
    let bound = observed - 1e-12 * differences.reduce(0) { $0 + abs($1) }
    func isAsFar(_ isFlipped: (Int) -> Bool) -> Bool {
      abs(differences.indices.reduce(0.0) { $0 + (isFlipped($1) ? -1 : 1) * differences[$1] }) >= bound
    }
    subjects = differences.count
    mean = differences.reduce(0, +) / Double(differences.count)
    if differences.count <= 14 {
      let patterns = 1 << differences.count
      let far = (0..<patterns).count { pattern in isAsFar { pattern >> $0 & 1 == 1 } }
      probability = Double(far) / Double(patterns)
    } else {
      let stream = RandomStream(seed: seed, purpose: "permutation/signs")
      let draws = 20_000
      let far = (0..<draws).count { draw in
        var random = stream.sequence(sample: UInt64(draw))
        let flips = differences.map { _ in random.happens(0.5) }
        return isAsFar { flips[$0] }
      }
      probability = Double(far + 1) / Double(draws + 1)
    }
  }
}

extension Scores {
  /// The Dice of each subject's pixels; subjects whose labels hold no fluid are absent.
  public var subjectDice: [String: Double] {
    Dictionary(grouping: frames, by: \.subject).compactMapValues(FluidMean.subjectDice)
  }
}
