internal import Glibc

/// Where things of the store go before they are deleted: `.fovea/store/trash/SECONDS/…`, under the path that
/// they had within the store.
///
/// Everything is moved by renaming, one thing at a time, so that a killed command leaves each thing in the
/// store or in the trash, and `undo` brings back all of it. Call it while holding the workspace's lock.
public struct Trash: Sendable {
  /// How long a thing stays here: a week.
  public static let keeping: Double = 7 * 24 * 3600

  private let store: Store
  private var folder: String { store.folder + "/trash" }

  /// The trash of a store.
  public init(_ store: Store) { self.store = store }

  /// Moves things here, in this order.
  ///
  /// - Parameters:
  ///   - paths: relative to the store's folder, such as `objects/ab/cdef…`.
  ///   - now: seconds since 1970.
  ///   - progress: told how many are moved.
  public func take(_ paths: [String], now: Double, progress: (Int) -> Void = { _ in }) throws {
    guard !paths.isEmpty else { return }
    let batch = "\(folder)/\(Int(now))"
    var folders: Set<String> = []
    for (index, path) in paths.enumerated() {
      let target = "\(batch)/\(path)"
      let parent = FileSystem.parent(of: target)
      if folders.insert(parent).inserted { try FileSystem.makeFolders(parent) }
      guard rename("\(store.folder)/\(path)", target) == 0 else {
        throw FileSystem.failure(target, "move \(path) to it")
      }
      progress(index + 1)
    }
    for folder in folders.sorted() { try FileSystem.syncFolder(folder) }
  }

  /// Puts everything back, newest first; what is in the store again meanwhile stays as it is there.
  ///
  /// - Returns: how many things were put back.
  public func undo() throws -> Int {
    var count = 0
    for batch in try batches().reversed() {
      for path in try things(in: batch) {
        let target = "\(store.folder)/\(path)"
        try FileSystem.makeFolders(FileSystem.parent(of: target))
        if try FileSystem.exists(target) { continue }
        try FileSystem.renameDurably("\(folder)/\(batch)/\(path)", to: target)
        count += 1
      }
      try FileSystem.remove("\(folder)/\(batch)")
    }
    return count
  }

  /// Deletes for good what has been here for longer than a week.
  ///
  /// - Returns: how many bytes were deleted.
  @discardableResult public func empty(now: Double) throws -> Int64 {
    var bytes: Int64 = 0
    for batch in try batches() where (Double(batch) ?? now) + Self.keeping < now {
      for path in try things(in: batch) {
        bytes += try FileSystem.stamp("\(folder)/\(batch)/\(path)", following: false)?.size ?? 0
      }
      try FileSystem.remove("\(folder)/\(batch)")
    }
    return bytes
  }

  /// How much is here.
  public func content() throws -> (things: Int, bytes: Int64) {
    var total = (things: 0, bytes: Int64(0))
    for batch in try batches() {
      for path in try things(in: batch) {
        total.things += 1
        total.bytes += try FileSystem.stamp("\(folder)/\(batch)/\(path)", following: false)?.size ?? 0
      }
    }
    return total
  }

  /// The batches, oldest first.
  private func batches() throws -> [String] {
    guard try FileSystem.exists(folder) else { return [] }
    return try FileSystem.names(in: folder).sorted { (Double($0) ?? 0, $0) < (Double($1) ?? 0, $1) }
  }

  /// The files of a batch: objects before keys, so that no key comes back before what it names.
  private func things(in batch: String) throws -> [String] {
    func walk(_ path: String) throws -> [String] {
      let place = "\(folder)/\(batch)/\(path)"
      guard try FileSystem.stamp(place, following: false)?.kind == .folder else { return [path] }
      return try FileSystem.names(in: place).flatMap { try walk("\(path)/\($0)") }
    }
    let parts = try FileSystem.names(in: "\(folder)/\(batch)")
    return try (parts.filter { $0 == "objects" } + parts.filter { $0 != "objects" }).flatMap(walk)
  }
}
