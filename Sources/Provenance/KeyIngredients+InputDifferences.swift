internal import ContentStore
internal import Digest

/// What changed among the inputs.
extension KeyIngredients {
  /// Added, removed and changed inputs, in this order, by name; a joined input is named `role@cell`.
  func inputDifferences(from old: KeyIngredients) -> [Reason] {
    let (before, now) = (old.namedInputs, namedInputs)
    let names = Set(before.keys).union(now.keys).sorted(by: ByteOrder.precedes)
    let added = names.filter { before[$0] == nil }.map { name in
      Reason(kind: .inputAdded, name: name, new: now[name]?.content.digest.hex)
    }
    let removed = names.filter { now[$0] == nil }.map { name in
      Reason(kind: .inputRemoved, name: name, old: before[name]?.content.digest.hex)
    }
    let changed = names.compactMap { name -> Reason? in
      guard let before = before[name], let now = now[name] else { return nil }
      return Self.change(of: name, before, now)
    }
    let reasons = added + removed + changed
    guard reasons.isEmpty, old.inputNames != inputNames else { return reasons }
    return [
      Reason(
        kind: .inputChanged, name: "order", old: old.inputNames.joined(separator: ", "),
        new: inputNames.joined(separator: ", "))
    ]
  }

  private static func change(of name: String, _ before: Input, _ now: Input) -> Reason? {
    if before.content.digest != now.content.digest {
      return Reason(
        kind: .inputChanged, name: name, old: before.content.digest.hex, new: now.content.digest.hex)
    }
    if before.content.kind != now.content.kind {
      return Reason(
        kind: .inputChanged, name: name, old: before.content.kind.rawValue, new: now.content.kind.rawValue)
    }
    if before.path == nil && now.path == nil { return nil }
    if let old = before.path, let new = now.path, ByteOrder.same(old, new) { return nil }
    return Reason(kind: .inputChanged, name: name, old: before.path, new: now.path)
  }

  private var inputNames: [String] {
    var counts: [String: Int] = [:]
    return orderedInputs.map { input in
      let name = input.cell.map { "\(input.role)@\($0)" } ?? input.role
      counts[name, default: 0] += 1
      // Two entries of one name are told apart by their place.
      return counts[name] == 1 ? name : "\(name)#\(counts[name] ?? 0)"
    }
  }

  private var namedInputs: [String: Input] {
    Dictionary(zip(inputNames, orderedInputs)) { first, _ in first }
  }
}
