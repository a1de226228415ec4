public import ContentStore
public import Git
internal import Glibc
public import Pipeline
internal import PipelineFile
public import Provenance
internal import StageProtocol

/// A result made anew in a clean tree at the commit or snapshot on record, and compared byte for byte.
///
/// The tree is `.fovea/reproduction/tree`, a repository of its own that borrows this one's objects. It stays
/// from one reproduction to the next with its build folder, so that only what differs is built; outputs, run
/// cache and scratch of earlier reproductions are deleted first. Inputs that the store holds are put in
/// place from there; the others are made anew by the stages that made them, each at its own commit unless
/// the code at the result's commit gives the same key.
public struct Reproduction {
  /// How it is done.
  public struct Options: Sendable {
    /// `name=value` for what no record can hold: places of data outside the workspace, secrets.
    public var overrides: [String] = []
    /// Make everything behind the result anew, also what the store holds.
    public var isWhole = false
    /// Begin with an empty build folder.
    public var isFresh = false
    /// Cores in total.
    public var jobs = 1
    /// Threads for each stage, or nil for as many as its cores.
    public var threads: Int?
    /// A folder of ready programs; one inside the workspace is taken from the clean tree.
    public var stages: String?
    /// The driver's environment.
    public var environment: [String: String] = [:]

    /// The options when nothing is said.
    public init() {}
  }

  /// What is told while it goes on.
  public enum Event: Sendable {
    /// The stages that have to run, in order.
    case planned([String])
    /// A commit's files are put into the tree.
    case checkedOut(CommitID)
    /// What happens in a run of a stage.
    case run(RunEvent)
  }

  /// One output, as recorded and as it came out now.
  public struct Output: Sendable, Equatable {
    /// Its path within the workspace.
    public var path: String
    /// What the record says.
    public var recorded: ContentID
    /// What came out, or nil when nothing did.
    public var found: ContentID?
    /// The file or folder that came out.
    public var place: String

    /// Whether the bytes are the same.
    public var isEqual: Bool { recorded == found }
  }

  /// One stage or cell that was made anew.
  public struct Step: Sendable {
    /// Its name, as `stage@cell`.
    public var name: String
    /// The run on record.
    public var run: String
    /// The commit or snapshot whose code ran.
    public var code: CommitID
    /// How the ingredients of now differ from those on record: machine, compiler, libraries.
    public var differences: [Reason]
    /// Its outputs.
    public var outputs: [Output]

    /// Whether every output is the same.
    public var isEqual: Bool { outputs.allSatisfy(\.isEqual) }
  }

  /// What was made anew, in order; the last step is the result's, unless an earlier one came out otherwise.
  public private(set) var steps: [Step] = []
  /// The run that made the result.
  public let target: Maker
  /// Whether the result was made anew and everything on the way is the same.
  public var isEqual: Bool { steps.last?.run == target.run && steps.allSatisfy(\.isEqual) }

  let workspace: Workspace
  let ledger: Ledger
  let cache: StatCache
  let options: Options
  let report: (Event) -> Void
  let repository: Repository
  let lineage: Lineage
  /// The commit whose files stand in the tree.
  var standing: CommitID?

  /// Makes the result of a run anew.
  ///
  /// - Throws: `ReproductionError`, and what building and running throw.
  public init(
    of target: Maker, in workspace: Workspace, ledger: Ledger, cache: StatCache, options: Options,
    report: @escaping (Event) -> Void
  ) throws {
    self.target = target
    self.workspace = workspace
    self.ledger = ledger
    self.cache = cache
    self.options = options
    self.report = report
    guard let repository = try ledger.repository() else {
      throw ReproductionError.noRepository(workspace.root)
    }
    self.repository = repository
    lineage = try Lineage(of: target, ledger: ledger, cache: cache, guessing: true)
    try run()
  }

  /// Where the clean tree lies.
  var tree: String { workspace.machine + "/reproduction/tree" }
  /// The workspace within the clean tree.
  var place: String {
    let prefix = ledger.pathInRepository("", repository)
    return prefix.isEmpty ? tree : tree + "/" + prefix.dropLast()
  }

  private mutating func run() throws {
    let plan = try needed()
    for maker in plan where maker.code == nil { throw ReproductionError.noCommit(maker) }
    for maker in plan {
      guard let code = maker.code, try !repository.holds(code) else { continue }
      throw ReproductionError.commitNotHere(maker, code)
    }
    let lock = try WorkspaceLock.acquire(workspace.machine + "/reproduction/lock")
    defer { lock.release() }
    report(.planned(plan.map(\.name)))
    try clear()
    for maker in plan {
      let step = try makeAnew(maker)
      steps.append(step)
      // What comes after would be made from something else than on record.
      if !step.isEqual { return }
    }
  }

  /// The runs to make anew, each after those that it needs.
  private func needed() throws -> [Maker] {
    var wanted: Set<String> = [target.run]
    for maker in lineage.makers.reversed() where wanted.contains(maker.run) {
      for (input, origin) in zip(maker.ingredients.inputs, lineage.origins[maker.run] ?? []) {
        guard let origin else { continue }
        if try options.isWhole || !ledger.store.isWhole(input.content) { wanted.insert(origin) }
      }
    }
    return lineage.makers.filter { wanted.contains($0.run) }
  }

  /// Deletes what earlier reproductions left, except what they built.
  private func clear() throws {
    if options.isFresh { return try FileSystem.remove(tree) }
    try FileSystem.remove(place + "/artifacts")
    let machine = place + "/.fovea"
    guard try FileSystem.exists(machine) else { return }
    let kept: Set = ["facts.json", "codecache", "statcache"]
    for name in try FileSystem.names(in: machine) where !kept.contains(name) && !name.hasPrefix("build-") {
      try FileSystem.remove(machine + "/" + name)
    }
  }
}

extension Store {
  /// Whether every byte of a file or folder is here and undamaged; damage goes to quarantine.
  fileprivate func isWhole(_ content: ContentID) throws -> Bool {
    do {
      try verify(content)
      return true
    } catch let error as ContentStoreError where error.isDamage {
      return false
    }
  }
}
