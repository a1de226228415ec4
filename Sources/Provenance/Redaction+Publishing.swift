public import StageProtocol

/// What leaves the workspace: exports have no absolute paths either.
extension Redaction {
  /// What stands in the place of an absolute path.
  static let hiddenPath = "(path)"

  /// A text without credentials and without absolute paths of this machine.
  ///
  /// What follows a name such as `token:` is hidden: the rest of the line, within braces up to the next member.
  /// Addresses such as `https://…` stay.
  public static func published(_ text: String) -> String {
    let lines = self.text(text).split(separator: "\n", omittingEmptySubsequences: false).map { line in
      let assignment = #/^([\s\-]*)([A-Za-z_][\w.\-]*)(\s*:\s*)(\S.*)$/#
      let member = #/([{,]\s*)([A-Za-z_][\w.\-]*)(\s*:\s*)("[^"]*"|'[^']*'|[^\s,}"'][^,}]*)/#
      if let match = line.wholeMatch(of: assignment), isSecret(String(match.output.2)) {
        return "\(match.output.1)\(match.output.2)\(match.output.3)\(hidden(String(match.output.4)))"
      }
      let open = line.replacing(member) { match in
        let value = String(match.output.4)
        return "\(match.output.1)\(match.output.2)\(match.output.3)"
          + (isSecret(String(match.output.2)) ? hidden(value) : value)
      }
      return withoutPaths(String(open))
    }
    return lines.joined(separator: "\n")
  }

  /// A value without credentials and without absolute paths, by its name.
  public static func published(_ value: JSONValue, named name: String) -> JSONValue {
    Redaction.value(Redaction.value(value, named: name), withoutPaths)
  }

  /// A path of at least two parts at the start of a word, or one below a home folder.
  private static func withoutPaths(_ text: String) -> String {
    guard text.utf8.contains(UInt8(ascii: "/")) else { return text }
    let path = #/(^|[\s"'=,;(\[{]|file:\/\/)(~?\/[^\s\/"',;)\]}]+(?:\/[^\s"',;)\]}]*)+|~\/[^\s"',;)\]}]*)/#
    return text.replacing(path) { "\($0.output.1)\(hiddenPath)" }
  }
}
