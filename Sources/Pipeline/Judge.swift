internal import ContentStore
internal import Digest
internal import Provenance
internal import StageProtocol

/// Decides the state of cells; run, dry run, status and why all print what it says.
final class Judge {
  private let workspace: Workspace
  private let ledger: Ledger
  private let cache: StatCache
  private let codes: StageCodes
  private let environment: [String: String]

  init(
    _ workspace: Workspace, ledger: Ledger, cache: StatCache, codes: StageCodes,
    environment: [String: String]
  ) {
    self.workspace = workspace
    self.ledger = ledger
    self.cache = cache
    self.codes = codes
    self.environment = environment
  }

  /// The state of a cell and the reasons for it.
  ///
  /// - Parameters:
  ///   - needed: the cells whose outputs have to be here, nil for all; any other counts as fresh by its record.
  ///   - supply: what each cell before it gives.
  func judge(_ cell: Cell, needed: Set<CellID>? = nil, supply: (CellID) -> Supply) throws -> Judgement {
    let stage = cell.id.stage.name
    let recorded = try ledger.stageRecord(stage: stage, cell: cell.id.cell)
    let standing = recorded.record
    let record = standing?.result
    var found = Inputs()
    for dependency in cell.dependencies { try look(at: dependency, of: cell, supply, into: &found) }
    if let missing = found.missing {
      var judgement = Judgement(cell.id, .missing, [missing.reason])
      judgement.missingInput = missing.error
      return judgement
    }
    let present = try ingredients(of: cell, inputs: found.inputs(assuming: record))
    var differences = record.map { present.differences(from: $0.ingredients) } ?? []
    if record == nil {
      differences = [recorded.damage.map { Reason(kind: .recordDamaged, new: $0) } ?? Reason(kind: .neverRan)]
    }
    guard found.open.isEmpty else {
      let waits = found.open.map { Reason(kind: .upstream, name: $0.description) }
      return Judgement(cell.id, differences.isEmpty ? .maybe : .stale, differences + waits)
    }
    var judgement =
      if let standing, differences.isEmpty { try outputsStand(cell, standing, needed) } else {
        try notFresh(cell, present, differences)
      }
    judgement.ingredients = present
    return judgement
  }

  /// For a cell whose key is the record's: whether its outputs hold what the record says.
  private func outputsStand(
    _ cell: Cell, _ recorded: StageRecord, _ needed: Set<CellID>?
  ) throws -> Judgement {
    let record = recorded.result
    var reasons: [Reason] = []
    for output in record.outputs {
      let place = workspace.path(output.path)
      let content: ContentID?
      do {
        content = try cache.content(of: place)
      } catch let error as ContentStoreError where error.isUnfit(place) {
        // A person's doing: no run leaves such a thing.
        reasons.append(
          Reason(
            kind: .outputEdited, name: output.path, old: output.content.digest.hex, new: "\(error)"))
        continue
      }
      if let content, content != output.content {
        reasons.append(
          Reason(
            kind: .outputEdited, name: output.path, old: output.content.digest.hex, new: content.digest.hex))
      } else if content == nil {
        reasons.append(Reason(kind: .outputMissing, name: output.path, old: output.content.digest.hex))
      }
    }
    let isEdited = reasons.contains { $0.kind == .outputEdited }
    var judgement = Judgement(cell.id, reasons.isEmpty ? .fresh : isEdited ? .edited : .missing, reasons)
    judgement.outputs = record.outputs
    if judgement.state != .fresh {
      judgement.restorable = try ledger.restorable(recorded)
      if judgement.state == .missing, judgement.restorable == nil, let needed, !needed.contains(cell.id) {
        (judgement.state, judgement.absent) = (.fresh, reasons.map(\.name))
        judgement.reasons = []
        return judgement
      }
      // What cannot be put back is made anew, and only then known.
      judgement.outputs = judgement.restorable?.outputs
    }
    return judgement
  }

  /// For a cell whose key is not the record's: what is known of the present key.
  private func notFresh(
    _ cell: Cell, _ present: KeyIngredients, _ differences: [Reason]
  ) throws -> Judgement {
    let key = present.key
    if let run = try ledger.restorable(key) {
      var judgement = Judgement(cell.id, .restorable, differences)
      judgement.restorable = run
      judgement.outputs = run.outputs
      return judgement
    }
    guard let last = try ledger.latestRun(stage: cell.id.stage.name, cell: cell.id.cell), last.key == key
    else {
      return Judgement(cell.id, .stale, differences)
    }
    let words = last.failure.map { String($0.prefix { !$0.isNewline }) }
    switch last.outcome {
    case .failed: return Judgement(cell.id, .failed, differences + [Reason(kind: .failed, new: words)])
    case .tainted: return Judgement(cell.id, .tainted, differences + [Reason(kind: .tainted, new: words)])
    case .ran, .restored: return Judgement(cell.id, .stale, differences)
    }
  }

