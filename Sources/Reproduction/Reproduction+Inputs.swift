internal import ContentStore
internal import Digest
internal import Glibc
internal import Pipeline
internal import Provenance
internal import StageProtocol

/// What a stage reads, brought into the tree.
extension Reproduction {
  /// Brings every input of a run to its place: made anew before, from the store, or from where it lies.
  func place(inputsOf maker: Maker) throws {
    for (input, origin) in zip(maker.ingredients.inputs, lineage.origins[maker.run] ?? []) {
      guard let path = input.path else {
        try check(outside: input, of: maker)
        continue
      }
      let target = "\(place)/\(path)"
      if try cache.content(of: target) == input.content { continue }
      if origin != nil, try ledger.store.holds(input.content) {
        try ledger.store.restore(input.content, to: target)
      } else {
        try link(input, at: path, to: target, of: maker)
      }
    }
  }

  /// Raw data of the workspace that no commit holds: a link leads to it, and a link counts as what it leads
  /// to.
  private func link(
    _ input: KeyIngredients.Input, at path: String, to target: String, of maker: Maker
  ) throws {
    let source = workspace.path(path)
    let found = try cache.content(of: source)
    guard found == input.content else {
      throw ReproductionError.inputMissing(
        maker, role: input.role, path: path, expected: input.content, found: found)
    }
    try FileSystem.makeFolders(FileSystem.parent(of: target))
    try FileSystem.remove(target)
    guard symlink(source, target) == 0 else {
      throw ContentStoreError.system(path: target, action: "make a link to \(source)", code: errno)
    }
  }

  /// Deletes the links in the tree; those of a commit come back with it.
  func dropLinks() throws {
    guard try FileSystem.exists(tree) else { return }
    try FileSystem.removeLinks(below: tree, sparing: [".git", ".fovea", ".build"])
  }

  /// A place as the one who asks said it, which is from the workspace and not from the tree.
  func fromWorkspace(_ path: String) -> String {
    path.hasPrefix("/") ? path : "\(workspace.root)/\(path)"
  }

  /// Whether there lies one of the inputs that a run read from outside the workspace.
  func isOutside(_ path: String, of maker: Maker) -> Bool {
    let outside = maker.ingredients.inputs.filter { $0.path == nil }
    do {
      guard !outside.isEmpty, let content = try cache.content(of: path) else { return false }
      return outside.contains { $0.content == content }
    } catch {
      // What cannot be read is no such input; a value that was none of a path names anything.
      return false
    }
  }

  /// Data outside the workspace has no place on record; whoever asks says where it lies.
  private func check(outside input: KeyIngredients.Input, of maker: Maker) throws {
    let mark = JSONValue.string("(input \(input.role))")
    let names = maker.ingredients.parameters.filter { $0.value == mark }.keys.sorted()
    let all = options.overrides.compactMap { text -> (name: String, path: String)? in
      let parts = text.split(separator: "=", maxSplits: 1).map(String.init)
      return parts.count == 2 ? (parts[0], parts[1]) : nil
    }
    // A stage need not declare the parameter that its dependency is named by; what lies there tells then.
    let given =
      try all.last { names.contains($0.name) }
      ?? all.last { try names.isEmpty && cache.content(of: fromWorkspace($0.path)) == input.content }
    guard let given else {
      throw ReproductionError.placeNotGiven(
        maker, role: input.role, parameter: names.first ?? "NAME", expected: input.content)
    }
    let path = fromWorkspace(given.path)
    let found = try cache.content(of: path)
    guard found == input.content else {
      throw ReproductionError.inputMissing(
        maker, role: input.role, path: given.path, expected: input.content, found: found)
    }
  }
}
