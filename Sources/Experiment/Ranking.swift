/// One place of a ranking: the form that a matrix of pipeline.yaml takes its cells from.
public struct RankedModel: Codable, Equatable, Sendable {
  /// The model's name.
  public let name: String
  /// What it was ranked by: pooled fluid Dice.
  public let dice: Double?

  /// Writes the models from best to worst; equals stay in their order, undefined ones come last.
  ///
  /// - Parameter sorted: false leaves the rows as they are.
  public static func write(_ rows: [Scores], sorted: Bool = true, to path: String) throws {
    guard sorted else {
      return try writeJSON(rows.map { RankedModel(name: $0.name, dice: $0.pooledDice) }, to: path)
    }
    let ranked = rows.enumerated().sorted { one, other in
      let (left, right) = (one.element.pooledDice ?? -1, other.element.pooledDice ?? -1)
      return left == right ? one.offset < other.offset : left > right
    }
    try writeJSON(ranked.map { RankedModel(name: $0.element.name, dice: $0.element.pooledDice) }, to: path)
  }
}
