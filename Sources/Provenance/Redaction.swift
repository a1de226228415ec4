internal import ContentStore
internal import Digest
internal import StageProtocol

/// What must not reach a record: passwords and tokens, and where the workspace lies on this machine.
///
/// A hidden value leaves a short digest behind, so that another value is still another key. Redacting
/// twice gives what redacting once gives.
public enum Redaction {
  /// A text whose addresses have no user and password, and only digests of tokens in their queries.
  public static func text(_ text: String) -> String {
    // Most texts hold no address; only those that may pay for the search.
    guard text.utf8.contains(UInt8(ascii: ":")) else { return text }
    let account = #/([A-Za-z][A-Za-z0-9+.\-]*://)[^\s/@?#]*@/#
    let query = #/([?&;])([^\s=&;#?]+)=([^\s&;#]+)/#
    return text.replacing(account) { $0.output.1 }.replacing(query) { match in
      let (name, value) = (String(match.output.2), String(match.output.3))
      return isSecret(name) ? "\(match.output.1)\(name)=\(hidden(value))" : String(match.output.0)
    }
  }

  /// A text without credentials, in which paths below `workspace` are relative to it.
  public static func text(_ text: String, workspace: String) -> String {
    Self.text(text).replacing(workspace + "/", with: "").replacing(workspace, with: ".")
  }

  /// Whether one of a name's words says that its value is nobody's business.
  static func isSecret(_ name: String) -> Bool {
    let words = name.lowercased().split { !$0.isLetter && !$0.isNumber }.map(String.init)
    let pairs = zip(words, words.dropFirst()).map { $0 + $1 }
    return (words + pairs).contains { secretWords.contains($0) }
  }

  /// What stands in the place of a secret.
  static func hidden(_ value: String) -> String {
    if value.hasPrefix("hidden:"), value.utf8.count == 23 { return value }
    return "hidden:" + SHA256Digest(of: "fovea-hidden\0" + value).hex.prefix(16)
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
  static func value(_ value: JSONValue, _ redact: (String) -> String) -> JSONValue {
    switch value {
    case .string(let text): .string(redact(text))
    case .array(let values): .array(values.map { self.value($0, redact) })
    case .object(let members): .object(members.mapValues { self.value($0, redact) })
    case .null, .bool, .integer, .number: value
    }
  }

  private static let secretWords: Set<String> = [
    "token", "secret", "password", "passwd", "passphrase", "credential", "credentials", "apikey",
    "accesskey", "privatekey", "secretkey", "signature", "sig", "authorization",
  ]
}
