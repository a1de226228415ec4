import Foundation
import Testing

/// Published results: known in any clone, whatever stands in `artifacts/` there.
@Suite(.enabled(if: FileManager.default.isExecutableFile(atPath: "/usr/bin/git"), "no git"))
struct ResultsTests {
  private static let folder = "docs/results/first"

  /// A repository with published results, whose own records are gone.
  private func published() throws -> Scratch {
    let scratch = try ChainTests().scratch()
    try scratch.commitAll()
    #expect(try scratch.fovea().code == 0)
    let answer = try scratch.fovea("export", "results", "two", "--out", Self.folder)
    #expect(answer.code == 0 && answer.output == "\(Self.folder)/README.md\n", "\(answer)")
    try scratch.git("add", "docs")
    try scratch.git("commit", "-q", "-m", "results")
    return scratch
  }

  private func clone(of scratch: Scratch, _ body: (String) throws -> Void) throws {
    let clone = scratch.root + ".clone"
    defer { try? FileManager.default.removeItem(atPath: clone) }
    try scratch.git("clone", "-q", "--no-local", scratch.root, clone)
    try body(clone)
  }

  @Test func theyHoldTablesRecordsAndCosts() throws {
    let scratch = try published()
    #expect(try scratch.read("\(Self.folder)/two.txt") == scratch.read("artifacts/two.txt"))
    for name in ["one", "two"] {
      let path = "records/\(name).json"
      #expect(try scratch.read("\(Self.folder)/\(path)") == scratch.read("artifacts/\(path)"))
    }
    let costs = try scratch.read("\(Self.folder)/cells.csv").split(separator: "\n")
    #expect(costs.map { $0.prefix(4) } == ["cell", "one,", "two,"])
    let seconds = try #require(costs.last?.split(separator: ",")[1])
    #expect(Double(seconds) != nil)
    let readme = try scratch.read("\(Self.folder)/README.md")
    #expect(readme.contains("fovea audit \(Self.folder)/two.txt") && readme.contains("abc"), "\(readme)")
    #expect(scratch.exists("\(Self.folder)/pages/index.html"))
    let again = try scratch.fovea("export", "results", "two", "--out", Self.folder)
    #expect(again.code == 1 && again.error.contains("expected no such file or folder"), "\(again)")
    let unknown = try scratch.fovea("export", "results", "three", "--out", "docs/results/other")
    #expect(unknown.code == 64 && !scratch.exists("docs/results/other"), "\(unknown)")
  }

  @Test func aCloneKnowsThemAndMakesThemAnew() throws {
    let scratch = try published()
    let commit = try scratch.git("rev-parse", "HEAD~1")
    try clone(of: scratch) { clone in
      let audit = try scratch.fovea("audit", "\(Self.folder)/two.txt", "--json", in: clone)
      let document = try audit.document()
      #expect(audit.code == 0 && document["commit"] as? String == commit, "\(audit)")
      let chain = try #require(document["chain"] as? [[String: Any]])
      #expect(chain.map { $0["stage"] as? String } == ["one"])
      let status = try scratch.fovea("status", in: clone)
      #expect(status.code == 2 && !status.output.contains("fresh"), "they say nothing of states: \(status)")
      let made = try scratch.fovea("reproduce", "\(Self.folder)/two.txt", in: clone)
      #expect(made.code == 0 && made.output.contains("reproduced: every byte is the same"), "\(made)")
    }
  }

  @Test func aDamagedRecordIsTold() throws {
    let scratch = try published()
    #expect(try scratch.fovea("verify").code == 0)
    try scratch.edit("\(Self.folder)/records/one.json", "\"schema\": 1", "\"schema\":  1")
    let answer = try scratch.fovea("verify")
    #expect(answer.code == 1 && answer.output.contains("\(Self.folder)/records/one.json"), "\(answer)")
  }

  @Test func whatIsNotRecordedIsNotPublished() throws {
    let scratch = try published()
    try scratch.write("{}\n", to: "artifacts/records/one.json")
    let answer = try scratch.fovea("export", "results", "two", "--out", "docs/results/other")
    #expect(answer.code == 1 && answer.error.contains("one: expected the record of run"), "\(answer)")
    #expect(!scratch.exists("docs/results/other"))
  }
}
