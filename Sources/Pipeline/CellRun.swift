internal import Digest
internal import Provenance
internal import StageProtocol

/// A cell whose stage is running.
final class CellRun {
  let cell: Cell
  let ingredients: KeyIngredients
  /// The inputs' fingerprints just before the stage began, in the order of the dependencies.
  let fingerprints: [SHA256Digest?]
  let reasons: [Reason]
  /// The run's identifier.
  let identifier: String
  let staging: Staging
  let process: StageProcess
  let program: Program
  /// What it may open, or nil when nobody enforces anything.
  let confinement: Confinement?
  /// Who enforces that, for the record.
  let sandbox: String
  let threads: Int
  /// The source of its stage's page as it was just before the stage began.
  let page: SHA256Digest?
  /// When it began: seconds since 1970.
  let started: Double
  private(set) var metrics: [String: JSONValue] = [:]
  private(set) var said: String?

  init(
    cell: Cell, ingredients: KeyIngredients, fingerprints: [SHA256Digest?], reasons: [Reason],
    identifier: String, staging: Staging, process: StageProcess, program: Program,
    confinement: Confinement?, sandbox: String, threads: Int, page: SHA256Digest?
  ) {
    self.cell = cell
    self.ingredients = ingredients
    self.fingerprints = fingerprints
    self.reasons = reasons
    self.identifier = identifier
    self.staging = staging
    self.process = process
    self.program = program
    self.confinement = confinement
    self.sandbox = sandbox
    self.threads = threads
    self.page = page
    started = Clock.wall()
  }

  /// Takes the events that came, keeps what belongs in the record, and gives them on.
  func takeEvents() -> [StageEvent] {
    let events = process.readEvents()
    for event in events {
      switch event {
      case .metric(let name, let value, _): metrics[name] = .number(value)
      case .failure(let words): said = words
      case .progress, .message: break
      }
    }
    return events
  }
}
