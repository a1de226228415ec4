/// What can be wrong with a repository.
public enum GitError: Error, Equatable {
  /// The repository uses a feature that cannot be read here.
  case unsupported(path: String, feature: String, advice: String)
  /// Objects, references or the index are damaged.
  case corrupt(path: String, reason: String)
  /// The repository has no work tree.
  case bare(path: String)
  /// The name leads to no commit here.
  case noCommit(path: String, name: String)
  /// Anything else that libgit2 says.
  case failed(path: String, action: String, reason: String)
}

extension GitError: CustomStringConvertible {
  /// One sentence with path and reason.
  public var description: String {
    switch self {
    case .unsupported(let path, let feature, let advice):
      "\(path): the repository uses \(feature), which cannot be read here; \(advice)"
    case .corrupt(let path, let reason):
      "\(path): the repository is damaged (\(reason)); `git fsck` tells more"
    case .bare(let path): "\(path): expected a work tree, found a bare repository"
    case .noCommit(let path, let name):
      "\(path): no commit '\(name)' here (rewritten, collected, or cut off by a shallow clone)"
    case .failed(let path, let action, let reason): "\(path): cannot \(action): \(reason)"
    }
  }
}
