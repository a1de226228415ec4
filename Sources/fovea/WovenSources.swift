internal import ContentStore
internal import Digest
internal import Pipeline
internal import Weave

/// What each page was woven from and what it says of its state: `.fovea/woven`, a digest, a state and a stage a line.
///
/// A saving of time only: a page of which nothing is known is woven anew.
struct WovenSources {
  /// One page.
  struct Entry: Equatable {
    /// The digest of the source.
    var source: SHA256Digest
    /// The badge.
    var state: PageState
  }

  private let file: String
  private var entries: [String: Entry] = [:]
  private var isUnsaved = false

  init(_ workspace: Workspace) {
    file = workspace.machine + "/woven"
    guard let bytes = try? FileSystem.read(file) else { return }
    for line in String(decoding: bytes, as: UTF8.self).split(separator: "\n") {
      let parts = line.split(separator: " ", maxSplits: 2).map(String.init)
      if parts.count == 3, let digest = SHA256Digest(hex: parts[0]), let state = PageState(rawValue: parts[1])
      {
        entries[parts[2]] = Entry(source: digest, state: state)
      }
    }
  }

  subscript(stage: StageID) -> Entry? {
    get { entries[stage.name] }
    set {
      isUnsaved = isUnsaved || entries[stage.name] != newValue
      entries[stage.name] = newValue
    }
  }

  /// The stages whose pages were woven and that are none of these.
  func stages(without known: [StageID]) -> [StageID] {
    entries.keys.filter { !known.map(\.name).contains($0) }.sorted(by: ByteOrder.precedes).map { StageID($0) }
  }

  /// Writes the file if anything is new in it.
  func save() throws {
    guard isUnsaved else { return }
    let lines = entries.map { "\($0.value.source) \($0.value.state.rawValue) \($0.key)\n" }.sorted()
    try FileSystem.writeDurably(lines.joined(), to: file)
  }
}
