internal import ContentStore
internal import Digest

/// A digest, found in what a run made.
struct Finding: Sendable {
  /// Who made it.
  var maker: Maker
  /// Where it was placed, within the workspace: the output's path, or a path inside that folder.
  var path: String

  /// Whether the digest is that of an output, not of something in a folder.
  func isWholeOutput(_ digest: SHA256Digest) -> Bool {
    maker.outputs.contains { $0.content.digest == digest }
  }
}
