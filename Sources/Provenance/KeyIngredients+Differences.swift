internal import ContentStore
internal import Digest
internal import StageProtocol

/// What changed.
extension KeyIngredients {
  /// Why this gives another key than `old`; empty exactly when both give one key.
  ///
  /// The order is that of `Reason.Kind`, and by name within a kind.
  public func differences(from old: KeyIngredients) -> [Reason] {
    guard key != old.key else { return [] }
    var reasons: [Reason] = []
    if code != old.code { reasons.append(Reason(kind: .code, old: old.code.hex, new: code.hex)) }
    reasons += inputDifferences(from: old)
    reasons += compare(
      old.parameterTexts, parameterTexts, added: .parameterAdded, removed: .parameterRemoved,
      changed: .parameterChanged)
    reasons += compare(
      old.outputTexts, outputTexts, added: .outputAdded, removed: .outputRemoved, changed: .outputChanged)
    reasons += compare(
      old.environmentTexts, environmentTexts, added: .environment, removed: .environment,
      changed: .environment)
    if !ByteOrder.same(toolchain, old.toolchain) {
      reasons.append(Reason(kind: .toolchain, old: old.toolchain, new: toolchain))
    }
    reasons += compare(old.libraries, libraries, added: .library, removed: .library, changed: .library)
    if !ByteOrder.same(cpu, old.cpu) { reasons.append(Reason(kind: .cpu, old: old.cpu, new: cpu)) }
    if seed != old.seed { reasons.append(Reason(kind: .seed, old: "\(old.seed)", new: "\(seed)")) }
    // No words for it is no reason to call it the same.
    return reasons.isEmpty ? [Reason(kind: .key, old: old.key.hex, new: key.hex)] : reasons
  }

  private func compare(
    _ old: [String: String], _ new: [String: String], added: Reason.Kind, removed: Reason.Kind,
    changed: Reason.Kind
  ) -> [Reason] {
    let names = Set(old.keys).union(new.keys).sorted(by: ByteOrder.precedes)
    let reasons = names.compactMap { name -> Reason? in
      switch (old[name], new[name]) {
      case (nil, let now): Reason(kind: added, name: name, new: now)
      case (let before, nil): Reason(kind: removed, name: name, old: before)
      case (let before, let now):
        // To Swift é as one scalar and as two are equal; to the key they are not.
        if let before, let now, ByteOrder.same(before, now) {
          nil
        } else {
          Reason(kind: changed, name: name, old: before, new: now)
        }
      }
    }
    let order = [added, removed, changed]
    return order.enumerated().flatMap { index, kind in
      order.firstIndex(of: kind) == index ? reasons.filter { $0.kind == kind } : []
    }
  }

  private var parameterTexts: [String: String] {
    parameters.mapValues(CanonicalJSON.line)
  }

  private var outputTexts: [String: String] {
    Dictionary(outputs.map { ($0.role, $0.path + ($0.isFolder && !$0.path.hasSuffix("/") ? "/" : "")) }) {
      $1
    }
  }

  private var environmentTexts: [String: String] {
    environment.mapValues { $0.map { "'\($0)'" } ?? "not set" }
  }
}
