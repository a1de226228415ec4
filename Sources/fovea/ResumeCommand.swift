internal import Foundation

/// The command that goes on where an interrupted run was: the same command.
enum ResumeCommand {
  /// The command line as a shell takes it.
  ///
  /// Forcing made what is done already, and going on must not make it again: what is forced is what is left.
  /// - Parameters:
  ///   - left: the cells that were to run in any case and did not.
  ///   - named: the stages and cells that the command line names.
  static func text(
    _ arguments: [String] = CommandLine.arguments, forcing left: [String] = [], insteadOf named: [String] = []
  ) -> String {
    var words = arguments.filter { $0 != "--force" }
    guard !left.isEmpty else { return words.map(quoted).joined(separator: " ") }
    for name in named {
      let place = words.indices.last { place in
        words[place] == name && !(place > 0 && valued.contains(words[place - 1]))
      }
      place.map { _ = words.remove(at: $0) }
    }
    if words.dropFirst().first != "run" { words.insert("run", at: min(1, words.count)) }
    words.insert(contentsOf: ["--force"] + left, at: min(2, words.count))
    return words.map(quoted).joined(separator: " ")
  }

  /// The options of `run` after which a value comes.
  private static let valued: Set<String> = ["--jobs", "-j", "--threads", "--progress", "--profile", "--set"]

  private static func quoted(_ word: String) -> String {
    let plain = word.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "-_./=,:@%+".contains($0)) }
    return plain && !word.isEmpty ? word : "'" + word.replacingOccurrences(of: "'", with: "'\\''") + "'"
  }
}
