internal import ArgumentParser
internal import ContentStore
internal import Foundation
internal import Pipeline
internal import Weave

/// `fovea weave`: sources and results to pages. With `--check`, exits with 2 when a page is not current.
struct WeaveCommand: ParsableCommand {
  /// What a page can be written as.
  enum Format: String, ExpressibleByArgument, CaseIterable {
    case html, md, ipynb
  }

  static let configuration = CommandConfiguration(
    commandName: "weave", abstract: "Turn the stages and their results into pages.")

  @Argument(help: "Stages (default: all).") var stages: [String] = []
  @Flag(help: "Write nothing; exit with 2 unless every page would be fresh or only its prose changed.")
  var check = false
  @Option(help: "html, md or ipynb.") var format = Format.html
  @OptionGroup var opening: Opening

  func run() throws {
    try answering {
      let project = try opening.project()
      let selection = try Selection(stages, in: project.graph)
      let report = try Report(project)
      try project.save()
      if check { return try judge(report, selection) }
      if format == .html, stages.isEmpty {
        for page in try report.weave(all: true) { tell(page) }
        Terminal.print("artifacts/report/index.html")
      } else {
        try write(report, selection)
      }
    }
  }

  private func chosen(_ report: Report, _ selection: Selection) throws -> [WeaveInput] {
    let wanted = Set(stages.map { $0.split(separator: "@").first.map(String.init) ?? $0 })
    return try report.project.graph.stages.filter { wanted.isEmpty || wanted.contains($0.id.name) }
      .compactMap { try report.input(of: $0) }
  }

  private func judge(_ report: Report, _ selection: Selection) throws {
    var isCurrent = true
    for input in try chosen(report, selection) {
      let page = try Page(input)
      Terminal.print("\(page.state.badge)  \(input.stage)")
      if page.state != .fresh && page.state != .rewoven { isCurrent = false }
    }
    if !isCurrent { throw ExitCode(2) }
  }

  private func write(_ report: Report, _ selection: Selection) throws {
    try FileSystem.makeFolders(report.folder)
    for input in try chosen(report, selection) {
      switch format {
      case .html:
        let page = try WovenPage(input)
        try FileSystem.writeDurably(page.html, to: "\(report.folder)/\(page.name)")
        tell(page)
      case .md:
        let output = MarkdownWriter.markdown(try Page(input))
        try FileSystem.writeDurably(output.text, to: "\(report.folder)/\(input.stage).md")
        for file in output.files {
          let path = "\(report.folder)/\(file.path)"
          try FileSystem.makeFolders(FileSystem.parent(of: path))
          try FileSystem.writeDurably(file.bytes, to: path)
        }
        Terminal.print("artifacts/report/\(input.stage).md")
      case .ipynb:
        let text = NotebookWriter.notebook(try Page(input))
        try FileSystem.writeDurably(text, to: "\(report.folder)/\(input.stage).ipynb")
        Terminal.print("artifacts/report/\(input.stage).ipynb")
      }
    }
  }

  private func tell(_ page: WovenPage) {
    Terminal.print("artifacts/report/\(page.name)  \(page.state.badge)")
    page.warnings.forEach(Terminal.complain)
  }
}
