import Foundation
import Testing

/// A workspace in a repository, made by the command-line git.
extension Scratch {
  /// Runs git in a folder, the workspace unless told, and gives what it printed.
  @discardableResult
  func git(_ arguments: String..., in folder: String? = nil) throws -> String {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments =
      [
        "git", "-c", "user.name=A", "-c", "user.email=a@example.org", "-c", "protocol.file.allow=always",
        "-C",
      ]
      + [folder ?? root] + arguments
    let output = Pipe()
    process.standardOutput = output
    process.standardError = Pipe()
    try process.run()
    let data = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    try #require(process.terminationStatus == 0, "git \(arguments.joined(separator: " "))")
    return String(decoding: data, as: UTF8.self).trimmingCharacters(in: .newlines)
  }

  /// Makes the workspace a repository with one commit of everything but outputs.
  func commitAll() throws {
    try write(".fovea/\nartifacts/*\n!artifacts/records/\n", to: ".gitignore")
    try git("init", "-q", "-b", "main")
    try git("add", "-A")
    try git("commit", "-q", "-m", "work")
  }

  /// Runs `fovea` in another folder, whose own `stages` are its programs.
  func fovea(_ arguments: String..., in folder: String) throws -> Answer {
    try Driver(arguments, root: folder, environment: ["FOVEA_STAGES": folder + "/stages"]).finish()
  }
}
