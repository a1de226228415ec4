internal import ContentStore
internal import StageProtocol

/// What must not reach a record: credentials in addresses, and where the workspace lies on this machine.
public enum Redaction {
  /// A text without the user, password, query and fragment of any address in it.
  public static func text(_ text: String) -> String {
    guard text.contains("://") else { return text }
    return text.replacing(address) { match in match.output.1 + match.output.2 }
  }

  /// A text without credentials, in which the workspace's own folder is `.`.
  public static func text(_ text: String, workspace: String) -> String {
    Self.text(text).split(separator: workspace + "/", omittingEmptySubsequences: false)
      .joined(separator: "").split(separator: workspace, omittingEmptySubsequences: false)
      .joined(separator: ".")
  }

  /// A value in which every text went through `text`.
  static func value(_ value: JSONValue) -> JSONValue {
    switch value {
    case .string(let text): .string(self.text(text))
    case .array(let values): .array(values.map(self.value))
    case .object(let members): .object(members.mapValues(self.value))
    case .null, .bool, .integer, .number: value
    }
  }

  // scheme, user and password, host and path, then query and fragment.
  nonisolated(unsafe) private static let address =
    #/([A-Za-z][A-Za-z0-9+.\-]*://)(?:[^\s/@?#]*@)?([^\s?#]*)(?:[?#]\S*)?/#
}
