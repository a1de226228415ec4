public import ContentStore
internal import Digest
internal import Git
public import Provenance
internal import StageProtocol

/// What every export tells of: a result, the runs behind it, and where their code is.
///
/// Nothing of it names a place on this machine, a machine, a person, a password or a file of raw data.
public struct ExportSource: Sendable {
  /// The result and everything behind it.
  public var lineage: Lineage
  /// The outputs that are told of: the one that was asked for, or all of the run's.
  public var outputs: [RunRecord.Output]
  /// The pipeline's name.
  public var pipeline: String
  /// The text of pipeline.yaml at the result's commit, fit for others.
  public var definition: String
  /// The store, from which payload is taken.
  let store: Store
  /// The workspace's folder, for payload that the store does not hold.
  let root: String

  /// The export of a subject that names one result.
  ///
  /// - Parameters:
  ///   - maker: the run that made the result.
  ///   - path: the output that was asked for, within the workspace; nil for all outputs of the run.
  ///   - pipeline: the pipeline's name.
  /// - Throws: what reading records and commits throws.
  public init(
    of maker: Maker, path: String?, pipeline: String, ledger: Ledger, cache: StatCache
  ) throws {
    lineage = try Lineage(of: maker, ledger: ledger, cache: cache)
    let chosen = maker.outputs.filter { output in
      let base = output.path
      return path == base || path?.hasPrefix(base + "/") == true
    }
    outputs = chosen.isEmpty ? maker.outputs : chosen
    self.pipeline = pipeline
    store = ledger.store
    root = ledger.root
    definition = Redaction.published(try Self.definition(of: maker, ledger))
  }

  /// pipeline.yaml as the run saw it; as it stands where no commit that is here holds it.
  private static func definition(of maker: Maker, _ ledger: Ledger) throws -> String {
    if let code = maker.code, let repository = try ledger.repository(), try repository.holds(code),
      let bytes = try repository.file(ledger.pathInRepository("pipeline.yaml", repository), at: code)
    {
      return String(decoding: bytes, as: UTF8.self)
    }
    return String(decoding: try FileSystem.read(ledger.root + "/pipeline.yaml"), as: UTF8.self)
  }

  /// What is to be said of a run's code when changes were made to it that no commit holds.
  static func codeNote(_ maker: Maker) -> String? {
    guard maker.dirty, maker.snapshot == nil else { return nil }
    let base = maker.commit.map { "base commit \($0.hex), with " } ?? ""
    return base + "changes that no commit holds"
  }

  /// The name of a commit: a gitoid, which says nothing of where the repository lies.
  static func name(_ commit: CommitID) -> String { "gitoid:commit:sha1:\(commit.hex)" }

  /// The declared parameters, fit for others.
  static func parameters(_ maker: Maker) -> [String: JSONValue] {
    Dictionary(
      uniqueKeysWithValues: maker.ingredients.parameters.map {
        ($0.key, Redaction.published($0.value, named: $0.key))
      })
  }

  /// The declared environment variables, fit for others; null for one that is not set.
  static func variables(_ maker: Maker) -> [String: JSONValue] {
    Dictionary(
      uniqueKeysWithValues: maker.ingredients.environment.map { name, value in
        (name, value.map { Redaction.published(.string($0), named: name) } ?? .null)
      })
  }

  /// What else decides a result, beside the libraries: the code's digest, compiler, processor class and seed.
  static func settings(_ maker: Maker) -> [String: String] {
    let made = maker.ingredients
    return ["code": made.code.hex, "toolchain": made.toolchain, "cpu": made.cpu, "seed": String(made.seed)]
  }

  /// When a run began, where its own record is here.
  static func started(_ maker: Maker) -> String? { maker.record.map { Timestamp.text($0.started) } }

  /// When a run ended.
  static func finished(_ maker: Maker) -> String { Timestamp.text(maker.finished) }
}
