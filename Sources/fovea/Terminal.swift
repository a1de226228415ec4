internal import Foundation
internal import Pipeline
internal import StageProtocol

/// Standard output for results, standard error for progress.
enum Terminal {
  /// Writes a line of results.
  static func print(_ line: String) { write(line + "\n", to: .standardOutput) }

  /// Writes a line of progress.
  static func note(_ line: String) { write(line + "\n", to: .standardError) }

  /// Writes an error.
  static func complain(_ message: String) { note("fovea: \(message)") }

  /// Writes text as it is to standard error.
  static func draw(_ text: String) { write(text, to: .standardError) }

  /// Writes a value as one line of JSON, names in order.
  static func print(json value: some Encodable, pretty: Bool = false) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    if pretty { encoder.outputFormatting.insert(.prettyPrinted) }
    print(String(decoding: try encoder.encode(value), as: UTF8.self))
  }

  // A closed pipe must not turn a run into a failure.
  private static func write(_ text: String, to handle: FileHandle) {
    try? handle.write(contentsOf: Data(text.utf8))
  }

  /// Whether standard error is a terminal that can redraw a line.
  static var canRedraw: Bool {
    let environment = ProcessInfo.processInfo.environment
    return isatty(STDERR_FILENO) == 1 && environment["TERM"] != "dumb" && environment["CI"] == nil
  }

  /// How many columns standard error has; 80 where nobody says.
  static var columns: Int {
    var size = winsize()
    guard ioctl(STDERR_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 20 else { return 80 }
    return Int(size.ws_col)
  }
}
