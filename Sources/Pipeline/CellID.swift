/// One run of a stage: the stage itself, or one combination of its matrix values.
public struct CellID: Hashable, Sendable, Comparable, CustomStringConvertible {
  /// The stage.
  public let stage: StageID
  /// The matrix values in written order, joined by `-`, or nil for a stage without a matrix.
  public let cell: String?

  /// A cell of a stage; nil for a stage without a matrix.
  public init(_ stage: StageID, _ cell: String? = nil) {
    self.stage = stage
    self.cell = cell
  }

  /// `stage` or `stage@cell`.
  public var description: String { cell.map { "\(stage)@\($0)" } ?? stage.name }

  /// The order of the descriptions' bytes.
  public static func < (left: CellID, right: CellID) -> Bool {
    left.description.utf8.lexicographicallyPrecedes(right.description.utf8)
  }
}
