internal import ContentStore
internal import Digest
internal import Foundation
internal import Git
internal import Provenance
internal import StageProtocol

/// Nets with the evidence of what they are, gathered from the records.
struct WeightsExport {
  private struct Refusal: Error, CustomStringConvertible {
    let description: String
  }

  /// A file of a record, and what it is called in the folder.
  private struct Piece {
    let name: String
    let output: RunRecord.Output
  }

  private let ledger: Ledger
  private let cache: StatCache
  private var pieces: [Piece] = []
  private var facts: CardFacts

  /// The role under which stages write a net.
  static let weights = "weights"
  /// Those of the files that say how good it is.
  private static let (scores, intervals, split) = ("scores", "intervals", "split")

  /// Gathers the nets of a subject; throws where it names none.
  init(of subject: Subject, pipeline: String, ledger: Ledger, cache: StatCache) throws {
    self.ledger = ledger
    self.cache = cache
    let makers = subject.makers.filter { Self.output(Self.weights, of: $0) != nil }
    guard !makers.isEmpty else {
      throw UsageError(
        description: "'\(subject.text)': expected a run with an output named \(Self.weights), found "
          + (subject.makers.isEmpty ? "no run" : subject.makers.map(\.name).joined(separator: ", ")))
    }
    try Self.checkSplit(of: makers)
    facts = CardFacts(pipeline: pipeline, nets: [], behind: [], split: nil, scores: [], intervals: [])
    // Cells of several stages may be called alike.
    let areOfOneStage = Set(makers.map(\.stage)).count == 1
    for maker in makers {
      guard let output = Self.output(Self.weights, of: maker) else { continue }
      let own = [maker.stage, maker.cell].compactMap(\.self).joined(separator: "-")
      let name = makers.count == 1 ? "weights" : areOfOneStage ? maker.cell ?? maker.stage : own
      pieces.append(Piece(name: "\(name).safetensors", output: output))
      facts.nets.append(
        CardFacts.Net(name: name, step: Self.step(maker), sha256: output.content.digest.hex))
    }
    try gatherHistory(makers)
    try gatherScores(makers)
  }

  /// Throws for nets of several splits, such as those that another profile left: one card would mix them.
  private static func checkSplit(of makers: [Maker]) throws {
    func read(_ maker: Maker) -> ContentID? { maker.ingredients.inputs.first { $0.role == split }?.content }
    let splits = Dictionary(grouping: makers.filter { read($0) != nil }, by: read)
    guard splits.count > 1 else { return }
    let groups = splits.values.map { $0.map(\.name).sorted(by: ByteOrder.precedes).brief }
    throw UsageError(
      description: "expected nets of one split, found "
        + groups.sorted(by: ByteOrder.precedes).joined(separator: " beside ")
        + "; `fovea clean` names what another profile left, and with --apply takes it away")
  }

  /// Writes everything into a folder that must not exist; whatever is thrown leaves nothing behind.
  func write(to folder: String) throws {
    try FileSystem.makeNewFolder(folder) { folder in
      try FileSystem.makeFolders(folder + "/evidence")
      for piece in pieces { try put(piece.output, at: "\(folder)/\(piece.name)") }
      let encoder = JSONEncoder()
      encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
      let text = String(decoding: try encoder.encode(facts), as: UTF8.self) + "\n"
      try FileSystem.writeDurably(text, to: "\(folder)/evidence/facts.json")
      _ = try Instruments.output(["card", folder])
    }
  }

  /// The steps behind the nets, and the split by which they were trained.
  private mutating func gatherHistory(_ makers: [Maker]) throws {
    var known = Set(makers.map(\.run))
    for maker in makers {
      let lineage = try Lineage(of: maker, ledger: ledger, cache: cache)
      facts.behind += lineage.makers.filter { known.insert($0.run).inserted }.map(Self.step)
      guard facts.split == nil else { continue }
      let read = maker.ingredients.inputs.first { $0.role == Self.split }?.content
      let output = lineage.makers.flatMap(\.outputs).first { $0.content == read }
      facts.split = output.map { add($0, at: "evidence/split.json") }
    }
  }

