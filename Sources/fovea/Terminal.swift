internal import Foundation
internal import Pipeline
internal import StageProtocol
internal import Synchronization

/// Standard output for results, standard error for progress.
enum Terminal {
  /// Writes a line of results; for a person at a terminal control characters are signs, for programs all is as it is.
  static func print(_ line: String) {
    let code = write((isatty(STDOUT_FILENO) == 1 ? PlainText.of(line) : line) + "\n", to: STDOUT_FILENO)
    // Whoever closed the pipe has read enough; any other failure loses results.
    if code != 0 && code != EPIPE { problem.withLock { $0 = $0 ?? code } }
  }

  private static let problem = Mutex<Int32?>(nil)

  /// Why results did not reach standard output, if so.
  static var outputProblem: String? {
    problem.withLock(\.self).map { "standard output: cannot write it: \(String(cString: strerror($0)))" }
  }

  /// Writes a line of progress, control characters as signs.
  static func note(_ line: String) { draw(PlainText.of(line) + "\n") }

  /// Writes an error.
  static func complain(_ message: String) { note("fovea: \(message)") }

  /// Writes text as it is to standard error.
  ///
  /// Progress that nobody can see is no reason to stop.
  static func draw(_ text: String) { _ = write(text, to: STDERR_FILENO) }

  /// Writes a value as one line of JSON, names in order.
  static func print(json value: some Encodable) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    print(String(decoding: try encoder.encode(value), as: UTF8.self))
  }

  /// Writes everything and gives 0, or the error number of the write that failed.
  private static func write(_ text: String, to descriptor: Int32) -> Int32 {
    var rest = Array(text.utf8)[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { Foundation.write(descriptor, $0.baseAddress, $0.count) }
      if count > 0 {
        rest = rest.dropFirst(count)
      } else if errno == EAGAIN {
        usleep(1000)
      } else if errno != EINTR {
        return errno
      }
    }
    return 0
  }

  /// Whether standard error is a terminal that can redraw a line.
  static var canRedraw: Bool {
    let environment = ProcessInfo.processInfo.environment
    let isAutomatic = environment["CI"].map { !["", "0", "false"].contains($0) } ?? false
    return isatty(STDERR_FILENO) == 1 && environment["TERM"] != "dumb" && !isAutomatic
  }

  /// Whether the locale's characters are more than ASCII.
  static var isUnicode: Bool {
    let environment = ProcessInfo.processInfo.environment
    let locale = ["LC_ALL", "LC_CTYPE", "LANG"].compactMap { environment[$0] }.first { !$0.isEmpty } ?? ""
    return locale.uppercased().replacingOccurrences(of: "-", with: "").contains("UTF8")
  }

  /// How many columns standard error has; 80 where nobody says.
  static var columns: Int {
    var size = winsize()
    guard ioctl(STDERR_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 20 else { return 80 }
    return Int(size.ws_col)
  }
}
