import Foundation

@testable import Pipeline

/// A workspace in a temporary folder.
final class ScratchFolder {
  let workspace: Workspace

  init() throws {
    let url = FileManager.default.temporaryDirectory.appending(path: "pipeline-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    workspace = try Workspace(root: url.path)
  }

  deinit { try? FileManager.default.removeItem(atPath: workspace.root) }

  func write(_ text: String, to path: String) throws {
    let url = URL(fileURLWithPath: workspace.path(path))
    try FileManager.default.createDirectory(
      at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(text.utf8).write(to: url)
  }

  func read(_ path: String) throws -> String {
    String(decoding: try Data(contentsOf: URL(fileURLWithPath: workspace.path(path))), as: UTF8.self)
  }

  /// A shell script that can be run.
  func script(_ text: String, at path: String) throws {
    try write("#!/bin/sh\n\(text)\n", to: path)
    try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: workspace.path(path))
  }
}
