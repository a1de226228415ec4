import Foundation

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// A folder that appears with all that is in it, or not at all.
struct NewFolder {
  private enum Refusal: Error, CustomStringConvertible {
    case isTaken(path: String, found: String)
    case failed(path: String, reason: String)

    var description: String {
      switch self {
      case .isTaken(let path, let found):
        "\(path): expected a new or empty folder, found \(found); name another one with --output"
      case .failed(let path, let reason): "\(path): cannot make it: \(reason)"
      }
    }
  }

  private let path: String

  /// Throws where something lies that is not an empty folder.
  init(_ path: String) throws {
    // A link to an empty folder is that folder: rename(2) would take the link's own place.
    let url = URL(fileURLWithPath: path).standardizedFileURL.resolvingSymlinksInPath()
    self.path = url.path
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: url.path, isDirectory: &isFolder) else { return }
    guard isFolder.boolValue else { throw Refusal.isTaken(path: path, found: "a file") }
    let count = try FileManager.default.contentsOfDirectory(atPath: url.path).count
    guard count == 0 else { throw Refusal.isTaken(path: path, found: "\(count) files") }
  }

  /// Calls `body` with a folder beside the wanted one, which takes its name when all is written.
  ///
  /// Whatever is thrown leaves nothing behind.
  func fill(_ body: (String) throws -> Void) throws {
    let url = URL(fileURLWithPath: path)
    let parent = url.deletingLastPathComponent()
    try Self.make(parent.path, withAbove: true)
    let partial = parent.appending(path: ".\(url.lastPathComponent).partial-\(getpid())").path
    sweep(parent.path, ".\(url.lastPathComponent).partial-")
    try Self.make(partial, withAbove: false)
    // Held until the end of this process, whatever ends it.
    let lock = open(partial, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    defer { close(lock) }
    guard lock >= 0, flock(lock, LOCK_EX | LOCK_NB) == 0 else {
      throw Refusal.failed(path: partial, reason: String(cString: strerror(errno)))
    }
    do {
      try body(partial)
      // rename(2) takes the place of an empty folder, and of no other.
      guard rename(partial, path) == 0 else {
        throw Refusal.failed(path: path, reason: String(cString: strerror(errno)))
      }
    } catch {
      try? FileManager.default.removeItem(atPath: partial)
      throw error
    }
  }

  /// Makes a folder; with those above it where wanted, and then one that is there already will do.
  private static func make(_ path: String, withAbove: Bool) throws {
    do {
      try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: withAbove)
    } catch {
      if (error as? CocoaError)?.code == .fileWriteFileExists {
        throw Refusal.failed(path: path, reason: "a file is there")
      }
      let cause = (error as NSError).userInfo[NSUnderlyingErrorKey] as? NSError
      let reason = cause.map { String(cString: strerror(Int32($0.code))) } ?? error.localizedDescription
      throw Refusal.failed(path: path, reason: reason)
    }
  }

  /// Takes away what killed processes left: it may show patients.
  ///
  /// What a living one fills is locked.
  private func sweep(_ parent: String, _ prefix: String) {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: parent)) ?? []
    for name in names where name.hasPrefix(prefix) && Int(name.dropFirst(prefix.count)) != nil {
      let left = "\(parent)/\(name)"
      let lock = open(left, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
      guard lock >= 0 else { continue }
      defer { close(lock) }
      guard flock(lock, LOCK_EX | LOCK_NB) == 0 else { continue }
      do {
        try FileManager.default.removeItem(atPath: left)
      } catch {
        Output.note("\(left) was left by a prediction that was killed, and cannot be deleted: \(error)")
      }
    }
  }
}
