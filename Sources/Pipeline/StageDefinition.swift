public import StageProtocol

/// A stage as pipeline.yaml declares it, before its matrix is expanded.
public struct StageDefinition: Sendable, Equatable {
  /// Its name.
  public var id: StageID
  /// The executable target that is its program.
  public var target: String
  /// The source of its page, relative to the workspace, or nil for the target's main.swift.
  public var page: String?
  /// What it reads, in written order.
  public var dependencies: [DependencyDefinition] = []
  /// Dotted name → value of the parameters that reach it.
  public var parameters: [String: JSONValue] = [:]
  /// Its matrix, if it has one.
  public var matrix: Matrix?
  /// What it writes, in written order: outs, then metrics, then plots.
  public var outputs: [OutputDefinition] = []
  /// Environment variables that it may see.
  public var environment: [String] = []
  /// The cores that it is counted with.
  public var cores = 1
  /// Seconds after which it is killed, or nil for no limit.
  public var timeout: Double?
  /// Whether it can open only what is declared, where the kernel can enforce that.
  public var isSandboxed = true
  /// The root of its random streams.
  public var seed: UInt64
  /// Where it is declared.
  public var place: SourcePlace

  /// A stage without dependencies, parameters and outputs.
  public init(id: StageID, target: String, seed: UInt64, place: SourcePlace) {
    self.id = id
    self.target = target
    self.seed = seed
    self.place = place
  }
}

extension StageDefinition {
  /// The paths of what it reads by path, with `*` for what its cells decide.
  var rawPatterns: [String] {
    dependencies.compactMap { if case .path(let template) = $0.source { template.pattern } else { nil } }
  }
}

/// One thing that a stage reads.
public struct DependencyDefinition: Sendable, Equatable {
  /// Where it comes from.
  public enum Source: Sendable, Equatable {
    /// A path: a source file or a path at or under another stage's out.
    case path(Template)
    /// An out of every cell of a stage whose name matches `cells` (`*` for any text), in order of cells;
    /// of the stage itself when `cells` is nil.
    case join(stage: StageID, cells: String?, out: String)
  }

  /// The name under which the stage asks for it.
  public var role: String
  /// Where it comes from.
  public var source: Source
  /// Where it is declared.
  public var place: SourcePlace

  /// A dependency with every part given.
  public init(role: String, source: Source, place: SourcePlace) {
    self.role = role
    self.source = source
    self.place = place
  }
}

/// One thing that a stage writes.
public struct OutputDefinition: Sendable, Equatable {
  /// What queries do with it.
  public enum Kind: String, Sendable, Codable {
    case plain, metrics, plots
  }

  /// The name under which the stage asks for it.
  public var role: String
  /// Its place in the workspace, without a trailing slash.
  public var path: Template
  /// Whether it is a folder (a trailing slash in pipeline.yaml).
  public var isFolder: Bool
  /// What queries do with it.
  public var kind: Kind
  /// Where it is declared.
  public var place: SourcePlace

  /// An output with every part given.
  public init(role: String, path: Template, isFolder: Bool, kind: Kind, place: SourcePlace) {
    self.role = role
    self.path = path
    self.isFolder = isFolder
    self.kind = kind
    self.place = place
  }
}
