/// How the outputs of a cell stand to what pipeline.yaml, code and inputs say now.
public enum CellState: String, Sendable, Codable, CaseIterable {
  /// The record's key is the present one and every output holds what the record says.
  case fresh
  /// Not fresh, but outputs of this key are in the store: they can be put back without running.
  case restorable
  /// An ingredient differs from the record's, or there is no record.
  case stale
  /// Nothing differs yet, but a cell before it is not done.
  case maybe
  /// The key is right and an output is gone; or an input is not there.
  case missing
  /// The key is right and an output was edited where it stands.
  case edited
  /// The last run of this key saw an input change under it.
  case tainted
  /// A driver runs it now.
  case running
  /// The last run of this key failed.
  case failed

  /// Whether a run would do something, now or after the cells before it.
  public var isWork: Bool { self != .fresh }
}
