public import Digest

/// What a person had put in the place of an output, filed before the output came back.
public struct KeptEdit: Sendable, Equatable {
  /// The object of the store that holds it.
  public var digest: SHA256Digest
  /// Where it stood, within the workspace.
  public var path: String
}
