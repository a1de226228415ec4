import Foundation
import Testing

/// A workspace in a temporary folder, driven through the real `fovea`.
final class Scratch {
  /// What a command said.
  struct Answer {
    let code: Int32
    let output: String
    let error: String

    /// The lines of standard output as JSON objects.
    func events() throws -> [[String: Any]] {
      try output.split(separator: "\n").map { line in
        try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
      }
    }

    /// Standard output as one JSON object.
    func document() throws -> [String: Any] {
      try #require(try JSONSerialization.jsonObject(with: Data(output.utf8)) as? [String: Any])
    }
  }

  let root: String

  /// A workspace with a pipeline; `stages` are shell scripts by target, run in their staging folder with
  /// `$root` set to the workspace.
  init(_ pipeline: String, stages: [String: String]) throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "fovea-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    root = folder.resolvingSymlinksInPath().path
    try write(pipeline, to: "pipeline.yaml")
    for (name, script) in stages { try stage(name, script) }
  }

  deinit { try? FileManager.default.removeItem(atPath: root) }

  /// Writes a stage's program.
  func stage(_ name: String, _ script: String) throws {
    try write("#!/bin/sh\nset -e\nroot=${1%/.fovea/*}\n\(script)\n", to: "stages/\(name)")
    try FileManager.default.setAttributes(
      [.posixPermissions: 0o755], ofItemAtPath: "\(root)/stages/\(name)")
  }

  /// Writes a file.
  func write(_ text: String, to path: String) throws {
    let url = URL(fileURLWithPath: "\(root)/\(path)")
    try FileManager.default.createDirectory(
      at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(text.utf8).write(to: url)
  }

  /// Replaces text in pipeline.yaml or another file.
  func edit(_ path: String, _ old: String, _ new: String) throws {
    let text = try read(path)
    #expect(text.contains(old), "\(path) has no '\(old)'")
    try write(text.replacingOccurrences(of: old, with: new), to: path)
  }

  /// Reads a file.
  func read(_ path: String) throws -> String {
    String(decoding: try Data(contentsOf: URL(fileURLWithPath: "\(root)/\(path)")), as: UTF8.self)
  }

  /// Whether something is there.
  func exists(_ path: String) -> Bool { FileManager.default.fileExists(atPath: "\(root)/\(path)") }

  /// Deletes something.
  func remove(_ path: String) throws { try FileManager.default.removeItem(atPath: "\(root)/\(path)") }

  /// Runs `fovea` to its end.
  @discardableResult
  func fovea(_ arguments: String..., environment: [String: String] = [:]) throws -> Answer {
    try start(arguments, environment: environment).finish()
  }

  /// Starts `fovea`.
  func start(_ arguments: [String], environment: [String: String] = [:]) throws -> Driver {
    try Driver(
      arguments, root: root,
      environment: ["FOVEA_STAGES": "\(root)/stages"].merging(environment) { _, new in new })
  }

  /// Asserts that a second run has nothing to do.
  func expectNothingToDo(_ arguments: String..., place: SourceLocation = #_sourceLocation) throws {
    let run = try start(["run"] + arguments).finish()
    #expect(run.code == 0, "\(run.error)", sourceLocation: place)
    #expect(run.output.hasPrefix("ran 0, restored 0, "), "\(run.output)", sourceLocation: place)
    let status = try start(["status"] + arguments).finish()
    #expect(status.code == 0, "\(status.output)\(status.error)", sourceLocation: place)
  }

  /// Waits until a condition holds, at most ten seconds.
  func wait(until condition: () -> Bool) throws {
    for _ in 0..<1000 {
      if condition() { return }
      usleep(10_000)
    }
    Issue.record("waited ten seconds in vain")
  }
}

/// A `fovea` that runs.
final class Driver {
  let process = Process()
  private let folder: URL

  /// Starts it; standard error goes to a file unless it is given, such as a terminal.
  init(
    _ arguments: [String], root: String, environment: [String: String], standardError: FileHandle? = nil
  ) throws {
    folder = FileManager.default.temporaryDirectory.appending(path: "fovea-said-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    process.executableURL = URL(fileURLWithPath: Self.program)
    process.arguments = arguments
    process.currentDirectoryURL = URL(fileURLWithPath: root)
    let inherited = ProcessInfo.processInfo.environment.filter { $0.key == "PATH" || $0.key == "HOME" }
    process.environment = inherited.merging(environment) { _, new in new }
    process.standardInput = FileHandle.nullDevice
    for (name, keyPath) in [("out", \Process.standardOutput), ("err", \Process.standardError)] {
      let path = folder.appending(path: name).path
      try Data().write(to: URL(fileURLWithPath: path))
      process[keyPath: keyPath] = FileHandle(forWritingAtPath: path)
    }
    if let standardError { process.standardError = standardError }
    try process.run()
  }

  deinit { try? FileManager.default.removeItem(at: folder) }

  /// Waits for its end and gives what it said.
  func finish() throws -> Scratch.Answer {
    process.waitUntilExit()
    let isKilled = process.terminationReason == .uncaughtSignal
    return Scratch.Answer(
      code: isKilled ? -process.terminationStatus : process.terminationStatus,
      output: try said("out"), error: try said("err"))
  }

  /// What it said so far.
  func said(_ name: String) throws -> String {
    String(decoding: try Data(contentsOf: folder.appending(path: name)), as: UTF8.self)
  }

  /// The driver lies beside the tests.
  static let program: String = {
    let own = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent()
    let package = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    let candidates = [own.appending(path: "fovea"), package.appending(path: ".build/debug/fovea")]
    return candidates.first { FileManager.default.isExecutableFile(atPath: $0.path) }?.path ?? "fovea"
  }()
}
