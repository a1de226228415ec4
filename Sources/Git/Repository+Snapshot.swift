/// Writing the work tree down.
extension Repository {
  /// Writes the work tree as a commit below `refs/fovea/`; index, HEAD and work tree stay as they are.
  ///
  /// Ignored files and what lies under `leavingOut` are taken as HEAD has them; files above `limit` bytes
  /// are left out and listed. The reference is `refs/fovea/snapshots/COMMIT`. Equal trees on one commit
  /// give one snapshot.
  public func snapshot(leavingOut: [String] = [".fovea"], limit: Int = 50_000_000) throws -> Snapshot {
    fatalError("to come")
  }
}