  /// What the key of a cell is made of.
  private func ingredients(of cell: Cell, inputs: [KeyIngredients.Input]) throws -> KeyIngredients {
    let code = try codes.code(of: cell.stage)
    return KeyIngredients(
      code: code.digest, inputs: inputs, parameters: cell.recordedParameters,
      outputs: cell.outputs.map { .init(role: $0.role, path: $0.path, isFolder: $0.isFolder) },
      environment: Dictionary(
        cell.stage.environment.map { ($0, environment[$0]) }, uniquingKeysWith: { first, _ in first }),
      toolchain: code.toolchain, libraries: code.libraries, cpu: StageCodes.processor, seed: cell.stage.seed
    ).redacted(workspace: workspace.root)
  }

  /// The inputs of a finished run once more: those that are not what the key says, as sentences.
  func changes(of cell: Cell, since ingredients: KeyIngredients) throws -> [String] {
    try zip(cell.dependencies, ingredients.inputs).compactMap { dependency, input in
      let now = try cache.content(of: workspace.path(dependency.path))
      guard now != input.content else { return nil }
      let digest = now.map { String($0.digest.hex.prefix(12)) } ?? "gone"
      return "input '\(dependency.role)' at '\(dependency.path)' changed while the stage ran: "
        + "\(input.content.digest.hex.prefix(12)) → \(digest)"
    }
  }
}

/// What looking at the dependencies gave.
private struct Inputs {
  var known: [(Cell.Dependency, ContentID?)] = []
  var open: [CellID] = []
  var missing: (error: PipelineError, reason: Reason)?

  /// The inputs in order; what is not known yet counts as what the record says of it.
  func inputs(assuming record: StageRecord.Result?) -> [KeyIngredients.Input] {
    known.compactMap { dependency, content in
      let path = dependency.isOutside ? nil : dependency.path
      let cell = dependency.isJoined ? dependency.producer?.cell : nil
      func recorded() -> ContentID? {
        record?.ingredients.inputs.first { $0.role == dependency.role && $0.cell == cell && $0.path == path }?
          .content
      }
      return (content ?? recorded()).map {
        KeyIngredients.Input(role: dependency.role, cell: cell, path: path, content: $0)
      }
    }
  }
}

extension Judge {
  /// Finds out what a dependency holds.
  private func look(
    at dependency: Cell.Dependency, of cell: Cell, _ supply: (CellID) -> Supply, into found: inout Inputs
  ) throws {
    switch dependency.producer.map(supply) ?? .asItStands {
    case .open:
      found.known.append((dependency, nil))
      if let producer = dependency.producer, !found.open.contains(producer) { found.open.append(producer) }
      return
    case .placed(let outputs):
      if let content = outputs.first(where: { ByteOrder.same($0.path, dependency.path) })?.content {
        return found.known.append((dependency, content))
      }
      // Of an output that need not be here a part need not be here either.
      if try !FileSystem.exists(workspace.path(dependency.path)),
        let content = try promised(dependency.path, outputs)
      {
        return found.known.append((dependency, content))
      }
    case .promised(let outputs):
      if let content = try promised(dependency.path, outputs) {
        return found.known.append((dependency, content))
      }
    case .asItStands: break
    }
    guard !dependency.isUnmatched, let content = try cache.content(of: workspace.path(dependency.path)) else {
      // Raw data come first: what a cell makes can come yet.
      guard found.missing == nil || dependency.producer == nil else { return }
      found.missing = (
        .missingInput(cell.id, role: dependency.role, path: dependency.path, place: dependency.place),
        Reason(kind: .inputRemoved, name: dependency.role, old: dependency.path)
      )
      return
    }
    found.known.append((dependency, content))
  }

  /// What a path at or under an output will hold, by the manifests in the store.
  func promised(_ path: String, _ outputs: [RunRecord.Output]) throws -> ContentID? {
    guard let output = outputs.first(where: { FileSystem.holds($0.path, path) }) else { return nil }
    var content = output.content
    for name in path.dropFirst(output.path.count).split(separator: "/") {
      guard content.kind == .folder else { return nil }
      let manifest = try ledger.store.knownManifest(of: content.digest)
      guard let entry = manifest?.entries.first(where: { ByteOrder.same($0.name, String(name)) }) else {
        return nil
      }
      content = entry.content
    }
    return content
  }
}
