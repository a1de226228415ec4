internal import ContentStore
internal import Digest

/// A digest, found in what a run made.
struct Finding: Sendable {
  /// Who made it.
  var maker: Maker
  /// Where it was placed, within the workspace: the output's path, or a path inside that folder.
  var path: String
}
