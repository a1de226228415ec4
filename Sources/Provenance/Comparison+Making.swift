public import ContentStore
internal import Digest
internal import Git
internal import StageProtocol

/// Comparing.
extension Comparison {
  /// Two images to compare, each a file.
  public typealias ImagePair = (old: String, new: String)

  /// Compares two subjects; without a second one the first with the workspace as it stands.
  ///
  /// Two single results are compared whatever they are called; of several, those of one name.
  /// - Parameters:
  ///   - old: side A.
  ///   - new: side B, or nil for the workspace as it stands.
  ///   - pixels: compares images, in the order given; nil for two that cannot be read. Leave it out to
  ///     compare images by their bytes alone.
  public init(
    from old: Subject, to new: Subject?, in ledger: Ledger, cache: StatCache,
    pixels: (([ImagePair]) throws -> [Pixels?])? = nil
  ) throws {
    self.old = Side(text: old.text, kind: old.kind, commit: old.commit)
    self.new = Side(text: new?.text ?? "workspace", kind: new?.kind, commit: new?.commit)
    let standing = try new?.makers ?? Self.standing(against: old, ledger)
    let named = (Self.chosen(old), new.map(Self.chosen) ?? Self.chosen(old))
    let (left, right, chosen) = Self.narrowed(old.makers, standing, named)
    let files = Files(ledger: ledger, cache: cache)
    if left.isEmpty || right.isEmpty, let left = old.content, let content = new?.content {
      // Two files that nobody made here.
      let file = File(path: new?.text ?? old.text, old: left.digest, new: content.digest)
      pairs = [
        Pair(
          name: old.text, old: "-", new: "-", ingredients: [], metrics: [],
          files: left == content ? [] : [file])
      ]
    } else {
      // A path in its place is what lies there, edits included.
      let isStanding = (new != nil && old.isInPlace(ledger), new?.isInPlace(ledger) ?? true)
      pairs = try Self.matched(left, right).map { left, right in
        try Self.pair(left, right, only: chosen, isStanding: isStanding, files)
      }
    }
    codes = try Self.codes(old, new, matched: Self.matched(left, right), ledger)
    if let pixels { try look(at: pixels, files, (old, new)) }
  }

  /// One result is compared with what stands in its place, not with everything.
  private static func standing(against old: Subject, _ ledger: Ledger) throws -> [Maker] {
    try Subject.workspace(ledger).filter { maker in
      old.kind == .commit || old.makers.contains { $0.name == maker.name }
    }
  }

  /// A path that one side names is looked at on both, as far as the other side has it.
  private static func narrowed(
    _ old: [Maker], _ new: [Maker], _ named: (String?, String?)
  ) -> ([Maker], [Maker], (String?, String?)) {
    switch named {
    case (let path?, nil):
      let placing = new.filter { $0.places(path) }
      return placing.isEmpty ? (old, new, named) : (old, placing, (path, path))
    case (nil, let path?):
      let placing = old.filter { $0.places(path) }
      return placing.isEmpty ? (old, new, named) : (placing, new, (path, path))
    default: return (old, new, named)
    }
  }

  /// The one output that a path or digest names.
  private static func chosen(_ subject: Subject) -> String? {
    subject.kind == .path || subject.kind == .digest ? subject.path : nil
  }

  private static func matched(_ old: [Maker], _ new: [Maker]) -> [(Maker?, Maker?)] {
    if old.count == 1, new.count == 1 { return [(old[0], new[0])] }
    let before = Dictionary(old.map { ($0.name, $0) }) { first, _ in first }
    let now = Dictionary(new.map { ($0.name, $0) }) { first, _ in first }
    return Set(before.keys).union(now.keys).sorted(by: ByteOrder.precedes).map { (before[$0], now[$0]) }
  }

  /// `isStanding`: a side is what lies in the workspace, not what its record says.
  private static func pair(
    _ old: Maker?, _ new: Maker?, only: (String?, String?), isStanding: (Bool, Bool), _ files: Files
  ) throws -> Pair {
    let (old, new) = (
      try isStanding.0 ? old.map(files.standing) : old, try isStanding.1 ? new.map(files.standing) : new
    )
    let before = try old.map { try files.list($0, only: only.0) } ?? [:]
    let now = try new.map { try files.list($0, only: only.1) } ?? [:]
    let ingredients = old.flatMap { old in new.map { $0.ingredients.differences(from: old.ingredients) } }
    return Pair(
      name: new?.name ?? old?.name ?? "", old: old?.run, new: new?.run, ingredients: ingredients ?? [],
      metrics: old == nil || new == nil ? [] : try metrics(old, new, files),
      files: differing(before, now))
  }

  /// Files are matched by their place below the output's role, so that two cells can be compared.
  private static func differing(
    _ before: [String: Files.Entry], _ now: [String: Files.Entry]
  ) -> [File] {
    Set(before.keys).union(now.keys).sorted(by: ByteOrder.precedes).compactMap { name in
      let (old, new) = (before[name], now[name])
      guard old?.digest != new?.digest else { return nil }
      return File(path: new?.path ?? old?.path ?? name, old: old?.digest, new: new?.digest)
    }
  }

