internal import ContentStore
public import StageProtocol

/// A cell with every path and value filled in.
public struct Cell: Sendable, Equatable {
  /// One thing to read.
  public struct Dependency: Sendable, Equatable {
    /// The name under which the stage asks for it; a join gives several of one role.
    public var role: String
    /// The path as written: relative to the workspace, or leading out of it.
    public var path: String
    /// The cell that makes it, or that makes the folder in which it lies; nil for a source.
    public var producer: CellID?
    /// Whether it is one of a join, so that the stage is told the cell's name.
    public var isJoined: Bool
    /// Where it is declared.
    public var place: SourcePlace

    /// Whether it stands for a join of which the present ranking has no cell; nothing lies at its path.
    var isUnmatched: Bool { isJoined && producer == nil }

    /// Whether the path leads out of the workspace; such a path is no part of the key.
    public var isOutside: Bool { path.hasPrefix("/") || path == ".." || path.hasPrefix("../") }
  }

  /// One thing to write.
  public struct Output: Sendable, Equatable {
    /// The name under which the stage asks for it.
    public var role: String
    /// Its place in the workspace, without a trailing slash.
    public var path: String
    /// Whether it is a folder.
    public var isFolder: Bool
    /// What queries do with it.
    public var kind: OutputDefinition.Kind
    /// Where it is declared.
    public var place: SourcePlace
  }

  /// Stage and cell name.
  public var id: CellID
  /// The stage as declared.
  public var stage: StageDefinition
  /// The matrix values by variable; empty without a matrix.
  public var values: [String: JSONValue]
  /// What it reads, in written order.
  public var dependencies: [Dependency]
  /// What it writes, in written order.
  public var outputs: [Output]
  /// The cells that must be done before it: makers of its dependencies, in the graph's order.
  public var upstream: [CellID]
  /// The ranked stages of which another ranking may give a cell that makes a dependency without a maker.
  public var doubtful: [StageID] = []
  /// The stages whose lists decide what it reads, once each.
  var listed: Set<StageID> { Set(upstream.map(\.stage)).union(doubtful) }

  /// Dotted name → value of everything that reaches the stage: parameters and matrix values.
  public var parameters: [String: JSONValue] {
    values.reduce(into: stage.parameters) { all, entry in
      for (name, value) in entry.value.flattened(entry.key) { all[name] = value }
    }
  }

  /// The parameters as key and records have them: one that names a dependency outside the workspace stands
  /// for what lies there, which counts by its digest, and not for its place on this machine.
  var recordedParameters: [String: JSONValue] {
    let outside = dependencies.filter(\.isOutside)
    guard !outside.isEmpty else { return parameters }
    return parameters.mapValues { value in
      guard let path = value.text.map(GraphBuilder.tidy),
        let dependency = outside.first(where: { ByteOrder.same($0.path, path) })
      else { return value }
      return .string("(input \(dependency.role))")
    }
  }

  /// The same as a tree, as the stage sees it.
  public var parameterTree: JSONValue { JSONValue.tree(stage.parameters.merging(values) { _, new in new }) }
}

extension JSONValue {
  /// The leaves under a name: `run` of `{"a": 1}` is `run.a: 1`; lists and empty objects are leaves.
  public func flattened(_ name: String) -> [(String, JSONValue)] {
    guard case .object(let members) = self, !members.isEmpty else { return [(name, self)] }
    return members.keys.sorted().flatMap { key in (members[key] ?? .null).flattened("\(name).\(key)") }
  }

  /// The tree of dotted names: `a.b` is `{"a": {"b": …}}`.
  static func tree(_ leaves: [String: JSONValue]) -> JSONValue {
    leaves.keys.sorted().reduce(.object([:])) { tree, name in
      tree.setting(name.split(separator: ".").map(String.init)[...], to: leaves[name] ?? .null)
    }
  }

  private func setting(_ path: ArraySlice<String>, to value: JSONValue) -> JSONValue {
    guard let head = path.first else { return value }
    var members: [String: JSONValue] = [:]
    if case .object(let present) = self { members = present }
    members[head] = (members[head] ?? .object([:])).setting(path.dropFirst(), to: value)
    return .object(members)
  }
}
