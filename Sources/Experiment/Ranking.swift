/// One place of a ranking: the form that a matrix of pipeline.yaml takes its cells from.
public struct RankedModel: Codable, Equatable, Sendable {
  /// The model's name.
  public let name: String
  /// What it was ranked by: pooled fluid Dice.
  public let dice: Double?

  /// Writes models by their Dice from best to worst; equals stay in their order, undefined ones come last.
  ///
  /// - Parameter sorted: false leaves the models as they are.
  public static func write(
    _ models: [(name: String, dice: Double?)], sorted: Bool = true, to path: String
  ) throws {
    guard sorted else {
      return try writeJSON(models.map { RankedModel(name: $0.name, dice: $0.dice) }, to: path)
    }
    let ranked = models.enumerated().sorted { one, other in
      let (left, right) = (one.element.dice ?? -1, other.element.dice ?? -1)
      return left == right ? one.offset < other.offset : left > right
    }
    try writeJSON(ranked.map { RankedModel(name: $0.element.name, dice: $0.element.dice) }, to: path)
  }
}
