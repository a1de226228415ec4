internal import ContentStore
public import Git
internal import Glibc

/// Places in the workspace and commits of its repository.
extension Ledger {
  /// A path of the file system as records write it, whatever folder it was said from; as it is, made
  /// absolute, for one outside.
  ///
  /// What does not exist is placed by the nearest folder above it that does.
  public func place(of path: String) -> String {
    let real = Self.resolved(path)
    let prefix = Self.resolved(root) + "/"
    guard real.utf8.starts(with: prefix.utf8) else { return real }
    return String(decoding: real.utf8.dropFirst(prefix.utf8.count), as: UTF8.self)
  }

  /// What keeps a place of the workspace from being written.
  public enum Obstacle: Sendable, Equatable {
    /// Something that is no folder, or a link that leads nowhere, where a folder has to be: its path.
    case inTheWay(String)
    /// A link leads out of the workspace: where to.
    case outside(String)
  }

  /// What keeps something from being placed at a path within the workspace; nil when nothing does.
  public func obstacle(to path: String) throws -> Obstacle? {
    var folder = FileSystem.parent(of: "\(root)/\(path)")
    while try FileSystem.stamp(folder, following: false) == nil { folder = FileSystem.parent(of: folder) }
    guard try FileSystem.stamp(folder)?.kind == .folder else { return .inTheWay(folder) }
    let real = try FileSystem.destination(of: folder).path
    return FileSystem.holds(try FileSystem.destination(of: root).path, real) ? nil : .outside(real)
  }

  /// Throws `Restoration.Problem` for a place that a link leads out of the workspace, and for one below a file.
  public func checkInside(_ path: String) throws {
    switch try obstacle(to: path) {
    case .inTheWay(let file): throw Restoration.Problem.inTheWay(path: path, relative(file))
    case .outside(let real): throw Restoration.Problem.outside(path: path, real: real)
    case nil: break
    }
  }

  /// The repository that the workspace lies in, or nil when there is none.
  public func repository() throws -> Repository? { try Repository.discover(at: root) }

  /// A path of the workspace as the repository has it: relative to the work tree.
  public func pathInRepository(_ path: String, _ repository: Repository) -> String {
    Stamp.prefix(of: root, in: repository) + path
  }

  /// The committed records as a commit has them, by file name.
  ///
  /// Throws `GitError.noCommit` when the commit is not here.
  public func stageRecords(
    at commit: CommitID, in repository: Repository
  ) throws -> [(name: String, record: Recorded<StageRecord>)] {
    let files = try repository.files(in: pathInRepository(Self.committed, repository), at: commit)
    return files.sorted { ByteOrder.precedes($0.key, $1.key) }.filter { $0.key.hasSuffix(".json") }
      .map { ($0.key, RecordFile.parse($0.value, sound: Self.unsoundness(of:))) }
  }

  private static func resolved(_ path: String) -> String {
    if let real = FileSystem.real(path) { return real }
    let parent = FileSystem.parent(of: path)
    guard !ByteOrder.same(parent, path), let name = path.split(separator: "/").last else { return path }
    let above = resolved(parent)
    return (above == "/" ? "" : above) + "/" + name
  }
}