  /// The scores of steps that judged exactly these nets together, the nets' own where there is one net or no such
  /// step, and tables of intervals made from such scores.
  private mutating func gatherScores(_ makers: [Maker]) throws {
    let standing = try Subject.workspace(ledger)
    let judges = try judges(of: makers, among: standing)
    let scored = makers.count == 1 || judges.isEmpty ? makers + judges : judges
    var contents: Set<ContentID> = []
    for maker in scored {
      guard let output = Self.output(Self.scores, of: maker) else { continue }
      contents.insert(output.content)
      facts.scores.append(add(output, at: Self.place(of: maker, "scores.json")))
    }
    for maker in standing {
      let isJudge = judges.contains { $0.run == maker.run }
      guard isJudge || maker.ingredients.inputs.contains(where: { contents.contains($0.content) }),
        let output = Self.output(Self.intervals, of: maker)
      else { continue }
      facts.intervals.append(add(output, at: Self.place(of: maker, "intervals.csv")))
    }
  }

  /// The steps that scored exactly these nets, under whatever roles they read them.
  private func judges(of makers: [Maker], among standing: [Maker]) throws -> [Maker] {
    let nets = Set(makers.compactMap { Self.output(Self.weights, of: $0)?.content })
    // Also weights that stand no more: a step that asked one of those, too, scored others than these.
    let runs = try ledger.runs().compactMap { try ledger.run($0).record.map { Maker($0) } }
    let weights = Set((standing + runs).compactMap { Self.output(Self.weights, of: $0)?.content })
    return standing.filter { step in
      // A step that makes a net scored that one.
      Self.output(Self.weights, of: step) == nil && Self.output(Self.scores, of: step) != nil
        && Set(step.ingredients.inputs.map(\.content)).intersection(weights.union(nets)) == nets
    }
  }

  /// A step's evidence lies in a folder called like its record, so that the card can tell who made it.
  private static func place(of maker: Maker, _ name: String) -> String {
    let record = Ledger.recordPath(stage: maker.stage, cell: maker.cell) as NSString
    return "evidence/\((record.lastPathComponent as NSString).deletingPathExtension)/\(name)"
  }

  private mutating func add(_ output: RunRecord.Output, at path: String) -> String {
    pieces.append(Piece(name: path, output: output))
    return path
  }

  /// From the store, else from its place if the bytes are those of the record.
  private func put(_ output: RunRecord.Output, at path: String) throws {
    if try ledger.store.holds(output.content) { return try ledger.store.restore(output.content, to: path) }
    let place = "\(ledger.root)/\(output.path)"
    guard try cache.content(of: place) == output.content else {
      throw Refusal(
        description: "\(output.path): expected the bytes of its record, \(output.content.digest.hex), found "
          + "others or none; `fovea run` makes them again")
    }
    try FileSystem.makeFolders(FileSystem.parent(of: path))
    try FileManager.default.copyItem(atPath: place, toPath: path)
  }

  private static func output(_ role: String, of maker: Maker) -> RunRecord.Output? {
    maker.outputs.first { $0.role == role }
  }

  private static func step(_ maker: Maker) -> CardFacts.Step {
    let moment = Date(timeIntervalSince1970: maker.finished.rounded(.down))
    return CardFacts.Step(
      name: maker.name, run: maker.run, key: maker.key.hex, code: maker.ingredients.code.hex,
      commit: maker.commit?.hex, snapshot: maker.snapshot?.hex, finished: moment.ISO8601Format(),
      parameters: Dictionary(
        uniqueKeysWithValues: maker.ingredients.parameters.map {
          ($0.key, Redaction.published($0.value, named: $0.key))
        }),
      seed: maker.ingredients.seed)
  }
}
