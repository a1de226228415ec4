internal import ContentStore
internal import Digest

/// The run cache's entry: the run that first gave a key's outputs, `.fovea/store/keys/KEY.json`.
struct KeyEntry: Codable, Sendable, Hashable {
  var schema = 1
  var key: SHA256Digest
  var run: String
  var outputs: [RunRecord.Output]
}
