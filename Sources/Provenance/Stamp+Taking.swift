internal import Git

/// Taking the stamp.
extension Stamp {
  /// Outputs and the machine's own files: they never make a tree dirty and are not in snapshots.
  public static let outputFolders = ["artifacts", ".fovea"]

  /// The stamp of the workspace at `root` as it stands now; a dirty tree is written down as a snapshot.
  ///
  /// Without a repository the stamp is `.unversioned`. A repository that cannot be read gives a stamp whose
  /// `problem` says so; work goes on.
  public static func take(at root: String) -> Stamp {
    fatalError("to come")
  }
}