  private static func metrics(_ old: Maker?, _ new: Maker?, _ files: Files) throws -> [Metric] {
    let before = try old.map { try files.ledger.numbers(of: $0, cache: files.cache) } ?? [:]
    let now = try new.map { try files.ledger.numbers(of: $0, cache: files.cache) } ?? [:]
    return Set(before.keys).union(now.keys).sorted(by: ByteOrder.precedes).compactMap { name in
      let (old, new) = (before[name], now[name])
      let isSame = old == new || (old?.isNaN ?? false) && (new?.isNaN ?? false)
      return isSame ? nil : Metric(name: name, old: old, new: new)
    }
  }

  private static func codes(
    _ old: Subject, _ new: Subject?, matched: [(Maker?, Maker?)], _ ledger: Ledger
  ) throws -> [Code] {
    guard let repository = try ledger.repository() else { return [] }
    var wanted: [(CommitID, CommitID)] = []
    if let before = old.commit, let now = new?.commit {
      wanted = [(before, now)]
    } else {
      for (left, right) in matched {
        guard let before = old.commit ?? left?.code, let now = new?.commit ?? right?.code else { continue }
        if !wanted.contains(where: { $0 == (before, now) }) { wanted.append((before, now)) }
      }
    }
    let outputs = Stamp.outputFolders.map { ledger.pathInRepository($0, repository) }
    return wanted.filter { $0.0 != $0.1 }.map { before, now in
      do {
        let changes = try repository.changes(from: before, to: now, leavingOut: outputs)
        return Code(old: before, new: now, files: changes.files, patch: changes.patch)
      } catch {
        return Code(old: before, new: now, files: [], patch: "", problem: "\(error)")
      }
    }
  }

  /// Has the pixels of all images that both sides have compared, in one go.
  private mutating func look(
    at pixels: ([ImagePair]) throws -> [Pixels?], _ files: Files, _ sides: (old: Subject, new: Subject?)
  ) throws {
    var places: [(pair: Int, file: Int)] = []
    var images: [ImagePair] = []
    for (number, pair) in pairs.enumerated() {
      for (index, file) in pair.files.enumerated() where file.isImage {
        guard let old = file.old, let new = file.new,
          let before = try files.place(of: old, named: sides.old),
          let now = try sides.new == nil
            ? files.ledger.file(of: new, at: file.path, cache: files.cache)
            : files.place(of: new, named: sides.new)
        else { continue }
        places.append((number, index))
        images.append((before, now))
      }
    }
    guard !images.isEmpty else { return }
    for (place, found) in zip(places, try pixels(images)) {
      pairs[place.pair].files[place.file].pixels = found
    }
  }

  /// The files of a maker's outputs, and where their bytes are.
  private struct Files {
    struct Entry {
      var path: String
      var digest: SHA256Digest
    }

    let ledger: Ledger
    let cache: StatCache

    /// A maker with what lies in the places of its outputs; what is gone, or cannot be filed, is no output.
    ///
    /// Where none is here, as in a clone, the record stands for them.
    func standing(_ maker: Maker) throws -> Maker {
      var standing = maker
      standing.outputs = try maker.outputs.compactMap { output in
        let place = "\(ledger.root)/\(output.path)"
        return try cache.fitContent(of: place).map {
          .init(role: output.role, path: output.path, content: $0)
        }
      }
      return standing.outputs.isEmpty ? maker : standing
    }

    /// Every file by its role and place below it; a folder whose manifest is not known counts as one.
    func list(_ maker: Maker, only path: String?) throws -> [String: Entry] {
      var entries: [String: Entry] = [:]
      for output in maker.outputs {
        let base = output.path
        let isFolder = output.content.kind == .folder
        guard isFolder, let inner = try known(output, base) else {
          entries[output.role] = Entry(path: base, digest: output.content.digest)
          continue
        }
        for (name, digest) in inner {
          entries[output.role + "/" + name] = Entry(path: base + "/" + name, digest: digest)
        }
      }
      guard let path else { return entries }
      let chosen = entries.filter {
        ByteOrder.same($0.value.path, path) || $0.value.path.hasPrefix(path + "/")
      }
      // One file against one file, whatever they are called.
      return chosen.count == 1 ? Dictionary(uniqueKeysWithValues: chosen.map { ("", $0.value) }) : chosen
    }

    private func known(_ output: RunRecord.Output, _ base: String) throws -> [String: SHA256Digest]? {
      if let known = try ledger.store.knownFiles(of: output.content.digest) { return known }
      let place = ledger.root + "/" + base
      guard try cache.fitContent(of: place) == output.content else { return nil }
      return try cache.files(of: place)
    }

    func place(of digest: SHA256Digest, named subject: Subject?) throws -> String? {
      let object = ledger.store.path(of: digest)
      if try FileSystem.exists(object) { return object }
      guard let subject, subject.content?.digest == digest else { return nil }
      return subject.text
    }
  }
}

extension Subject {
  /// Whether it is a path within the workspace that lies where its run placed it.
  fileprivate func isInPlace(_ ledger: Ledger) -> Bool {
    kind == .path && path.map { ByteOrder.same($0, FileSystem.bare(ledger.place(of: text))) } ?? false
  }
}

extension Maker {
  /// Whether it placed a path, a folder around it or something in it.
  fileprivate func places(_ path: String) -> Bool {
    outputs.contains { FileSystem.meet($0.path, path) }
  }
}
