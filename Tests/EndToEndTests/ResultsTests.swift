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

  /// What a cell cost counts the runs before the good one, too.
  @Test func aCostCountsRunsThatWereStopped() throws {
    let scratch = try Scratch(
      "name: late\nstages:\n  one: {target: one, sandbox: off, outs: {o: artifacts/one.txt}}\n",
      stages: ["one": "sleep 1.1; [ -e \"$root/.fovea/ok\" ] || exit 1; echo x > out/artifacts/one.txt"])
    try scratch.commitAll()
    #expect(try scratch.fovea().code == 1)
    try scratch.write("", to: ".fovea/ok")
    #expect(try scratch.fovea().code == 0)
    #expect(try scratch.fovea("export", "results", "one", "--out", Self.folder).code == 0)
    let cost = try scratch.read("\(Self.folder)/cells.csv").split(separator: "\n")[1].split(separator: ",")
    #expect(cost[5] == "2" && (Double(cost[1]) ?? 0) > 2, "\(cost)")
    let readme = try scratch.read("\(Self.folder)/README.md")
    #expect(readme.contains("## What each cell cost") && readme.contains("in 2 runs"), "\(readme)")
    try scratch.git("add", "docs")
    try scratch.git("commit", "-q", "-m", "results")
    try clone(of: scratch) { clone in
      #expect(try scratch.fovea("import", Self.folder, in: clone).code == 0)
      let again = try scratch.fovea("export", "results", "one", "--out", "again", in: clone)
      #expect(again.code == 0, "\(again)")
      let costs = try String(contentsOfFile: "\(clone)/again/cells.csv", encoding: .utf8)
      #expect(try costs == scratch.read("\(Self.folder)/cells.csv"), "what was stopped goes along")
      let runs = try FileManager.default.contentsOfDirectory(atPath: "\(clone)/\(Self.folder)/runs")
      let texts = try runs.map { try scratch.read("\(Self.folder)/runs/\($0)") }
      #expect(runs.count == 2 && !texts.joined().contains("exited with code"), "what it said stays here")
    }
  }

  /// A matrix with a page whose cells were made at two commits, one of them twice, and one never.
  private func withAPage() throws -> Scratch {
    let scratch = try Scratch(
      """
      name: parts
      stages:
        part:
          target: part
          page: part.swift
          sandbox: off
          matrix: {x: [a, b, c]}
          outs: {o: "artifacts/${item.x}.txt"}
      """,
      stages: [
        "part": """
        x=$(sed 's/.*"x":"\\([a-z]*\\)".*/\\1/' context.json)
        [ -e "$root/.fovea/quick" ] || sleep 1.1
        echo "$x" > "out/artifacts/$x.txt"
        """
      ])
    try scratch.write("//: # Part\nlet x = 1\n", to: "part.swift")
    try scratch.commitAll()
    #expect(try scratch.fovea("run", "part@a").code == 0)
    try scratch.write("more\n", to: "notes.txt")
    try scratch.git("add", "notes.txt")
    try scratch.git("commit", "-q", "-m", "notes")
    #expect(try scratch.fovea("run", "part@b").code == 0)
    // The newest run of a cell is not the one that made what stands there.
    try scratch.write("", to: ".fovea/quick")
    #expect(try scratch.fovea("run", "part@a", "--force").code == 0)
    return scratch
  }

  /// Pages and index tell of the cells that were exported, with the time and the commits of those.
  @Test func pagesTellOfTheExportedCellsAlone() throws {
    let scratch = try withAPage()
    let answer = try scratch.fovea("export", "results", "part@a", "part@b", "--out", Self.folder)
    #expect(answer.code == 0, "\(answer)")
    let page = try scratch.read("\(Self.folder)/pages/part.html")
    #expect(page.contains("</span> FRESH</p>") && !page.contains("Nothing has been computed"), "\(page)")
    let index = try scratch.read("\(Self.folder)/pages/index.html")
    #expect(index.contains("1 stages, 2 cells") && index.contains("<td class=\"number\">2</td>"), "\(index)")
    for commit in try [scratch.git("rev-parse", "HEAD~1"), scratch.git("rev-parse", "HEAD")] {
      #expect(index.contains("<code>\(commit.prefix(12))"), "\(commit): \(index)")
    }
    let costs = try scratch.read("\(Self.folder)/cells.csv").split(separator: "\n").dropFirst()
    let seconds = costs.compactMap { Double($0.split(separator: ",")[1]) }.reduce(0, +)
    let shown = try #require(index.firstMatch(of: #/data-order="([0-9.]+)"/#).flatMap { Double($0.output.1) })
    #expect(seconds > 2 && abs(shown - seconds) <= 0.11, "\(shown) of \(costs)")
    let report = try scratch.read("artifacts/report/index.html")
    #expect(report.contains("1 stages, 3 cells"), "the report is of all cells: \(report)")
  }

  /// Small weights and pictures are as private as large ones.
  @Test func ofFilesOnlyTextsGoAlong() throws {
    let scratch = try Scratch(
      """
      name: small
      stages:
        net:
          target: net
          outs:
            weights: artifacts/net.json
            copy: artifacts/net.safetensors
            picture: artifacts/scan.png
            table: artifacts/table.csv
      """,
      stages: [
        "net": "for f in net.json net.safetensors scan.png table.csv; do echo name > out/artifacts/$f; done"
      ])
    try scratch.commitAll()
    #expect(try scratch.fovea().code == 0)
    #expect(try scratch.fovea("export", "results", "net", "--out", Self.folder).code == 0)
    let files = try FileManager.default.contentsOfDirectory(atPath: "\(scratch.root)/\(Self.folder)")
    let expected = ["README.md", "cells.csv", "pages", "records", "runs", "table.csv"]
    #expect(files.sorted() == expected, "\(files)")
    let help = try scratch.fovea("export", "results", "--help")
    #expect(help.output.contains("only texts go along"), "\(help)")
  }

  /// What this repository publishes: every file is what its record says, and its maker's commit is here.
  ///
  /// Of a folder of masks one leads to the run that made them all.
  @Test func ourOwnLeadToCommits() throws {
    let package = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().path
    let scratch = try Scratch("", stages: [:])
    let clone = scratch.root + "/clone"
    guard FileManager.default.fileExists(atPath: package + "/.git") else {
      return print("not in a repository: published results are not looked at")
    }
    try scratch.git("clone", "-q", package, clone)
    guard try scratch.git("rev-parse", "--is-shallow-repository", in: clone) == "false" else {
      return print("a shallow clone: the commits of published results are not looked for")
    }
    let results = clone + "/docs/results"
    let files = (FileManager.default.enumerator(atPath: results)?.allObjects as? [String] ?? []).sorted()
    let tables = files.filter { file in
      let parts = file.split(separator: "/")
      return parts.count > 2 && !["records", "runs", "pages"].contains(parts[1]) && file.contains(".")
    }
    #expect(!tables.isEmpty)
    let verified = try scratch.fovea("verify", in: clone)
    #expect(verified.code == 0, "\(verified.output)\(verified.error)")
    var folders: Set<String> = []
    let chosen = tables.filter { table in
      !table.hasSuffix(".png") || folders.insert((table as NSString).deletingLastPathComponent).inserted
    }
    func audit(_ files: [String], _ options: String...) throws -> Scratch.Answer {
      try Driver(["audit"] + options + files.map { "docs/results/\($0)" }, root: clone, environment: [:])
        .finish()
    }
    let answer = try audit(chosen, "--json")
    #expect(answer.code == 0, "\(answer.error)")
    let documents = try #require(answer.document()["subjects"] as? [[String: Any]])
    #expect(documents.count == chosen.count)
    for (table, document) in zip(chosen, documents) {
      let commit = try #require(document["commit"] as? String, "\(table): no commit")
      let run = try #require(document["run"] as? String)
      let folder = table.split(separator: "/")[0]
      #expect(files.contains("\(folder)/runs/\(run).json"), "\(table): the run of its own folder")
      #expect(try scratch.git("cat-file", "-t", commit, in: clone) == "commit", "\(table)")
    }
    let pages = files.filter { $0.hasSuffix(".html") && !$0.hasSuffix("index.html") }
    let told = try audit(pages)
    #expect(!pages.isEmpty && told.code == 0, "\(told.output)\(told.error)")
  }

  /// Weights that nobody publishes, and the table that was made of them.
  private func withWeights() throws -> Scratch {
    let scratch = try Scratch(
      """
      name: weights
      params: {a: {n: 1}, b: {m: 2}}
      stages:
        net:
          target: net
          params: [a]
          outs: {weights: artifacts/weights, masks: artifacts/masks/}
          plots: {scans: artifacts/scans/}
        table:
          target: table
          deps: {weights: artifacts/weights}
          params: [b]
          outs: {table: artifacts/table.txt, rows: artifacts/rows.csv}
      """,
      stages: [
        "net":
          "yes | head -c 1100000 > out/artifacts/weights; echo eye > out/artifacts/scans/1; echo 1 > out/artifacts/masks/1",
        "table": """
        wc -c < "$root/artifacts/weights" > out/artifacts/table.txt
        printf 'name,"a, b"\\nx|y,1\\n' > out/artifacts/rows.csv
        """,
      ])
    try scratch.commitAll()
    #expect(try scratch.fovea().code == 0)
    #expect(try scratch.fovea("export", "results", "table", "--out", Self.folder).code == 0)
    #expect(!scratch.exists("\(Self.folder)/weights") && !scratch.exists("\(Self.folder)/scans"))
    let readme = try scratch.read("\(Self.folder)/README.md")
    #expect(readme.contains("| name | a, b |\n| --- | --- |\n| x\\|y | 1 |\n"), "\(readme)")
    try scratch.remove("artifacts/records")
    try scratch.git("add", "-A")
    try scratch.git("commit", "-q", "-m", "results")
    return scratch
  }

  @Test func aCloneKnowsThemAndMakesThemAnew() throws {
    let scratch = try withWeights()
    let commit = try scratch.git("rev-parse", "HEAD~1")
    try clone(of: scratch) { clone in
      let audit = try scratch.fovea("audit", "\(Self.folder)/table.txt", "--json", in: clone)
      let document = try audit.document()
      #expect(audit.code == 0 && document["commit"] as? String == commit, "\(audit)")
      let chain = try #require(document["chain"] as? [[String: Any]])
      #expect(chain.map { $0["stage"] as? String } == ["net"])
      let mask = try scratch.fovea("audit", "\(Self.folder)/masks/1", "--json", in: clone).document()
      #expect(mask["stage"] as? String == "net" && mask["path"] as? String == "artifacts/masks/1", "\(mask)")
      let status = try scratch.fovea("status", in: clone)
      #expect(status.code == 2 && !status.output.contains("fresh"), "they say nothing of states: \(status)")
      let run = try #require(document["run"] as? String)
      #expect(try scratch.fovea("audit", run, in: clone).output.contains(run))
      // The command that pages give, in a clone that knows the run by its published record alone.
      let made = try scratch.fovea("reproduce", run, in: clone)
      #expect(made.code == 0 && made.output.contains("reproduced: every byte is the same"), "\(made)")
      #expect(try scratch.fovea("audit", "999999-00000000", in: clone).code == 64)
    }
  }

  @Test func aCloneGoesOnFromThem() throws {
    let scratch = try withWeights()
    try clone(of: scratch) { clone in
      let answer = try scratch.fovea("import", Self.folder, in: clone)
      #expect(answer.output == "2 cells, 3 outputs placed, 2 not here\n", "\(answer)")
      let table = "\(clone)/artifacts/table.txt"
      #expect(try String(contentsOfFile: table, encoding: .utf8) == "1100000\n")
      let status = try scratch.fovea("status", "--allow-missing", in: clone)
      #expect(
        status.code == 0 && status.output.contains("not here: artifacts/weights and 1 more"), "\(status)")
      let strict = try scratch.fovea("verify", in: clone)
      #expect(strict.code == 1 && strict.output.contains("2 not as recorded"), "\(strict)")
      let verified = try scratch.fovea("verify", "--allow-missing", in: clone)
      #expect(verified.code == 0 && verified.output.hasSuffix("as recorded, 2 not here\n"), "\(verified)")
      let nosuch = try scratch.fovea("verify", "--allow-missing", "artifacts/nosuch", in: clone)
      #expect(nosuch.code == 1 && nosuch.error.contains("nosuch"), "\(nosuch)")
      let log = try scratch.fovea("log", "net", "--json", in: clone)
      #expect(log.code == 0 && log.output.contains("wallSeconds"), "what it cost is known: \(log)")
      // What is exported again is what was imported.
      let again = try scratch.fovea("export", "results", "table", "--out", "again", in: clone)
      #expect(again.code == 0, "\(again)")
      let costs = try String(contentsOfFile: "\(clone)/again/cells.csv", encoding: .utf8)
      #expect(try costs == scratch.read("\(Self.folder)/cells.csv"))
      let other = try scratch.fovea("run", "--allow-missing", "--set", "b.m=3", in: clone)
      #expect(other.code == 0 && other.output.hasPrefix("ran 2, restored 0, fresh 0"), "\(other)")
    }
  }

  /// The lists of folders go along: a clone knows who made a file of one, and needs none of it.
  @Test func aCloneKnowsWhatFoldersHeld() throws {
    let scratch = try published()
    try clone(of: scratch) { clone in
      let early = try scratch.fovea("audit", "\(Self.folder)/two.txt", in: clone)
      #expect(early.code == 0 && early.output.contains("whose list of files is not here"), "\(early)")
      #expect(try scratch.fovea("import", Self.folder, in: clone).code == 0)
      let status = try scratch.fovea("status", "--allow-missing", in: clone)
      #expect(status.code == 0 && status.output.contains("not here: artifacts/one"), "\(status)")
      let audit = try scratch.fovea("audit", "artifacts/two.txt", in: clone)
      #expect(audit.code == 0 && !audit.output.contains("f.txt  raw data"), "\(audit)")
      #expect(!audit.output.contains("is not here"), "\(audit)")
      let lists = "\(clone)/\(Self.folder)/manifests"
      let name = try #require(FileManager.default.contentsOfDirectory(atPath: lists).first)
      try Data("other".utf8).write(to: URL(fileURLWithPath: "\(lists)/\(name)"))
      let damaged = try scratch.fovea("import", Self.folder, "--force", in: clone)
      #expect(damaged.code == 1 && damaged.error.contains("another digest than its name"), "\(damaged)")
    }
  }

  @Test func nothingIsReplacedUnasked() throws {
    let scratch = try withWeights()
    try clone(of: scratch) { clone in
      func answer(_ arguments: String...) throws -> Scratch.Answer {
        try Driver(arguments, root: clone, environment: ["FOVEA_STAGES": clone + "/stages"]).finish()
      }
      #expect(try answer("run", "--set", "b.m=3").code == 0)
      let other = try answer("import", Self.folder)
      #expect(
        other.code == 1 && other.error.contains("other results stand in artifacts/ of table"), "\(other)")
      #expect(try answer("status", "--set", "b.m=3").code == 0, "nothing was changed")
      #expect(try answer("import", Self.folder, "--force").code == 0)
      #expect(try answer("status").code == 0)
      // Results of one's own runs are nobody's edits, also where their records went with another branch.
      #expect(try answer("run", "--set", "b.m=3").code == 0)
      try FileManager.default.removeItem(atPath: "\(clone)/artifacts/records")
      let own = try answer("import", Self.folder)
      #expect(own.code == 0, "\(own)")
      #expect(try answer("status").code == 0)
      let table = URL(fileURLWithPath: "\(clone)/artifacts/table.txt")
      try Data("mine\n".utf8).write(to: table)
      let edited = try answer("import", Self.folder)
      #expect(edited.code == 1 && edited.error.contains("something of your own stands at"), "\(edited)")
      let file = URL(fileURLWithPath: "\(clone)/\(Self.folder)/table.txt")
      try Data("1100001\n".utf8).write(to: file)
      let forged = try answer("import", Self.folder, "--force")
      #expect(forged.code == 1 && forged.error.contains("as its record says, found"), "\(forged)")
      #expect(try Data(contentsOf: table) == Data("mine\n".utf8))
      let none = try answer("import", "docs")
      #expect(none.code == 1 && none.error.contains("found no records"), "\(none)")
    }
  }

  /// Stage one ran under two keys and gave the same: the record that stands is the one that is published.
  @Test func anEarlyCutoffIsNoObstacle() throws {
    let scratch = try ChainTests().scratch()
    try scratch.commitAll()
    #expect(try scratch.fovea().code == 0)
    #expect(try scratch.fovea("run", "--set", "a.n=2").output.hasPrefix("ran 1, restored 0, fresh 1"))
    let stale = try scratch.fovea("export", "results", "two", "--out", Self.folder)
    #expect(stale.code == 1 && stale.error.contains("one is restorable"), "\(stale)")
    let answer = try scratch.fovea("export", "results", "two", "--out", Self.folder, "--set", "a.n=2")
    #expect(answer.code == 0, "\(answer)")
    let record = try scratch.read("artifacts/records/one.json")
    #expect(try scratch.read("\(Self.folder)/records/one.json") == record)
  }

  @Test func recordsNameNoPlaceOutside() throws {
    let scratch = try withWeights()
    let path = "\(Self.folder)/records/table.json"
    for place in [
      "../out.txt", "artifacts/../out.txt", "artifacts/records/x.json", "Sources/x.txt", "/tmp/out",
    ] {
      let text = try scratch.read(path)
      defer { try? scratch.write(text, to: path) }
      // The record's own digest is set right, as whoever forges one would.
      let content = text.replacingOccurrences(of: "artifacts/table.txt", with: place)
        .split(separator: "\n", omittingEmptySubsequences: false).dropFirst(2).joined(separator: "\n")
      try scratch.write("{\n  \"check\": \"\(try Self.sha256(content))\",\n\(content)", to: path)
      let answer = try scratch.fovea("import", Self.folder, "--force")
      #expect(answer.code == 1 && answer.error.contains("nothing was changed"), "\(place): \(answer)")
    }
  }

  private static func sha256(_ text: String) throws -> String {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/sha256sum")
    let (input, output) = (Pipe(), Pipe())
    (process.standardInput, process.standardOutput) = (input, output)
    try process.run()
    input.fileHandleForWriting.write(Data(text.utf8))
    try input.fileHandleForWriting.close()
    let answer = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    return String(answer.prefix(64))
  }

  @Test func whatWasThereAndIsNotPublishedGoesAside() throws {
    let scratch = try withWeights()
    // The same folder of results, and another net in the workspace.
    #expect(try scratch.fovea("run", "net", "--force").code == 0)
    try scratch.write("mine\n", to: "artifacts/weights")
    let refused = try scratch.fovea("import", Self.folder)
    #expect(refused.code == 1 && refused.error.contains("artifacts/weights"), "\(refused)")
    let forced = try scratch.fovea("import", Self.folder, "--force")
    #expect(forced.code == 0 && forced.error.contains("is kept as object"), "\(forced)")
    let run = try scratch.fovea("run", "--allow-missing")
    #expect(run.output.hasPrefix("ran 0, restored 1, fresh 1"), "the store has the weights: \(run)")
  }

  @Test func aChangedTableIsTold() throws {
    let scratch = try published()
    try scratch.write("better\n", to: "\(Self.folder)/two.txt")
    let answer = try scratch.fovea("verify")
    #expect(answer.code == 1 && answer.output.contains("\(Self.folder)/two.txt"), "\(answer)")
    #expect(
      answer.output.contains("git restore") && !answer.output.contains("fovea run"),
      "no run writes there: \(answer)")
    for path in ["\(Self.folder)/two.txt", Self.folder, "docs"] {
      let named = try scratch.fovea("verify", path)
      #expect(named.code == 1 && named.output.contains("edited  \(Self.folder)/two.txt  of two"), "\(named)")
    }
    try scratch.git("checkout", "-q", "docs")
    let back = try scratch.fovea("verify", "\(Self.folder)/two.txt")
    #expect(back.code == 0 && back.output.hasPrefix("good  \(Self.folder)/two.txt  of two"), "\(back)")
    let mask = try withWeights()
    try mask.write("2\n", to: "\(Self.folder)/masks/1")
    let inner = try mask.fovea("verify", "\(Self.folder)/masks/1")
    #expect(inner.code == 1 && inner.output.contains("edited  \(Self.folder)/masks  of net"), "\(inner)")
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
    #expect(answer.code == 1 && answer.error.contains("expected results that are up to date"), "\(answer)")
    #expect(!scratch.exists("docs/results/other"))
  }
}
