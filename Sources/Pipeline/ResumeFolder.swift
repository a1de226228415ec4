internal import ContentStore
internal import Digest

/// The folder of a key in which a stage saves what it goes on from, and the mark beside it that says of which inputs
/// that came.
struct ResumeFolder {
  /// The folder; its name is the key.
  let path: String
  /// What ends the name of the mark, which is the folder's otherwise.
  static let markEnding = ".inputs"
  private var mark: String { path + Self.markEnding }
  /// In place of fingerprints: the inputs were looked at when the run had ended, and were those of the key.
  private static let vouched = Array("as the key says\n".utf8)

  /// The folder of a key.
  init(_ key: SHA256Digest, in workspace: Workspace) { self.init(path: workspace.scratch(key.hex)) }

  /// The folder at a path.
  init(path: String) { self.path = path }

  /// Whether something is there that a run with inputs of these fingerprints may go on from.
  ///
  /// A driver that was killed could not look whether an input changed under its stage; when the input was changed
  /// back, key and digest are the old ones, but not its times.
  func holds(for fingerprints: [SHA256Digest?]) throws -> Bool {
    guard try FileSystem.exists(path), try !FileSystem.names(in: path).isEmpty, try FileSystem.exists(mark)
    else { return false }
    return [Self.vouched, Self.text(fingerprints)].contains(try FileSystem.read(mark))
  }

  /// What was found when a run was about to begin.
  enum Finding {
    /// Nothing, or something that the run goes on from.
    case good
    /// The same, and it stays good whatever happens to the inputs, as long as no run has begun.
    case vouched
    /// Something that the run may not go on from; it is gone now.
    case dropped
  }

  /// Makes it ready for a run with inputs of these fingerprints: from now on they have to stay.
  func prepare(for fingerprints: [SHA256Digest?]) throws -> Finding {
    var finding = Finding.good
    if try holds(for: fingerprints) {
      if try FileSystem.read(mark) == Self.vouched { finding = .vouched }
    } else if try FileSystem.exists(path) {
      if try !FileSystem.names(in: path).isEmpty { finding = .dropped }
      try FileSystem.remove(path)
    }
    try FileSystem.makeFolders(FileSystem.parent(of: path))
    try FileSystem.writeDurably(Self.text(fingerprints), to: mark)
    try FileSystem.makeFolders(path)
    return finding
  }

  /// Says that the run has ended with all its processes and that its inputs were those of the key all the time: what
  /// it saved is good whatever is copied, linked or put back at their places.
  func vouch() throws {
    if try FileSystem.exists(path) { try FileSystem.writeDurably(Self.vouched, to: mark) }
  }

  /// Deletes it.
  func remove() throws {
    try FileSystem.remove(path)
    try FileSystem.remove(mark)
  }

  private static func text(_ fingerprints: [SHA256Digest?]) -> [UInt8] {
    Array(fingerprints.map { ($0?.hex ?? "nothing") + "\n" }.joined().utf8)
  }
}
