internal import ContentStore
internal import Digest

extension Workspace {
  /// The fingerprints of what a cell reads, in the order of its dependencies; nil where nothing is there.
  func fingerprints(of cell: Cell) throws -> [SHA256Digest?] {
    try cell.dependencies.map { try FileSystem.fingerprint(path($0.path)) }
  }
}
