/// How a checkpoint differs from the module that it was meant for: everything at once.
public struct StateMismatch: Error, Sendable, Hashable, CustomStringConvertible {
  /// A name that both have with different extents.
  public struct Misshapen: Sendable, Hashable {
    /// The key.
    public let name: String
    /// The module's extents.
    public let expected: [Int]
    /// The checkpoint's extents.
    public let found: [Int]
  }

  /// Keys of the module that the checkpoint lacks.
  public var missing: [String] = []
  /// Keys of the checkpoint that the module lacks.
  public var unused: [String] = []
  /// Keys with other extents.
  public var misshapen: [Misshapen] = []

  /// Creates an empty list of differences.
  public init() {}

  /// Whether there is no difference.
  public var isEmpty: Bool { missing.isEmpty && unused.isEmpty && misshapen.isEmpty }

  /// All differences, one a line.
  public var description: String {
    var lines = ["the checkpoint does not fit the model:"]
    lines += missing.map { "  missing \($0)" }
    lines += unused.map { "  unused \($0)" }
    lines += misshapen.map { "  \($0.name): expected \($0.expected), found \($0.found)" }
    return lines.joined(separator: "\n")
  }
}
