import Foundation

/// Standard output for results, standard error for what went wrong.
enum Output {
  static func print(_ line: String) { FileHandle.standardOutput.write(Data((line + "\n").utf8)) }

  static func note(_ line: String) { FileHandle.standardError.write(Data((line + "\n").utf8)) }

  static func complain(_ message: String) { note("fovea: \(message)") }
}
