/// What reading a record gives: nothing there, something that cannot be trusted, or the record.
public enum Recorded<Record: Sendable>: Sendable {
  /// No such record.
  case absent
  /// The file is damaged, of another version or not ours; with the reason. It counts as if absent.
  case untrusted(String)
  /// The record.
  case found(Record)

  /// The record, or nil when it is absent or cannot be trusted.
  public var record: Record? {
    if case .found(let record) = self { record } else { nil }
  }

  /// Why it cannot be trusted.
  public var damage: String? {
    if case .untrusted(let reason) = self { reason } else { nil }
  }
}
