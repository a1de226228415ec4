import Foundation
import Glibc

/// A folder of a test's own with a git repository in it, made by the command-line git.
final class Scratch: Sendable {
  let path: String

  init(_ arguments: String...) throws {
    path = NSTemporaryDirectory() + "fovea-git-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    if let pointer = realpath(path, nil) { free(pointer) }
    try git(["init", "-q", "-b", "main"] + arguments)
    try git(["config", "user.name", "A"])
    try git(["config", "user.email", "a@example.org"])
  }

  deinit {
    do { try FileManager.default.removeItem(atPath: path) } catch { print("cannot clean up: \(error)") }
  }

  /// The path of a name in the folder.
  func callAsFunction(_ name: String) -> String { path + "/" + name }

  /// Writes a file with the folders above it.
  func write(_ text: String, _ name: String) throws {
    let url = URL(fileURLWithPath: self(name))
    try FileManager.default.createDirectory(
      at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(text.utf8).write(to: url)
  }

  /// Commits everything.
  func commit(_ message: String = "work") throws {
    try git(["add", "-A"])
    try git(["commit", "-q", "-m", message])
  }

  /// Runs git and gives what it prints, without the line feed at the end.
  @discardableResult
  func git(_ arguments: [String], in folder: String? = nil) throws -> String {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = ["git", "-C", folder ?? path] + arguments
    process.environment = ProcessInfo.processInfo.environment.merging(
      ["GIT_CONFIG_GLOBAL": "/dev/null", "GIT_CONFIG_SYSTEM": "/dev/null"]) { $1 }
    let output = Pipe()
    process.standardOutput = output
    process.standardError = Pipe()
    try process.run()
    let data = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else { throw Failure(command: arguments.joined(separator: " ")) }
    return String(decoding: data, as: UTF8.self).trimmingCharacters(in: .newlines)
  }

  struct Failure: Error {
    var command: String
  }

  /// Whether there is a git to make repositories with.
  static let hasGit = access("/usr/bin/git", X_OK) == 0
}
