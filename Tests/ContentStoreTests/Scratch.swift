import ContentStore
import Foundation
import Glibc

/// A folder of a test's own, gone when the test is over.
final class Scratch: Sendable {
  let path: String

  init() throws {
    path = NSTemporaryDirectory() + "fovea-test-\(UUID().uuidString)"
    try FileSystem.makeFolders(path)
  }

  deinit {
    do { try FileSystem.remove(path) } catch { print("cannot clean up: \(error)") }
  }

  /// The path of a name in the folder.
  func callAsFunction(_ name: String) -> String { path + "/" + name }

  /// Writes a file with the folders above it.
  @discardableResult
  func write(_ text: String, _ name: String) throws -> String {
    try FileSystem.makeFolders(FileSystem.parent(of: self(name)))
    try Data(text.utf8).write(to: URL(fileURLWithPath: self(name)))
    return self(name)
  }

  /// A file's text.
  func text(_ name: String) throws -> String {
    String(decoding: try FileSystem.read(self(name)), as: UTF8.self)
  }
}
