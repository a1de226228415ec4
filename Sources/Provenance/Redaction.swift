internal import ContentStore
internal import StageProtocol

/// What must not reach a record: credentials in addresses, and where the workspace lies on this machine.
public enum Redaction {
  /// A text without the user, password, query and fragment of any address in it.
  public static func text(_ text: String) -> String {
    guard text.utf8.contains(UInt8(ascii: ":")) else { return text }
    return text.replacing(address) { match in match.output.1 + match.output.2 }
  }

  /// A text without credentials, in which paths below `workspace` are relative to it.
  public static func text(_ text: String, workspace: String) -> String {
    Self.text(text).replacing(workspace + "/", with: "").replacing(workspace, with: ".")
  }

  /// A value in which every text went through `redact`.
  static func value(_ value: JSONValue, _ redact: (String) -> String = Redaction.text(_:)) -> JSONValue {
    switch value {
    case .string(let text): .string(redact(text))
    case .array(let values): .array(values.map { self.value($0, redact) })
    case .object(let members): .object(members.mapValues { self.value($0, redact) })
    case .null, .bool, .integer, .number: value
    }
  }

  // scheme, user and password, host and path, then query and fragment.
  nonisolated(unsafe) private static let address =
    #/([A-Za-z][A-Za-z0-9+.\-]*://)(?:[^\s/@?#]*@)?([^\s?#]*)(?:[?#]\S*)?/#
}
