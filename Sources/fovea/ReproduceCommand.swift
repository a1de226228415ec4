internal import ArgumentParser
internal import ContentStore
internal import Digest
internal import Foundation
internal import Git
internal import Pipeline
internal import Provenance
internal import Reproduction
internal import StageProtocol

/// `fovea reproduce`: a result made anew at its recorded commit and compared.
///
/// Exits with 1 when a byte differs.
struct ReproduceCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "reproduce",
    abstract: "Make a result anew in a clean tree at its recorded commit, and compare the bytes.",
    discussion: """
      Runs the stage that made it, and those before it whose outputs the store does not hold. The tree lies \
      in .fovea/reproduction and keeps its build folder for the next time.
      """)

  @Argument(help: "A path, a digest, a run or a cell.") var subject: String
  @Flag(help: "Make everything behind it anew, also what the store holds.") var whole = false
  @Flag(help: "Build everything anew.") var fresh = false
  @Option(
    name: .customLong("set"), parsing: .singleValue,
    help: ArgumentHelp("Where data outside the workspace lies.", valueName: "key=value"))
  var overrides: [String] = []
  @OptionGroup var cores: CoreOptions
  @Option(help: "How progress is shown: auto, bar, lines or none.") var progress = ProgressMode.auto
  @Flag(help: "One JSON document.") var json = false

  func run() throws {
    try answering {
      let (workspace, ledger, cache) = try Opening.records()
      let maker = try Subject(subject, in: ledger, cache: cache).maker()
      let reporter = TextReporter(mode: progress.resolved, explain: false, jobs: options().jobs)
      let reproduction = try Reproduction(
        of: maker, in: workspace, ledger: ledger, cache: cache, options: options()
      ) { event in
        switch event {
        case .planned(let names): Terminal.note("to be made anew: \(names.joined(separator: ", "))")
        case .checkedOut(let commit): Terminal.note("clean tree at \(commit)")
        case .run(let event): reporter.take(event)
        }
      }
      try cache.save()
      let differences = try reproduction.steps.flatMap(\.outputs).filter { !$0.isEqual }
        .flatMap { try BytewiseComparison(of: $0, ledger: ledger).lines }
      try json ? tellJSON(reproduction, differences) : tell(reproduction, differences)
      if !reproduction.isEqual { throw ExitCode(1) }
    }
  }

  private func options() -> Reproduction.Options {
    var options = Reproduction.Options()
    options.environment = ProcessInfo.processInfo.environment
    options.overrides = overrides
    options.isWhole = whole
    options.isFresh = fresh
    options.jobs = cores.count
    options.threads = cores.threads
    options.stages = options.environment["FOVEA_STAGES"]
    return options
  }

  private func tell(_ reproduction: Reproduction, _ differences: [BytewiseComparison.Line]) {
    for step in reproduction.steps {
      Terminal.print("\(step.name)  run \(step.run)  code \(step.code)")
      for reason in step.differences { Terminal.print("  other than on record: \(reason)") }
      for output in step.outputs {
        let found = output.found.map { String($0.digest.hex.prefix(12)) } ?? "nothing"
        let recorded = output.recorded.digest.hex.prefix(12)
        Terminal.print(
          output.isEqual
            ? "  equal      \(output.path)  \(recorded)"
            : "  different  \(output.path)  \(recorded) → \(found)")
      }
    }
    for line in differences { Terminal.print("  \(line)") }
    Terminal.print(
      reproduction.isEqual
        ? "reproduced: every byte is the same"
        : "not reproduced: the first difference is in \(reproduction.steps.last?.name ?? "nothing")")
  }

  private func tellJSON(_ reproduction: Reproduction, _ differences: [BytewiseComparison.Line]) throws {
    let steps = reproduction.steps.map { step in
      JSONValue.object([
        "name": .string(step.name), "run": .string(step.run), "code": .string(step.code.hex),
        "equal": .bool(step.isEqual), "differences": .array(step.differences.map(\.json)),
        "outputs": .array(
          step.outputs.map { output in
            .object([
              "path": .string(output.path), "equal": .bool(output.isEqual),
              "recorded": .string(output.recorded.digest.hex),
              "found": output.found.map { .string($0.digest.hex) } ?? .null,
            ])
          }),
      ])
    }
    try Terminal.print(
      json: JSONValue.object([
        "schema": .integer(1), "equal": .bool(reproduction.isEqual), "steps": .array(steps),
        "different": .array(differences.map(\.json)),
      ]))
  }
}
