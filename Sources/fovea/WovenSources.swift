internal import ContentStore
internal import Digest
internal import Pipeline

/// Which source each page was woven from: `.fovea/woven`, a digest and a stage a line.
///
/// A saving of time only: a page of which nothing is known is woven anew.
struct WovenSources {
  private let file: String
  private var digests: [String: SHA256Digest] = [:]
  private var isUnsaved = false

  init(_ workspace: Workspace) {
    file = workspace.machine + "/woven"
    guard let bytes = try? FileSystem.read(file) else { return }
    for line in String(decoding: bytes, as: UTF8.self).split(separator: "\n") {
      let parts = line.split(separator: " ", maxSplits: 1)
      if parts.count == 2, let digest = SHA256Digest(hex: parts[0]) { digests[String(parts[1])] = digest }
    }
  }

  subscript(stage: StageID) -> SHA256Digest? {
    get { digests[stage.name] }
    set {
      isUnsaved = isUnsaved || digests[stage.name] != newValue
      digests[stage.name] = newValue
    }
  }

  /// Writes the file if anything is new in it.
  func save() throws {
    guard isUnsaved else { return }
    let lines = digests.map { "\($0.value) \($0.key)\n" }.sorted()
    try FileSystem.writeDurably(lines.joined(), to: file)
  }
}
