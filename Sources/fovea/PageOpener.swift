internal import Foundation

/// Opens a page in whatever the desktop opens pages with.
enum PageOpener {
  private struct NoProgram: Error, CustomStringConvertible {
    let path: String
    let reason: String
    var description: String { "cannot open the page: \(reason); open \(path) in a browser" }
  }

  /// The desktop's own ways, by system.
  private static let programs = ["xdg-open", "wslview", "open"]

  /// Starts the program and does not wait for the browser; throws when there is none or it fails at once.
  static func open(_ path: String) throws {
    guard let program = find() else {
      throw NoProgram(path: path, reason: "none of \(programs.joined(separator: ", ")) is on PATH")
    }
    let process = Process()
    process.executableURL = URL(fileURLWithPath: program)
    process.arguments = [path]
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    try process.run()
    let deadline = Date() + 5
    while process.isRunning, Date() < deadline { usleep(20_000) }
    if !process.isRunning, process.terminationStatus != 0 {
      throw NoProgram(path: path, reason: "\(program) failed (exit code \(process.terminationStatus))")
    }
  }

  private static func find() -> String? {
    let folders = ProcessInfo.processInfo.environment["PATH"]?.split(separator: ":").map(String.init) ?? []
    return programs.lazy.flatMap { program in folders.map { "\($0)/\(program)" } }
      .first { FileManager.default.isExecutableFile(atPath: $0) }
  }
}
