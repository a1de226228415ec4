public import Digest

/// What gave way to an output and was filed before: something of a person's own, or a result of a run that the store
/// had lost.
public struct KeptEdit: Sendable, Equatable {
  /// The object of the store that holds it.
  public var digest: SHA256Digest
  /// Where it stood, within the workspace.
  public var path: String
}
