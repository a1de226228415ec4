internal import Foundation

/// The program beside the driver that knows tensors and images.
enum Instruments {
  private struct Missing: Error, CustomStringConvertible {
    let path: String
    let reason: String
    var description: String { "cannot start \(path): \(reason); build it with `make build`" }
  }

  private struct Failed: Error, CustomStringConvertible {
    let code: Int32
    let output: String
    var description: String { "instruments: exit code \(code): \(output.suffix(1000))" }
  }

  /// Replaces this process, as git becomes its subcommands; returns only by throwing.
  static func replaceProcess(_ arguments: [String]) throws {
    let path = try path()
    var words: [UnsafeMutablePointer<CChar>?] = (["fovea"] + arguments).map { strdup($0) }
    words.append(nil)
    execv(path, words)
    let reason = String(cString: strerror(errno))
    for word in words { free(word) }
    throw Missing(path: path, reason: reason)
  }

  /// Runs it to its end and gives its standard output; its standard error is the driver's.
  static func output(_ arguments: [String]) throws -> String {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: try path())
    process.arguments = arguments
    process.standardInput = FileHandle.nullDevice
    let pipe = Pipe()
    process.standardOutput = pipe
    do {
      try process.run()
    } catch {
      throw Missing(path: process.executableURL?.path ?? "instruments", reason: "\(error)")
    }
    let output = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    guard process.terminationStatus == 0 else {
      throw Failed(code: process.terminationStatus, output: output)
    }
    return output
  }

  private static func path() throws -> String {
    guard let own = Bundle.main.executableURL?.resolvingSymlinksInPath() else {
      throw Missing(path: "instruments", reason: "the driver's own place is unknown")
    }
    return own.deletingLastPathComponent().appending(path: "instruments").path
  }
}
