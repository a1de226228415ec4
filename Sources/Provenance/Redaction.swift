internal import ContentStore
internal import Digest
public import StageProtocol

/// What must not reach a record: passwords and tokens, and where the workspace lies on this machine.
///
/// A hidden value leaves a short digest behind, so that another value is still another key. Redacting
/// twice gives what redacting once gives.
public enum Redaction {
  /// A text whose addresses have no password, and only digests of users and of tokens in their queries.
  ///
  /// A user is a credential, too, but where it is a part of the address, such as a container. Another password opens
  /// the same; another user may be shown something else.
  public static func text(_ text: String) -> String {
    // Most texts hold no address; only those that may pay for the search.
    guard text.utf8.contains(UInt8(ascii: ":")) else { return text }
    // To the last @ before the path: a password may hold one.
    let account = #/([A-Za-z][A-Za-z0-9+.\-]*://)([^\s/?#]*)@/#
    // What follows the colon is no port: a password with a slash.
    let odd = #/([A-Za-z][A-Za-z0-9+.\-]*://)([^\s/?#@:\[]*:(?![0-9]*[/?#])[^\s@]*[/?#][^\s]*)@/#
    let hiddenUser = #/hidden-[0-9a-f]{16}/#
    let query = #/([?&;])([^\s=&;#?]+)=([^\s&;#]+)/#
    let plain = text.replacing(odd) { match in
      "\(match.output.1)\(hiddenAccount(String(match.output.2)))@"
    }
    let open = plain.replacing(account) { match in
      let scheme = match.output.1
      let account = String(match.output.2)
      let user = String(account.prefix { $0 != ":" })
      if user.isEmpty { return String(scheme) }
      let isPart = addressedByUser.contains(scheme.dropLast(3).lowercased())
      return scheme + (isPart || account.wholeMatch(of: hiddenUser) != nil ? user : hiddenAccount(user)) + "@"
    }
    return open.replacing(query) { match in
      let (name, value) = (String(match.output.2), String(match.output.3))
      return isSecret(name) ? "\(match.output.1)\(name)=\(hidden(value))" : String(match.output.0)
    }
  }

  /// A text without credentials, in which paths below `workspace` are relative to it.
  public static func text(_ text: String, workspace: String) -> String {
    replacing(workspace, in: Self.text(text)) { $0.hasPrefix("/") ? ("", 1) : (".", 0) }
  }

  /// A text without credentials, in which the workspace is marked: `data` and `WORKSPACE/data` are two texts for a
  /// stage.
  static func marked(_ text: String, workspace: String) -> String {
    replacing(workspace, in: Self.text(text)) { _ in (workspaceMark, 0) }
  }

  /// What stands in the place of the workspace in parameters and the environment on record.
  public static let workspaceMark = "(workspace)"

  /// Replaces a folder where it is whole: neither the end of a longer path nor the beginning of another name.
  ///
  /// - Parameter substitute: what stands in its place and how much of the rest goes too, by that rest.
  private static func replacing(
    _ folder: String, in text: String, by substitute: (Substring) -> (String, Int)
  ) -> String {
    func isPart(_ character: Character?) -> Bool {
      character.map { $0.isLetter || $0.isNumber || "_-.~".contains($0) } ?? false
    }
    /// A path may follow an option's letter: `-I/usr/include`.
    func isOption(_ text: Substring) -> Bool { text.contains(#/(^|[\s"'=,])-[A-Za-z]$/#) }
    var result = ""
    var rest = text[...]
    while let range = rest.firstRange(of: folder) {
      let after = rest[range.upperBound...]
      let before = range.lowerBound == rest.startIndex ? result.last : rest[..<range.lowerBound].last
      // A full stop ends a sentence, too.
      let isEnd = after.first == "." && !isPart(after.dropFirst().first)
      result += rest[..<range.lowerBound]
      if (isPart(before) && !isOption(rest[..<range.lowerBound])) || (isPart(after.first) && !isEnd) {
        result += rest[range]
        rest = after
      } else {
        let (words, count) = substitute(after)
        result += words
        rest = after.dropFirst(count)
      }
    }
    return result + rest
  }

  /// Whether one of a name's words says that its value is nobody's business.
  static func isSecret(_ name: String) -> Bool {
    let words = name.lowercased().split { !$0.isLetter && !$0.isNumber }.map(String.init)
    let pairs = zip(words, words.dropFirst()).map { $0 + $1 }
    return (words + pairs).contains { secretWords.contains($0) }
  }

  /// What stands in the place of a secret.
  static func hidden(_ value: String) -> String {
    if value.wholeMatch(of: #/hidden:[0-9a-f]{16}/#) != nil { return value }
    return "hidden:\(digits(value))"
  }

  /// What stands in the place of a user; without a colon, as that would make the rest a password.
  private static func hiddenAccount(_ account: String) -> String { "hidden-\(digits(account))" }

  private static func digits(_ value: String) -> Substring {
    SHA256Digest(of: "fovea-hidden\0" + value).hex.prefix(16)
  }

  /// A value as a record may have it, by the last part of its name.
  static func value(_ value: JSONValue, named name: String) -> JSONValue {
    switch value {
    case .string(let text):
      .string(isSecret(String(name.split(separator: ".").last ?? "")) ? hidden(text) : self.text(text))
    case .array(let values): .array(values.map { self.value($0, named: name) })
    case .object(let members):
      .object(Dictionary(uniqueKeysWithValues: members.map { ($0, self.value($1, named: $0)) }))
    case .null, .bool, .integer, .number: value
    }
  }

  /// A value in which every text went through `redact`.
  public static func value(_ value: JSONValue, _ redact: (String) -> String) -> JSONValue {
    switch value {
    case .string(let text): .string(redact(text))
    case .array(let values): .array(values.map { self.value($0, redact) })
    case .object(let members): .object(members.mapValues { self.value($0, redact) })
    case .null, .bool, .integer, .number: value
    }
  }

  /// Schemes whose users say what is meant, not who asks.
  private static let addressedByUser: Set<String> = [
    "abfs", "abfss", "wasb", "wasbs", "ssh", "git+ssh", "sftp", "scp", "postgres", "postgresql", "mysql",
  ]

  private static let secretWords: Set<String> = [
    "token", "secret", "password", "passwd", "passphrase", "credential", "credentials", "apikey",
    "accesskey", "privatekey", "secretkey", "signature", "sig", "authorization",
  ]
}
