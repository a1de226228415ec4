internal import ContentStore

/// What runs that were stopped, killed or failed saved to go on from: `.fovea/scratch/KEY`.
///
/// A run that finishes removes its own. What is left belongs to keys that nobody went on with: it is there for good,
/// a training run of full width some hundred megabytes each, unless somebody lets go of it.
public struct SavedWork: Sendable {
  /// What one key saved.
  public struct Item: Sendable, Equatable {
    /// Its folder within the workspace.
    public var path: String
    /// The bytes of the files in it.
    public var bytes: Int64
    /// When anything in it changed last: seconds since 1970.
    public var saved: Double
  }

  /// By path; folders in which nothing was saved count, too.
  public let items: [Item]

  /// Looks for it; throws what reading throws.
  ///
  /// - Parameters:
  ///   - workspace: whose.
  ///   - oldest: seconds since 1970; only what was saved before. Nil for all.
  public init(in workspace: Workspace, olderThan oldest: Double? = nil) throws {
    guard try FileSystem.exists(workspace.scratch) else {
      items = []
      return
    }
    let all = try FileSystem.names(in: workspace.scratch).filter { !$0.hasSuffix(ResumeFolder.markEnding) }
      .map { name in
        var item = Item(path: ".fovea/scratch/\(name)", bytes: 0, saved: 0)
        Self.measure(workspace.scratch(name), &item)
        return item
      }
    items = all.filter { item in oldest.map { item.saved < $0 } ?? true }
  }

  /// The bytes of all.
  public var bytes: Int64 { items.reduce(0) { $0 + $1.bytes } }

  /// Deletes it; the caller holds the workspace's lock.
  public func remove(from workspace: Workspace) throws {
    for item in items { try ResumeFolder(path: workspace.path(item.path)).remove() }
  }

  /// A stage may name its files as no text can: what cannot be looked at counts nothing, and goes all the same.
  private static func measure(_ path: String, _ item: inout Item) {
    guard let stamp = try? FileSystem.stamp(path, following: false) else { return }
    item.saved = max(item.saved, Double(stamp.modified) * 1e-9)
    guard stamp.kind == .folder else {
      item.bytes += stamp.size
      return
    }
    for name in (try? FileSystem.names(in: path)) ?? [] { measure("\(path)/\(name)", &item) }
  }
}
