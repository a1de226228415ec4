/// Why a checkpoint's weights do not fit a net: every name at once.
public struct WeightsError: Error, Sendable, Hashable, CustomStringConvertible {
  /// A name whose shape in the checkpoint is not the net's.
  public struct Misshapen: Sendable, Hashable {
    /// The parameter.
    public let name: String
    /// The net's shape.
    public let expected: [Int]
    /// The checkpoint's shape.
    public let found: [Int]
  }

  /// Names of the net that the checkpoint lacks.
  public var missing: [String] = []
  /// Names of the checkpoint that the net lacks.
  public var unused: [String] = []
  /// Names with another shape.
  public var misshapen: [Misshapen] = []
  /// Names whose values are NaN or infinite.
  public var notFinite: [String] = []

  /// True if everything fits.
  public var isEmpty: Bool { missing.isEmpty && unused.isEmpty && misshapen.isEmpty && notFinite.isEmpty }

  /// All names with what is wrong, one a line.
  public var description: String {
    var lines = ["the checkpoint does not fit the model:"]
    lines += missing.map { "  missing: \($0)" }
    lines += unused.map { "  unused: \($0)" }
    lines += misshapen.map { "  shape of \($0.name): expected \($0.expected), found \($0.found)" }
    lines += notFinite.map { "  NaN or infinity in \($0)" }
    return lines.joined(separator: "\n")
  }
}
