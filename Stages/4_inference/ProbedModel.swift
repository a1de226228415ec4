import Experiment
import Probing

/// A model's two places: as it comes, and by what its features know.
struct ProbedModel {
  let name: String
  /// Pooled fluid Dice as it comes.
  let dice: Double?
  let rank: Int
  /// The rows that have learned nothing and score more.
  let beatenBy: [String]
  let features: Int
  /// Fluid Dice of the linear probe.
  let probe: Double?
  let probeRank: Int

  /// The models in the order of the rows; ranks from 1, equals share the better one.
  static func all(_ rows: [Scores], _ results: [LinearProbe.Result], baselines: [Scores]) -> [ProbedModel] {
    zip(rows, results).map { row, result in
      ProbedModel(
        name: row.name, dice: row.pooledDice, rank: rank(row.pooledDice, among: rows.map(\.pooledDice)),
        beatenBy: baselines.filter { other in
          other.name != Exam.secondGraderName && (other.pooledDice ?? -1) > (row.pooledDice ?? -1)
        }.map(\.name),
        features: result.features, probe: result.dice,
        probeRank: rank(result.dice, among: results.map(\.dice)))
    }
  }

  private static func rank(_ value: Double?, among all: [Double?]) -> Int {
    1 + all.count { ($0 ?? -1) > (value ?? -1) }
  }
}
