internal import ContentStore
internal import Git
internal import Glibc

/// Taking the stamp.
extension Stamp {
  /// Outputs and the machine's own files: they never make a tree dirty, but for tracked inputs among them, and
  /// snapshots have them as the index has them.
  public static let outputFolders = ["artifacts", ".fovea"]

  /// The stamp of the workspace at `root` as it stands now; a dirty tree is written down as a snapshot.
  ///
  /// Outputs and data never make a tree dirty: binaries and what lies under `inputs` count only where they are
  /// tracked. Code does, also where git ignores it. Without a repository the stamp is `.unversioned`. A
  /// repository that cannot be read gives a stamp whose `problem` says so, and which counts as dirty; work goes
  /// on. Costs tens of milliseconds in a large tree: take it when something is about to run, once.
  ///
  /// - Parameters:
  ///   - code: files that keys speak of as code, within the workspace.
  ///   - inputs: files and folders that stages read as raw data, within the workspace.
  ///   - untracked: whether other untracked texts count; not where nobody knows which of them are data.
  public static func take(
    at root: String, code: [String] = [], inputs: [String] = [], untracked: Bool = true
  ) -> Stamp {
    do {
      guard let repository = try Repository.discover(at: root) else { return .unversioned }
      let head = try repository.head()
      var stamp = Stamp(
        commit: head.commit, dirty: true, branch: head.branch,
        head: head.isUnborn ? .unborn : head.isDetached ? .detached : .branch)
      do {
        let prefix = prefix(of: root, in: repository)
        func placed(_ paths: [String]) -> [String] { paths.map { prefix + $0 } }
        try stamp.look(
          at: repository,
          TreeScope(
            leavingOut: placed(outputFolders), despite: placed(inputs), data: placed(inputs),
            needed: placed(code), hasUntracked: untracked))
      } catch {
        stamp.problem = Redaction.text("\(error)", workspace: root)
      }
      return stamp
    } catch {
      let problem = Redaction.text("\(error)", workspace: root)
      return Stamp(commit: nil, dirty: true, head: .none, problem: problem)
    }
  }

  /// A sentence when HEAD is another commit by now than the one that the stamp names; nil otherwise, and where
  /// the repository cannot be read.
  ///
  /// The stamp stays as it was taken: that code is what ran.
  public func hasMoved(at root: String) -> String? {
    guard let commit, let now = try? Repository.discover(at: root)?.head().commit, now != commit else {
      return nil
    }
    return "HEAD was moved from \(commit) to \(now) during the run; the stamp is that of its beginning"
  }

  /// Keeps the commit from git's own collection of what no branch holds.
  ///
  /// - Returns: a sentence where that fails, as in a repository that cannot be written; nil otherwise.
  public func pin(at root: String) -> String? {
    do {
      try commit.map { try Repository.discover(at: root)?.pin($0) }
      return nil
    } catch {
      let reason = Redaction.text("\(error)", workspace: root)
      return "the commit is kept only as long as a branch holds it: \(reason)"
    }
  }

  /// What the record cannot lead anybody to, as sentences.
  public var gaps: [String] {
    let lacking = leftOut.isEmpty ? nil : "the snapshot of the changed tree lacks \(leftOut.brief): commit it"
    let lost = problem.map { "the code of this run is in no commit: \($0)" }
    return [lacking, lost].compactMap { $0 }
  }

  private mutating func look(at repository: Repository, _ scope: TreeScope) throws {
    dirty = try repository.state(scope).isDirty
    guard dirty else { return }
    let written = try repository.snapshot(scope)
    snapshot = written.commit
    leftOut = written.refused
  }

  /// The workspace's place in the work tree, with a slash at its end; empty at the top.
  static func prefix(of root: String, in repository: Repository) -> String {
    let top = (FileSystem.real(repository.workTree) ?? repository.workTree) + "/"
    let place = (FileSystem.real(root) ?? root) + "/"
    return place.utf8.starts(with: top.utf8) ? String(place.dropFirst(top.count)) : ""
  }
}
