import Foundation
import Testing

/// A sample of what `Scripts/fault-test` does at length: kills, failing calls, damaged files.
@Suite struct FaultTests {
  static let script = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().appending(path: "Scripts/fault-test").path

  /// Whether strace may trace here; some containers forbid it.
  static let canInject: Bool = {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/bin/sh")
    process.arguments = ["-c", "strace -o /dev/null true && python3 -c ''"]
    process.standardError = FileHandle.nullDevice
    guard (try? process.run()) != nil else { return false }
    process.waitUntilExit()
    return process.terminationStatus == 0
  }()

  @Test(.enabled(if: canInject, "needs strace, with leave to trace, and python3"), arguments: ["1", "2"])
  func aSampleOfFaultsDoesNoHarm(seed: String) throws {
    let process = Process()
    let said = Pipe()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = [
      "python3", Self.script, "--fovea", Driver.program, "--seed", seed, "--kills", "16", "--errors", "16",
      "--damage", "8", "--scenario", "changed", "--scenario", seed == "1" ? "fresh" : "restore",
    ]
    process.standardOutput = said
    process.standardError = FileHandle.nullDevice
    try process.run()
    let words = String(decoding: said.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    #expect(process.terminationStatus == 0 && words.contains("losses: 0"), "\(words)")
  }
}
