internal import Foundation

/// The command that goes on where an interrupted run was: the same command.
enum ResumeCommand {
  /// The command line as a shell takes it.
  static func text(_ arguments: [String] = CommandLine.arguments) -> String {
    // Forcing made what is done already; going on must not make it again.
    arguments.filter { $0 != "--force" }.map(quoted).joined(separator: " ")
  }

  private static func quoted(_ word: String) -> String {
    let plain = word.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "-_./=,:@%+".contains($0)) }
    return plain && !word.isEmpty ? word : "'" + word.replacingOccurrences(of: "'", with: "'\\''") + "'"
  }
}
