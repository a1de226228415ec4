public import Foundation

/// A split with the fold that a pipeline works on: what stage 3 hands to the stages after it.
public struct ChosenFold: Codable, Equatable, Sendable {
  /// Every fold of the rule.
  public let split: Split
  /// The name of the fold in use.
  public let chosen: String

  /// A split and the fold in use; traps when there is no fold of that name.
  public init(split: Split, chosen: String) {
    precondition(split.folds.contains { $0.name == chosen }, "no fold is named \(chosen)")
    self.split = split
    self.chosen = chosen
  }

  /// Reads stage 3's JSON; throws `RetinaError.layout` when it is damaged or names no fold of its own.
  public init(path: String) throws {
    do {
      let data = try Data(contentsOf: URL(fileURLWithPath: path))
      self = try JSONDecoder().decode(ChosenFold.self, from: data)
    } catch {
      throw RetinaError.layout(path: path, expected: "a split with a chosen fold", found: "\(error)")
    }
    guard split.folds.contains(where: { $0.name == chosen }) else {
      throw RetinaError.layout(
        path: path, expected: "a fold named \(chosen)", found: split.folds.map(\.name).joined(separator: ", ")
      )
    }
  }

  /// The fold in use.
  public var fold: Fold {
    guard let fold = split.folds.first(where: { $0.name == chosen }) else {
      preconditionFailure("no fold is named \(chosen)")
    }
    return fold
  }

  /// The JSON, the same bytes for the same split.
  public func json() throws -> Data { try canonicalJSON(self) }
}
