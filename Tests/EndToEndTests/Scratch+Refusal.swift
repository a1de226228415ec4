import Foundation
import Testing

extension Scratch {
  /// Every file outside the driver's own folder, with what it holds; links by where they lead.
  func files() throws -> [String: String] {
    let names = FileManager.default.enumerator(atPath: root)?.compactMap { $0 as? String } ?? []
    return try names.reduce(into: [:]) { files, name in
      guard !name.hasPrefix(".fovea"), !name.hasPrefix(".git/") else { return }
      let path = "\(root)/\(name)"
      if let target = try? FileManager.default.destinationOfSymbolicLink(atPath: path) {
        files[name] = "→ \(target)"
      } else if try FileManager.default.attributesOfItem(atPath: path)[.type] as? FileAttributeType
        == .typeRegular
      {
        files[name] = try Data(contentsOf: URL(fileURLWithPath: path)).base64EncodedString()
      }
    }
  }

  /// Asserts that a run fails with these words in its message and leaves every file as it was.
  func expectRefused(
    _ words: String..., arguments: [String] = ["run"], place: SourceLocation = #_sourceLocation
  ) throws {
    let before = try files()
    let answer = try start(arguments).finish()
    #expect(answer.code == 1, "\(answer)", sourceLocation: place)
    for word in words {
      #expect(answer.error.contains(word), "expected '\(word)' in: \(answer.error)", sourceLocation: place)
    }
    #expect(try files() == before, sourceLocation: place)
  }

  /// Runs a program in the workspace and gives what it prints; traps no failure.
  @discardableResult
  func shell(_ script: String) throws -> String {
    let process = Process()
    let said = Pipe()
    process.executableURL = URL(fileURLWithPath: "/bin/sh")
    process.arguments = ["-ec", script]
    process.currentDirectoryURL = URL(fileURLWithPath: root)
    process.environment = [
      "PATH": ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin", "HOME": root,
      "GIT_CONFIG_NOSYSTEM": "1", "GIT_AUTHOR_NAME": "A", "GIT_AUTHOR_EMAIL": "a@b",
      "GIT_COMMITTER_NAME": "A", "GIT_COMMITTER_EMAIL": "a@b",
    ]
    process.standardOutput = said
    process.standardError = FileHandle.nullDevice
    try process.run()
    let data = said.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    #expect(process.terminationStatus == 0, "\(script)")
    return String(decoding: data, as: UTF8.self).trimmingCharacters(in: .newlines)
  }
}
