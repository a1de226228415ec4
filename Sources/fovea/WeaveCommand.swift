internal import ArgumentParser
internal import Pipeline
internal import Weave

/// The command that weaves the pages in `artifacts/report/`.
///
/// With `--check` it exits with 2 when one would change.
struct WeaveCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "weave", abstract: "Weave the stages' sources and results into pages.")

  @Argument(help: "Stages (default: all).") var stages: [String] = []
  @Flag(help: "Write nothing; exit with 2 when a page would change.") var check = false
  @Option(help: "html, md or ipynb.") var format = Weaver.Form.html
  @Flag(help: "HTML: keep pictures in files beside the pages, loaded when they are seen.") var sidecar = false
  @Flag(help: "Open the page of the one stage that is named, else the first page.") var open = false
  @OptionGroup var opening: Opening

  func validate() throws {
    if open && (check || format != .html) {
      throw ValidationError("--open: only HTML pages that are written")
    }
  }

  func run() throws {
    try answering {
      let project = try opening.project()
      try project.selection(stages).check(in: project.graph)
      let chosen = stages.isEmpty ? nil : Set(stages.map { StageID(String($0.prefix { $0 != "@" })) })
      let changed = try Weaver(project: project, form: format, pictures: sidecar ? .beside : .inside).weave(
        chosen, isCheck: check, warn: Terminal.note)
      // A question changes nothing, and is answered where nothing can be written.
      check ? remember(project.save) : try project.save()
      for name in changed { Terminal.print("artifacts/report/\(name)\(check ? " is out of date" : "")") }
      if changed.isEmpty { Terminal.print("every page is up to date") }
      if open {
        let page =
          chosen?.count == 1 ? chosen?.first.map { WovenPage.fileName(stage: $0.name) } : IndexWriter.fileName
        try page.map { try PageOpener.open("\(project.workspace.report)/\($0)") }
      }
      if check && !changed.isEmpty { throw ExitCode(2) }
    }
  }
}

extension Weaver.Form: ExpressibleByArgument {}
