/// The name of a stage in pipeline.yaml.
public struct StageID: Hashable, Sendable, Comparable, CustomStringConvertible {
  /// The name as written.
  public let name: String

  /// A stage of this name; whether it exists is for the graph to say.
  public init(_ name: String) { self.name = name }

  /// The name.
  public var description: String { name }

  /// The order of the names' bytes.
  public static func < (left: StageID, right: StageID) -> Bool {
    left.name.utf8.lexicographicallyPrecedes(right.name.utf8)
  }
}
