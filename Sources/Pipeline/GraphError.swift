/// What is wrong with a pipeline as a graph; found before anything runs.
public enum GraphError: Error, Equatable, CustomStringConvertible {
  /// Stages that wait for each other, the first one repeated at the end.
  case cycle([StageID], SourcePlace)
  /// A name that no stage, cell or out has.
  case unknown(what: String, name: String, nearest: String?, SourcePlace?)
  /// A stage that is to run alone and joins cells whose ranking does not exist; the last stages write it.
  case cellsNotKnown(StageID, by: StageID, [StageID], SourcePlace)
  /// Two cells of one name.
  case duplicateCell(CellID, SourcePlace)
  /// A matrix without a cell.
  case emptyMatrix(StageID, SourcePlace)
  /// A matrix value that cannot stand in a name.
  case badCellName(CellID, SourcePlace)
  /// `${item.NAME}` that the cell does not have.
  case undefinedItem(template: String, CellID, SourcePlace)
  /// An output's path that may not be written to.
  case badOutput(path: String, problem: String, SourcePlace)
  /// Two outputs of which one is the other or lies in it.
  case overlap(path: String, CellID, other: String, CellID, SourcePlace)
  /// A dependency on a folder that holds other stages' outputs.
  case dependencyHoldsOutputs(path: String, output: String, CellID, by: CellID?, SourcePlace)
  /// A dependency that is an output by another way than its written path: a link, `..`, an absolute path, or a
  /// matrix value with a slash.
  case hiddenMaker(path: String, output: String, CellID, SourcePlace)
  /// A file that should hold the best names, best first, and does not.
  case badRanking(path: String, problem: String)

  /// The cells whose outputs or inputs meet what is another's.
  var cells: [CellID] {
    switch self {
    case .overlap(_, let id, _, let owner, _): [id, owner]
    case .dependencyHoldsOutputs(_, _, let owner, let reader, _): [reader, owner].compactMap(\.self)
    case .hiddenMaker(_, _, let owner, _): [owner]
    default: []
    }
  }

  /// Place, what is wrong, what was expected and found.
  public var description: String {
    switch self {
    case .cycle(let stages, let place):
      "\(place): stages wait for each other in a circle: \(stages.map(\.name).joined(separator: " → "))"
    case .unknown(let what, let name, let nearest, let place):
      (place.map { "\($0): " } ?? "") + "there is no \(what) '\(name)'"
        + (nearest.map { "; did you mean '\($0)'?" } ?? "")
    case .cellsNotKnown(let id, let reader, let rankers, let place):
      "\(place): which cells '\(id)' has is not known, and '\(reader)' joins them; "
        + (rankers.isEmpty
          ? "its list is no list of names"
          : "run \(rankers.map { "'\($0)'" }.joined(separator: " and ")) first, or leave out --only")
    case .duplicateCell(let id, let place):
      "\(place): two cells are named '\(id)'; every combination of matrix values needs a name of its own"
    case .emptyMatrix(let id, let place):
      "\(place): the matrix of stage '\(id)' has no cell left; expected at least one"
    case .badCellName(let id, let place):
      "\(place): '\(id)' cannot be a cell's name; expected values of letters, digits and . _ + -"
    case .undefinedItem(let template, let id, let place):
      "\(place): '\(template)' names a matrix value that cell '\(id)' does not have"
    case .badOutput(let path, let problem, let place):
      "\(place): '\(path)' cannot be an output: \(problem)"
    case .overlap(let path, let id, let other, let owner, let place):
      path == other
        ? "\(place): '\(path)' is an output of '\(id)' and of '\(owner)'; expected one maker for each path"
        : "\(place): '\(path)' of '\(id)' and '\(other)' of '\(owner)' lie in one another; expected separate paths"
    case .dependencyHoldsOutputs(let path, let output, let owner, _, let place):
      "\(place): '\(path)' holds '\(output)', an output of '\(owner)'; expected the outputs themselves as dependencies"
    case .hiddenMaker(let path, let output, let owner, let place):
      path == output
        ? "\(place): '\(path)' is an output of '\(owner)', but a matrix value with a slash hides that from the "
          + "order of stages; expected values without slashes, or '\(owner.stage)' joined by `from`"
        : "\(place): '\(path)' leads to '\(output)', an output of '\(owner)'; expected the output's own path, so "
          + "that '\(owner)' runs first"
    case .badRanking(let path, let problem):
      "\(path): \(problem); expected a JSON array of names, or of objects with a name, best first"
    }
  }
}
