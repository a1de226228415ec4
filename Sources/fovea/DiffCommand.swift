internal import ArgumentParser
internal import ContentStore
internal import Digest
internal import Foundation
internal import Git
internal import Pipeline
internal import PipelineFile
internal import Provenance
internal import StageProtocol

/// `fovea diff`: what two results differ in.
///
/// Exits with 0 whatever it finds: differences are an answer, not a failure.
struct DiffCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "diff",
    abstract: "Say how two results differ: code, parameters, inputs, environment, metrics, files and images.",
    discussion: "A and B are runs, commits, cells as STAGE@CELL, paths or digests.")

  @Argument(help: "The old side.") var old: String
  @Argument(help: "The new side (default: the workspace as it stands).") var new: String?
  @Flag(help: "The code's patch, too.") var patch = false
  @Option(help: ArgumentHelp("Pictures of how images differ, into a new folder.", valueName: "folder"))
  var pictures: String?
  @Option(help: ArgumentHelp("A page with everything, images one over the other.", valueName: "file"))
  var html: String?
  @Flag(help: "One JSON document.") var json = false

  func run() throws {
    try answering {
      let (workspace, ledger, cache) = try Opening.records()
      let before = try Subject(old, in: ledger, cache: cache, byPlace: true)
      let now = try new.map { try Subject($0, in: ledger, cache: cache, byPlace: true) }
      let page = html == nil ? nil : ComparisonPage()
      func compared(pictures: String?) throws -> Comparison {
        try Comparison(from: before, to: now, in: ledger, cache: cache) { images in
          try page?.look(images, pictures: pictures) ?? PixelComparison.compare(images, pictures: pictures)
        }
      }
      var found: Comparison?
      if let pictures {
        // Numbers are all that these pictures are called by: those of another comparison would pass for these.
        try FileSystem.makeNewFolder(absolute(pictures)) { found = try compared(pictures: $0) }
      }
      let comparison = try found ?? compared(pictures: nil)
      remember(cache.save)
      json ? try Terminal.print(json: comparison) : tell(comparison)
      if let page, let html {
        try FileSystem.makeFolders(FileSystem.parent(of: absolute(html)))
        // Its name stands in the page's title alone: a file that cannot be read keeps no comparison back.
        let project = (try? PipelineFile.load(path: workspace.pipeline).name) ?? "workspace"
        try FileSystem.writeDurably(page.html(comparison, project: project), to: absolute(html))
        Terminal.note("page: \(html)")
      }
    }
  }

  private func absolute(_ path: String) -> String { URL(fileURLWithPath: path).path }

  private func tell(_ comparison: Comparison) {
    Terminal.print("\(comparison.old.text) → \(comparison.new.text)")
    comparison.codes.forEach(tell)
    let changed = comparison.pairs.filter { !$0.isEqual }
    changed.forEach(tell)
    let same = comparison.pairs.count - changed.count
    Terminal.print(
      changed.isEmpty ? "no result differs (\(same) the same)" : "\(changed.count) differ, \(same) the same")
  }

  private func tell(_ code: Comparison.Code) {
    Terminal.print("code \(code.old.hex.prefix(10)) → \(code.new.hex.prefix(10))")
    if let problem = code.problem { Terminal.print("  \(problem)") }
    let rows = code.files.map { [$0.kind.rawValue, $0.path, "+\($0.added)", "-\($0.removed)"] }
    for row in Wording.table(rows) { Terminal.print("  \(row)") }
    if patch { Terminal.print(code.patch) }
  }

  private func tell(_ pair: Comparison.Pair) {
    guard let old = pair.old, let new = pair.new else {
      return Terminal.print("\(pair.name): only \(pair.old == nil ? "on the new side" : "on the old side")")
    }
    Terminal.print("\(pair.name)  run \(old) → \(new)")
    for reason in pair.ingredients { Terminal.print("  \(reason)") }
    let metrics = pair.metrics.map { metric in
      [
        metric.name, metric.old.map(Wording.number) ?? "(none)", "→",
        metric.new.map(Wording.number) ?? "(none)",
        metric.delta.map { ($0 > 0 ? "+" : "") + Wording.number($0) } ?? "",
      ]
    }
    for row in Wording.table(Array(metrics.prefix(40))) { Terminal.print("  \(row)") }
    if metrics.count > 40 { Terminal.print("  and \(metrics.count - 40) more numbers; --json has all") }
    for row in Wording.table(pair.files.prefix(40).map(row)) { Terminal.print("  \(row)") }
    if pair.files.count > 40 { Terminal.print("  and \(pair.files.count - 40) more files; --json has all") }
  }

  private func row(_ file: Comparison.File) -> [String] {
    let old = file.old.map { String($0.hex.prefix(12)) } ?? "(none)"
    let new = file.new.map { String($0.hex.prefix(12)) } ?? "(none)"
    return [file.path, "\(old) → \(new)", file.pixels.map(\.words) ?? ""]
  }
}

extension Comparison.Pixels {
  /// How the two differ, in words.
  var words: String {
    guard let size else { return "images of two sizes" }
    guard let box else { return "the same pixels" }
    return "\(differing) of \(size[0] * size[1]) pixels differ by at most \(largest), within "
      + "\(box[2])×\(box[3]) at (\(box[0]), \(box[1]))"
  }
}
