/// Where the masks of dropout layers come from.
public enum DropoutSource: Sendable {
  /// Nothing is dropped.
  case none
  /// Drawn from a seed; sample n of the batch is sample `firstSample + n` of the training run.
  case random(seed: UInt64, firstSample: UInt64)
  /// Recorded masks by layer name: samples × channels factors, already divided by 1 − p.
  case given([String: [Float]])
}
