/// The sentence for a person.
extension Reason: CustomStringConvertible {
  /// What differs, with old → new; digests are cut to twelve digits.
  public var description: String {
    let change = [old, new].contains { $0 != nil } ? ": \(Self.short(old)) → \(Self.short(new))" : ""
    let subject = name.isEmpty ? kind.words : "\(kind.words) \(name)"
    return subject + change
  }

  private static func short(_ text: String?) -> String {
    guard let text else { return "(none)" }
    let isDigest = text.utf8.count == 64 && text.allSatisfy(\.isHexDigit)
    return isDigest ? String(text.prefix(12)) : text
  }
}

extension Reason.Kind {
  /// The words for it, before the name.
  var words: String {
    switch self {
    case .neverRan: "never ran"
    case .recordDamaged: "record damaged"
    case .forced: "asked for by --force"
    case .code: "code changed"
    case .inputAdded: "input added"
    case .inputRemoved: "input removed"
    case .inputChanged: "input changed"
    case .parameterAdded: "parameter added"
    case .parameterRemoved: "parameter removed"
    case .parameterChanged: "parameter changed"
    case .outputAdded: "output added"
    case .outputRemoved: "output removed"
    case .outputChanged: "output declared differently"
    case .environment: "environment variable"
    case .toolchain: "toolchain changed"
    case .library: "library"
    case .cpu: "processor class changed"
    case .seed: "seed changed"
    case .key: "key changed"
    case .unreadable: "cannot be read"
    case .outputMissing: "output missing"
    case .outputEdited: "output edited"
    case .upstream: "waits for"
    case .tainted: "changed during the last run"
    case .failed: "the last run failed"
    case .drift: "drift of"
    }
  }
}
