internal import Glibc
internal import Synchronization

/// The lock of a workspace: one driver at a time, and none while an orphaned stage still runs.
///
/// It is a flock on a file: the kernel drops it when the last process that has the descriptor open is gone.
/// The holder's process number in the file is for messages only; nothing is decided by it.
public final class WorkspaceLock: Sendable {
  /// What to do while somebody else holds the lock.
  public enum Patience: Sendable, Equatable {
    /// Throw at once.
    case none
    /// Wait this many seconds, then throw.
    case seconds(Double)
    /// Wait until it is free.
    case forever
  }

  /// The lock's file.
  public let path: String
  private let state: Mutex<Int32?>

  private init(path: String, descriptor: Int32) {
    self.path = path
    state = Mutex(descriptor)
  }

  deinit { release() }

  /// Takes the lock; its file is made, with the folders above it, when it is missing.
  ///
  /// While it waits, `waiting` is called once with a phrase that names the holder. Throws `.locked` with
  /// that phrase when patience is at its end.
  public static func acquire(
    _ path: String, patience: Patience = .none, waiting: (String) -> Void = { _ in }
  ) throws -> WorkspaceLock {
    try FileSystem.makeFolders(FileSystem.parent(of: path))
    var waited = 0.0
    while true {
      if let descriptor = try attempt(path) {
        let lock = WorkspaceLock(path: path, descriptor: descriptor)
        try sign(descriptor, path)
        return lock
      }
      let holder = try holder(path)
      if patience == .none { throw ContentStoreError.locked(path: path, holder: holder) }
      if case .seconds(let limit) = patience, waited >= limit {
        throw ContentStoreError.locked(path: path, holder: holder)
      }
      if waited == 0 { waiting(holder) }
      usleep(20_000)
      waited += 0.02
    }
  }

  /// Whether somebody holds the lock; asking writes nothing and keeps nobody from taking it for long.
  public static func isHeld(_ path: String) throws -> Bool {
    guard try FileSystem.exists(path) else { return false }
    let descriptor = try FileSystem.open(path, O_RDONLY)
    defer { close(descriptor) }
    return try !flocked(descriptor, path, LOCK_SH)
  }

  /// The lock's descriptor, or nil after the release.
  public var descriptor: Int32? { state.withLock(\.self) }

  /// Gives the lock up, unless a process that inherited it still runs.
  public func release() {
    state.withLock { descriptor in
      // LOCK_UN would take it from the stages, too: they share the open file.
      if let open = descriptor { close(open) }
      descriptor = nil
    }
  }

  /// A descriptor that holds the lock, or nil when somebody else does.
  private static func attempt(_ path: String) throws -> Int32? {
    while true {
      let descriptor = try FileSystem.open(path, O_RDWR | O_CREAT, mode: 0o644)
      do {
        guard try flocked(descriptor, path) else {
          close(descriptor)
          return nil
        }
        // Somebody may have deleted the file between the opening and the locking.
        let own = try FileSystem.stamp(of: descriptor, path)
        if let named = try FileSystem.stamp(path), named.inode == own.inode, named.device == own.device {
          return descriptor
        }
        close(descriptor)
      } catch {
        close(descriptor)
        throw error
      }
    }
  }

  private static func flocked(_ descriptor: Int32, _ path: String, _ kind: Int32 = LOCK_EX) throws -> Bool {
    while flock(descriptor, kind | LOCK_NB) != 0 {
      if errno == EWOULDBLOCK { return false }
      guard errno == EINTR else { throw FileSystem.failure(path, "lock it") }
    }
    return true
  }

  private static func sign(_ descriptor: Int32, _ path: String) throws {
    guard ftruncate(descriptor, 0) == 0 else { throw FileSystem.failure(path, "write it") }
    try Array("\(getpid())\n".utf8).withUnsafeBytes { try FileSystem.write($0, to: descriptor, path) }
  }

  private static func holder(_ path: String) throws -> String {
    let text = String(decoding: try FileSystem.read(path, limit: 4096), as: UTF8.self)
    guard let process = Int32(text.split(separator: "\n").first ?? "") else { return "another process" }
    let isAlive = kill(process, 0) == 0 || errno == EPERM
    return isAlive ? "process \(process)" : "a stage that process \(process) started"
  }
}
