internal import ContentStore
internal import Digest
internal import Pipeline
internal import Provenance
internal import StageProtocol

/// Which files of a folder are others than on record, where a reason speaks of one.
struct FolderChanges {
  /// One file, by its path within the folder.
  struct File {
    let change: String
    let path: String
  }

  let files: [File]

  /// The most files that are told.
  private static let most = 8

  /// Compares what lies there with what the record says; nil for what is no folder, and where nobody knows what it
  /// held.
  init?(_ reason: Reason, of cell: Cell, in project: Project) throws {
    guard let place = Self.place(reason, cell).map(project.workspace.path),
      let old = reason.old.flatMap({ SHA256Digest(hex: $0) }),
      let before = try project.ledger.store.knownFiles(of: old),
      try project.cache.fitContent(of: place)?.kind == .folder
    else { return nil }
    let now = try project.cache.files(of: place)
    files = Set(before.keys).union(now.keys).sorted(by: ByteOrder.precedes).compactMap { path in
      guard before[path] != now[path] else { return nil }
      return File(
        change: before[path] == nil ? "added" : now[path] == nil ? "removed" : "changed", path: path)
    }
  }

  private static func place(_ reason: Reason, _ cell: Cell) -> String? {
    switch reason.kind {
    case .outputEdited: reason.name
    case .inputChanged:
      cell.dependencies.first { dependency in
        let joined = dependency.isJoined ? dependency.producer?.cell : nil
        return reason.name == (joined.map { "\(dependency.role)@\($0)" } ?? dependency.role)
      }?.path
    default: nil
    }
  }

  /// A line for each of the first files, and how many more there are.
  var lines: [String] {
    files.prefix(Self.most).map { "\($0.change) \($0.path)" }
      + (files.count > Self.most ? ["and \(files.count - Self.most) more"] : [])
  }

  /// All of them.
  var json: JSONValue {
    .array(files.map { .object(["change": .string($0.change), "path": .string($0.path)]) })
  }
}
