internal import Foundation

/// Colors for a stream, where the stream and the person want them.
///
/// `NO_COLOR` (not empty) removes color and nothing else, whatever else is set; `CLICOLOR_FORCE` (neither empty
/// nor 0) asks for it even in a pipe; otherwise a terminal that is not dumb gets it. Sources: no-color.org,
/// bixense.com/clicolors.
struct Ink {
  /// What a word means.
  enum Tone: String {
    case good = "32"
    case warm = "33"
    case bad = "31"
    case strong = "1"
    case soft = "2"
    case link = "36"
  }

  let isOn: Bool

  /// The ink of a stream, standard error by default.
  init(
    stream: Int32 = STDERR_FILENO, environment: [String: String] = ProcessInfo.processInfo.environment,
    isTerminal: (Int32) -> Bool = { isatty($0) == 1 }
  ) {
    func isSet(_ name: String) -> Bool { environment[name].map { !$0.isEmpty } ?? false }
    if isSet("NO_COLOR") {
      isOn = false
    } else if isSet("CLICOLOR_FORCE"), environment["CLICOLOR_FORCE"] != "0" {
      isOn = true
    } else {
      isOn = isTerminal(stream) && environment["TERM"] != "dumb"
    }
  }

  /// The text in a tone, or as it is.
  func callAsFunction(_ tone: Tone, _ text: String) -> String {
    isOn && !text.isEmpty ? "\u{1b}[\(tone.rawValue)m\(text)\u{1b}[0m" : text
  }
}
