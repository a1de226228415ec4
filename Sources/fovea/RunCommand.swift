internal import ArgumentParser
internal import ContentStore
internal import Foundation
internal import Pipeline
internal import Provenance

/// `fovea run`, or `fovea` alone: brings stages up to date.
struct RunCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "run", abstract: "Bring stages up to date: run what is stale, put back what is known.")

  @Argument(help: "Stages, or cells as STAGE@CELL (default: all).") var stages: [String] = []
  @Flag(help: "Leave out the stages before the named ones.") var only = false
  @Flag(help: "Run the named stages (or all) in any case.") var force = false
  @Flag(name: [.long, .customShort("n")], help: "Say what would run, and run nothing.") var dryRun = false
  @Flag(help: "Say every reason for each stage that runs.") var explain = false
  @OptionGroup var cores: CoreOptions
  @Flag(name: [.long, .customShort("k")], help: "Go on with what does not depend on a failure.")
  var keepGoing = false
  @Option(help: "How progress is shown: auto, bar, lines or none.") var progress = ProgressMode.auto
  @Flag(help: "One JSON event a line.") var json = false
  @OptionGroup var opening: Opening

  func run() throws {
    try answering {
      if dryRun {
        let (project, selection) = try open()
        return try Plan(explain: explain, json: json, force: force, jobs: cores.count).tell(
          project, selection)
      }
      let lock = try acquire()
      // Read under the lock: rankings, sources and records may be another driver's work of just now.
      let (project, selection) = try open()
      let pages = LivePages(project)
      let summary = try run(project, selection, lock, pages)
      weave(project, summary, pages.stages)
      lock.release()
      if summary.isInterrupted { throw ExitCode(130) }
      if summary.failed > 0 || summary.skipped > 0 { throw ExitCode(1) }
      // A cell that a new ranking might have given.
      try selection.check(in: project.graph)
    }
  }

  private func open() throws -> (Project, Selection) {
    let project = try opening.project()
    let selection = try selection(in: project)
    try project.checkTargets()
    try project.check(selection)
    return (project, selection)
  }

  /// What is named; where nothing is called so, a command may be meant.
  private func selection(in project: Project) throws -> Selection {
    do {
      return try project.selection(stages, only: only)
    } catch let error as GraphError {
      let commands = Fovea.configuration.subcommands.map { $0._commandName }
      guard case .unknown(let what, let name, nil, nil) = error, what == "stage",
        let command = nearestName(to: name, among: commands)
      else { throw error }
      throw UsageError(
        description: "there is no stage '\(name)', and no command; did you mean 'fovea \(command)'?")
    }
  }

  /// The workspace's lock; a mistake is told before the waiting.
  private func acquire() throws -> WorkspaceLock {
    let path = try opening.workspace().lock
    do {
      return try WorkspaceLock.acquire(path)
    } catch ContentStoreError.locked {
      _ = try open()
      return try WorkspaceLock.acquire(path, patience: .forever) { holder in
        Terminal.note("waiting for the workspace: it is in use by \(holder)")
      }
    }
  }

  /// The pages of what changed, and of sources whose prose did; a page that cannot be woven is no reason to
  /// call the results a failure.
  private func weave(_ project: Project, _ summary: RunSummary, _ followed: Set<StageID>) {
    do {
      let weaver = Weaver(project: project)
      let stages = try Set(summary.changed.map(\.stage)).union(followed).union(weaver.outdated())
      guard !stages.isEmpty else { return }
      _ = try weaver.weave(stages, isCheck: false, warn: Terminal.note)
      try project.save()
    } catch {
      Terminal.complain("not woven: \(error)")
    }
  }

  private func run(
    _ project: Project, _ selection: Selection, _ lock: WorkspaceLock, _ pages: LivePages
  ) throws -> RunSummary {
    var options = RunOptions(jobs: cores.count, threads: cores.threads)
    options.keepGoing = keepGoing
    options.force = force
    let reporter: any RunReporter =
      json
      ? JSONReporter()
      : TextReporter(mode: progress.resolved, explain: explain, jobs: cores.count, named: stages)
    let scheduler = Scheduler(project, lock: lock, selection: selection, options: options) {
      reporter.take($0)
      pages.take($0)
    }
    let begun = Date()
    let summary = try scheduler.run()
    reporter.finish(summary, seconds: Date().timeIntervalSince(begun))
    return summary
  }
}
