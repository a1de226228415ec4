public import StageProtocol

/// The combinations over which a stage runs.
public struct Matrix: Sendable, Equatable {
  /// A variable and its values.
  public struct Variable: Sendable, Equatable {
    /// Where the values come from.
    public enum Values: Sendable, Equatable {
      /// Scalars, or mappings with a `name`.
      case list([JSONValue])
      /// The first `top` names (nil: all) of a ranking file in the workspace.
      case ranking(path: String, top: Int?)
    }

    /// Its name: `${item.NAME}`.
    public var name: String
    /// Its values.
    public var values: Values
    /// Where it is declared.
    public var place: SourcePlace

    /// A variable with every part given.
    public init(name: String, values: Values, place: SourcePlace) {
      self.name = name
      self.values = values
      self.place = place
    }
  }

  /// The variables in written order; `foreach` has one, named `item`.
  public var variables: [Variable]
  /// Combinations to leave out: dotted names → values; a combination that agrees with one entry is dropped.
  public var exclude: [[String: JSONValue]]
  /// Combinations to add, each with a value for every variable.
  public var include: [[String: JSONValue]]
  /// Whether it was written as `foreach`, so that `${item}` is the value itself.
  public var isForeach: Bool

  /// A matrix with every part given.
  public init(
    variables: [Variable], exclude: [[String: JSONValue]] = [], include: [[String: JSONValue]] = [],
    isForeach: Bool = false
  ) {
    self.variables = variables
    self.exclude = exclude
    self.include = include
    self.isForeach = isForeach
  }

  /// The combinations in order, the last variable fastest, or nil while a ranking file does not exist.
  ///
  /// - Parameter ranking: the names in a ranking file, best first, or nil when there is none yet.
  public func combinations(ranking: (String) throws -> [String]?) rethrows -> [[String: JSONValue]]? {
    var all: [[String: JSONValue]] = [[:]]
    for variable in variables {
      guard let values = try variable.values.resolved(ranking) else { return nil }
      all = all.flatMap { chosen in
        values.map { value in chosen.merging([variable.name: value]) { _, new in new } }
      }
    }
    return all.filter { !isExcluded($0) } + include
  }

  private func isExcluded(_ combination: [String: JSONValue]) -> Bool {
    let item = JSONValue.object(combination)
    return exclude.contains { entry in
      entry.allSatisfy { name, value in
        item.at(name) == value || (item.at(name)?.cellName == value.cellName && value.cellName != nil)
      }
    }
  }

  /// What `${item…}` refers to in a combination.
  func item(_ combination: [String: JSONValue]) -> JSONValue {
    isForeach ? combination["item"] ?? .null : .object(combination)
  }

  /// The cell's name: the values in the order of the variables, joined by `-`.
  func cellName(_ combination: [String: JSONValue]) -> String {
    variables.map { combination[$0.name]?.cellName ?? "" }.joined(separator: "-")
  }
}

extension Matrix.Variable.Values {
  fileprivate func resolved(_ ranking: (String) throws -> [String]?) rethrows -> [JSONValue]? {
    switch self {
    case .list(let values): values
    case .ranking(let path, let top):
      try ranking(path).map { names in names.prefix(top ?? names.count).map(JSONValue.string) }
    }
  }
}
