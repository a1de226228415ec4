import Foundation
import Testing

/// The store's commands: gc, fsck, verify, log, restore, diff.
@Suite struct StoreCommandTests {
  /// A workspace whose stages ran with `b.m` of 2, then of 3.
  func twice() throws -> Scratch {
    let scratch = try ChainTests().done()
    try scratch.edit("pipeline.yaml", "b: {m: 2}", "b: {m: 3}")
    let run = try scratch.fovea()
    #expect(run.output.hasPrefix("ran 1"), "\(run)")
    return scratch
  }

  private func runs(_ scratch: Scratch, _ subject: String) throws -> [String] {
    let document = try scratch.fovea("log", subject, "--json").document()
    return try #require(document["runs"] as? [[String: Any]]).compactMap { $0["run"] as? String }
  }

  private func objects(_ scratch: Scratch) throws -> [String] {
    let folder = "\(scratch.root)/.fovea/store/objects"
    return try FileManager.default.subpathsOfDirectory(atPath: folder).filter { $0.count == 65 }
  }

  @Test func nothingOnRecordIsGarbage() throws {
    let scratch = try twice()
    let before = try objects(scratch).sorted()
    let plan = try scratch.fovea("gc", "--apply")
    #expect(plan.code == 0 && plan.output.contains("nothing to collect"), "\(plan)")
    #expect(try objects(scratch).sorted() == before)
  }

  @Test func whatNobodyNamesGoesAndComesBack() throws {
    let scratch = try ChainTests().done()
    let digest = String(repeating: "ab", count: 32)
    try scratch.write("left by a kill", to: ".fovea/store/objects/ab/\(digest.dropFirst(2))")
    let plan = try scratch.fovea("gc", "--json").document()
    #expect(plan["objects"] as? Int == 1 && plan["applied"] as? Bool == false)
    #expect(scratch.exists(".fovea/store/objects/ab/\(digest.dropFirst(2))"), "a dry run first")
    let done = try scratch.fovea("gc", "--apply", "--json").document()
    #expect(done["trashedFiles"] as? Int == 1)
    #expect(!scratch.exists(".fovea/store/objects/ab/\(digest.dropFirst(2))"))
    #expect(try scratch.fovea("gc", "--undo").output == "put back 1\n")
    #expect(try scratch.read(".fovea/store/objects/ab/\(digest.dropFirst(2))") == "left by a kill")
    try scratch.expectNothingToDo()
  }

  @Test func olderRunsAreLetGoOnlyWhenToldAndNoBranchNamesThem() throws {
    let scratch = try ChainTests().done()
    try scratch.commitAll()
    try scratch.edit("pipeline.yaml", "b: {m: 2}", "b: {m: 3}")
    try scratch.fovea()
    try scratch.edit("pipeline.yaml", "b: {m: 3}", "b: {m: 4}")
    try scratch.fovea()
    // The first result is in a commit, the third stands; the second one is on record here alone.
    let all = try scratch.fovea("gc", "--apply", "--older-than", "0", "--json").document()
    #expect(all["objects"] as? Int == 1 && all["keys"] as? Int == 1, "\(all)")
    try scratch.edit("pipeline.yaml", "b: {m: 4}", "b: {m: 2}")
    #expect(try scratch.fovea().output.hasPrefix("ran 0, restored 1"), "the branch's result is still here")
    #expect(try scratch.fovea("gc", "--undo").output == "put back 2\n")
    try scratch.edit("pipeline.yaml", "b: {m: 2}", "b: {m: 3}")
    #expect(try scratch.fovea().output.hasPrefix("ran 0, restored 1"), "and so is the one put back")
    try scratch.expectNothingToDo()
  }

  @Test func aHistoryThatCannotBeReadStopsTheCollection() throws {
    let scratch = try ChainTests().done()
    try scratch.commitAll()
    try scratch.write("zz\n", to: ".git/refs/heads/other")
    let broken = try scratch.fovea("gc", "--older-than", "0")
    #expect(broken.code == 1 && broken.error.contains("nothing is collected"), "\(broken)")
    try scratch.remove(".git")
    try scratch.write("gitdir: /nowhere\n", to: ".git")
    let away = try scratch.fovea("gc", "--older-than", "0")
    #expect(away.code == 1 && away.error.contains(".git: cannot open the repository"), "\(away)")
  }

  /// What was made anew by force and came out otherwise is what is on record and what comes back.
  @Test func whatIsOnRecordComesBackNotWhatTheKeyGaveFirst() throws {
    let scratch = try Scratch(
      "name: clock\nstages:\n  one: {target: one, outs: {o: artifacts/one.txt}}\n",
      stages: ["one": "date +%N > out/artifacts/one.txt"])
    #expect(try scratch.fovea().code == 0)
    #expect(try scratch.fovea("run", "--force").code == 0)
    let second = try scratch.read("artifacts/one.txt")
    try scratch.remove("artifacts/one.txt")
    #expect(try scratch.fovea().output.hasPrefix("ran 0, restored 1"))
    #expect(try scratch.read("artifacts/one.txt") == second)
    try scratch.expectNothingToDo()
  }

  @Test func aRecordThatCannotBeReadStopsTheCollection() throws {
    let scratch = try ChainTests().done()
    let record = try scratch.read("artifacts/records/one.json")
    try scratch.write(String(record.prefix(200)), to: "artifacts/records/one.json")
    let answer = try scratch.fovea("gc", "--apply")
    #expect(answer.code == 1 && answer.error.contains("artifacts/records/one.json"), "\(answer)")
  }

  @Test func damageIsNamedMovedAsideAndMended() throws {
    let scratch = try ChainTests().done()
    #expect(try scratch.fovea("fsck").code == 0)
    let digest = try #require(
      try scratch.fovea("audit", "artifacts/two.txt", "--json").document()["sha256"] as? String)
    let object = "\(scratch.root)/.fovea/store/objects/\(digest.prefix(2))/\(digest.dropFirst(2))"
    func damage() throws {
      try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: object)
      try Data("spoiled".utf8).write(to: URL(fileURLWithPath: object))
    }
    try damage()
    let found = try scratch.fovea("fsck")
    #expect(found.code == 1 && found.output.contains(digest.dropFirst(2)), "\(found)")
    #expect(found.output.contains("artifacts/two.txt of two") && found.output.contains("fovea fsck --mend"))
    #expect(!FileManager.default.fileExists(atPath: object), "it is in quarantine")
    let rerun = try scratch.fovea("run", "--only", "--force", "two")
    #expect(rerun.output.hasPrefix("ran 1"), "\(rerun)")
    #expect(try scratch.fovea("fsck").code == 0)
    try damage()
    let mended = try scratch.fovea("fsck", "--mend")
    #expect(mended.code == 0 && mended.output.contains("filed again"), "\(mended)")
    #expect(try scratch.fovea("fsck").code == 0)
    try scratch.expectNothingToDo()
  }

  /// A path that one side names is looked at on both; a folder around outputs stands for those who made them.
  @Test func aFileIsComparedWithItselfAlone() throws {
    let scratch = try ChainTests().done()
    for sides in [["artifacts/two.txt", "two"], ["two", "artifacts/two.txt"]] {
      let same = try scratch.start(["diff"] + sides).finish()
      #expect(same.code == 0 && same.output.hasSuffix("no result differs (1 the same)\n"), "\(same)")
    }
    try scratch.shell("chmod 644 artifacts/two.txt; echo more >> artifacts/two.txt")
    let edited = try scratch.fovea("diff", "two", "artifacts/two.txt")
    #expect(
      edited.output.contains("artifacts/two.txt") && !edited.output.contains("only on the"), "\(edited)")
    let log = try scratch.fovea("log", "artifacts", "--json").document()["runs"] as? [[String: Any]]
    #expect(log?.compactMap { $0["name"] as? String }.sorted() == ["one", "two"])
    let folder = try scratch.fovea("audit", "artifacts", "--json").document()
    let stages = (folder["reports"] as? [[String: Any]])?.compactMap { $0["stage"] as? String }
    #expect(stages?.sorted() == ["one", "two"])
    #expect(try scratch.fovea("log", "-n1").output.split(separator: "\n").count == 2)
    let others = try scratch.fovea("diff", "artifacts/one.txt", "two")
    #expect(!others.output.contains("only on the"), "two single results are compared: \(others)")
    let forward = try scratch.fovea("audit", "--forward", "one")
    #expect(forward.output.hasPrefix("two  run"), "\(forward)")
    let named = try scratch.fovea("run", "artifacts/two.txt")
    #expect(named.code == 64 && named.error.contains("did you mean 'two'?"), "\(named)")
  }

  /// What is printed can be given back: the first digits of a digest, the number of a run.
  @Test func beginningsMeanTheOneThatTheyBegin() throws {
    let scratch = try twice()
    let digest = try #require(
      try scratch.fovea("audit", "artifacts/two.txt", "--json").document()["sha256"] as? String)
    let short = String(digest.prefix(12))
    #expect(try scratch.fovea("audit", short, "--json").document()["sha256"] as? String == digest)
    #expect(try scratch.fovea("restore", short, "--to", "copy").code == 0)
    #expect(try scratch.read("copy") == scratch.read("artifacts/two.txt"))
    let run = try #require(try runs(scratch, "two").last)
    let number = try #require(run.split(separator: "-").first.flatMap { Int($0) })
    for word in ["\(number)", String(run.prefix(6)), String(run.prefix(9))] {
      let log = try scratch.fovea("log", word, "--json").document()
      #expect((log["runs"] as? [[String: Any]])?.map { $0["run"] as? String } == [run], "\(word)")
    }
    let none = try scratch.fovea("audit", "000099")
    #expect(none.code == 64 && none.error.contains("none of them is on record"), "\(none)")
  }

  /// A run's results are known by their records, also where the store was deleted: they are no edits.
  @Test func whatIsOnRecordIsNobodysEdit() throws {
    let scratch = try ChainTests().done()
    try scratch.remove(".fovea")
    try scratch.edit("pipeline.yaml", "b: {m: 2}", "b: {m: 3}")
    let run = try scratch.fovea()
    #expect(run.code == 0 && !run.error.contains("of your own"), "\(run)")
    #expect(try scratch.fovea("restore", "--kept").output.contains("artifacts/two.txt"))
    try scratch.expectNothingToDo()
  }

  /// What cannot be filed stands in an output's place, and something of others' among the objects.
  @Test func whatCannotBeFiledStopsNoInspection() throws {
    let scratch = try ChainTests().done()
    try scratch.shell("cd artifacts; rm two.txt; mkdir two.txt; ln -s nowhere two.txt/link")
    #expect(try scratch.fovea("fsck").code == 0)
    try scratch.write("x", to: ".fovea/store/objects/stray")
    try scratch.write("x", to: ".fovea/store/objects/" + String(repeating: "ab", count: 32))
    let found = try scratch.fovea("fsck")
    #expect(found.code == 1 && found.output.contains(".fovea/store/objects/stray"), "\(found)")
    #expect(try scratch.fovea("fsck").code == 0)
    let refused = try scratch.fovea("restore", "artifacts/two.txt")
    #expect(
      refused.code == 1 && refused.error.contains("edited since their run: artifacts/two.txt"), "\(refused)")
    #expect(try scratch.fovea("restore", "artifacts/two.txt", "--force").code == 0)
    try scratch.expectNothingToDo()
    #expect(try scratch.shell("ls .fovea/aside/1") == "link")
  }

  @Test func damagedRecordsOfRunsAreMovedAside() throws {
    let scratch = try ChainTests().done()
    let run = try #require(try runs(scratch, "two").first)
    let text = try scratch.read(".fovea/runs/\(run).json")
    try scratch.write(text.replacingOccurrences(of: "abc", with: "abd") + " ", to: ".fovea/runs/\(run).json")
    let found = try scratch.fovea("fsck", "--json")
    let damage = try #require(try found.document()["damage"] as? [[String: Any]])
    #expect(found.code == 1 && damage.contains { $0["kind"] as? String == "runRecord" }, "\(found)")
    #expect(!scratch.exists(".fovea/runs/\(run).json"))
    #expect(try scratch.fovea("run").code == 0)
    try scratch.expectNothingToDo()
  }

  /// A record tells who made what stands: a stage whose output another took over has none, and is put back from
  /// the run cache when it returns.
  @Test func aPathThatAnotherStageTookOverIsItsOwn() throws {
    let scratch = try ChainTests().done()
    let before = try scratch.read("artifacts/two.txt")
    try scratch.edit("pipeline.yaml", "  two:\n    target: two", "  zwei:\n    target: two")
    try scratch.stage("two", ChainTests.two + "\necho more >> out/artifacts/two.txt")
    #expect(try scratch.fovea().output.hasPrefix("ran 1"))
    #expect(!scratch.exists("artifacts/records/two.json") && scratch.exists("artifacts/records/one.json"))
    #expect(try scratch.fovea("verify").output == "all 2 as recorded\n")
    try scratch.write(before, to: "artifacts/two.txt")
    let edited = try scratch.fovea("verify")
    #expect(edited.code == 1 && edited.output.contains("of zwei"), "\(edited)")
    #expect(try scratch.fovea("run").code == 0)
    try scratch.edit("pipeline.yaml", "  zwei:\n    target: two", "  two:\n    target: two")
    try scratch.stage("two", ChainTests.two)
    #expect(try scratch.fovea().output.hasPrefix("ran 0, restored 1"))
    #expect(try scratch.read("artifacts/two.txt") == before)
    #expect(!scratch.exists("artifacts/records/zwei.json"))
    #expect(try scratch.fovea("verify").output == "all 2 as recorded\n")
    try scratch.expectNothingToDo()
  }

  /// A stage that was only renamed is put back under its new name.
  @Test func aRenamedStageIsRestoredAsItself() throws {
    let scratch = try ChainTests().done()
    try scratch.edit("pipeline.yaml", "  two:\n    target: two", "  zwei:\n    target: two")
    #expect(try scratch.fovea().output.hasPrefix("ran 0, restored 1"))
    for isGone in [true, false] {
      if isGone { try scratch.remove("artifacts/two.txt") }
      let answer = try scratch.fovea("restore", "artifacts/two.txt")
      #expect(answer.code == 0, "\(answer)")
      #expect(scratch.exists("artifacts/records/zwei.json") && !scratch.exists("artifacts/records/two.json"))
      try scratch.expectNothingToDo()
    }
  }

  /// The same for a folder that is several outputs now.
  @Test func aFolderThatOutputsLieInNowIsNoOutput() throws {
    let scratch = try Scratch(
      "name: nested\nstages:\n  prep: {target: prep, outs: {d: artifacts/data/}}\n",
      stages: [
        "prep": "mkdir -p out/artifacts/data; echo a > out/artifacts/data/a.txt",
        "part": "mkdir -p out/artifacts/data; echo b > out/artifacts/data/b.txt",
      ])
    #expect(try scratch.fovea().output.hasPrefix("ran 1"))
    try scratch.write(
      "name: nested\nstages:\n  part: {target: part, outs: {d: artifacts/data/b.txt}}\n", to: "pipeline.yaml")
    #expect(try scratch.fovea().code == 0)
    #expect(!scratch.exists("artifacts/records/prep.json"))
    #expect(try scratch.fovea("verify", "artifacts/data/b.txt").output.contains("as recorded"))
  }

  /// What a deleted stage left goes, and comes back with it.
  @Test func resultsOfDeletedStagesGo() throws {
    let scratch = try ChainTests().done()
    let definition = try scratch.read("pipeline.yaml")
    #expect(try scratch.fovea("clean", "--apply").output.hasPrefix("nothing to clean"))
    try scratch.write(
      "name: less\nstages:\n  one: {target: one, deps: {raw: data/raw.txt}, outs: {o: artifacts/one/}}\n",
      to: "pipeline.yaml")
    let plan = try scratch.fovea("clean")
    #expect(plan.code == 0 && plan.output.contains("artifacts/two.txt\nwould go: 1 outputs"), "\(plan)")
    #expect(scratch.exists("artifacts/two.txt") && scratch.exists("artifacts/records/two.json"))
    try scratch.write("an edit of mine", to: "artifacts/two.txt")
    let done = try scratch.fovea("clean", "--apply")
    #expect(done.output.contains("took away 1 outputs") && done.error.contains("kept as object"), "\(done)")
    #expect(!scratch.exists("artifacts/two.txt") && !scratch.exists("artifacts/records/two.json"))
    #expect(scratch.exists("artifacts/one/f.txt") && scratch.exists("artifacts/records/one.json"))
    #expect(try scratch.fovea("verify").code == 0)
    try scratch.write(definition, to: "pipeline.yaml")
    #expect(try scratch.fovea().output.hasPrefix("ran 0, restored 1"))
    try scratch.expectNothingToDo()
  }

  /// What a present stage reads, or may write yet, is no leftover whoever made it.
  @Test func whatIsReadStays() throws {
    let scratch = try ChainTests().done()
    try scratch.shell("ln -s ../artifacts/two.txt data/link")
    for stage in [
      "three: {target: two, deps: {o: artifacts/two.txt}, outs: {t: artifacts/three.txt}}",
      "three: {target: two, deps: {o: data/link}, outs: {t: artifacts/three.txt}}",
      "three: {target: two, outs: {t: artifacts/two.txt}}",
      "three: {target: two, matrix: {m: {from: list.json, top: 1}}, outs: {t: 'artifacts/${item.m}.txt'}}",
    ] {
      try scratch.write("name: other\nstages:\n  \(stage)\n", to: "pipeline.yaml")
      let plan = try scratch.fovea("clean", "--json")
      try #require(plan.code == 0, "\(plan)")
      let cells = try #require(try plan.document()["cells"] as? [[String: Any]])
      #expect(cells.map { $0["cell"] as? String } == ["one"], "\(plan)")
    }
  }

  @Test func bytesAreComparedWithRecords() throws {
    let scratch = try ChainTests().done()
    #expect(try scratch.fovea("verify").output == "all 2 as recorded\n")
    try scratch.write("mine", to: "artifacts/one/f.txt")
    try scratch.write("more", to: "artifacts/one/new.txt")
    try scratch.remove("artifacts/two.txt")
    let answer = try scratch.fovea("verify", "--json")
    let paths = try #require(try answer.document()["paths"] as? [[String: Any]])
    let standings = Dictionary(
      uniqueKeysWithValues: paths.compactMap { line in
        (line["path"] as? String).flatMap { path in (line["standing"] as? String).map { (path, $0) } }
      })
    #expect(answer.code == 1)
    #expect(
      standings == [
        "artifacts/one": "edited", "artifacts/one/f.txt": "edited", "artifacts/one/new.txt": "added",
        "artifacts/two.txt": "missing",
      ])
    try scratch.write("stranger", to: "else.txt")
    #expect(try scratch.fovea("verify", "else.txt").output.contains("unknown"))
    #expect(try scratch.fovea("verify", "nowhere.txt").code == 1)
  }

  @Test func anEarlierRunComesBackAndEditsAreSafe() throws {
    let scratch = try twice()
    let log = try runs(scratch, "two")
    #expect(log.count == 2)
    try scratch.write("an edit of mine", to: "artifacts/two.txt")
    let refused = try scratch.fovea("restore", log[1])
    #expect(
      refused.code == 1 && refused.error.contains("edited since their run: artifacts/two.txt"), "\(refused)")
    #expect(try scratch.read("artifacts/two.txt") == "an edit of mine")
    let forced = try scratch.fovea("restore", log[1], "--force")
    #expect(forced.code == 0 && forced.error.contains("kept as object"), "\(forced)")
    #expect(try scratch.read("artifacts/two.txt") == "abc\n\"m\":2\n")
    #expect(try scratch.fovea("verify").code == 0, "the record says what stands there")
    #expect(try scratch.fovea("gc", "--apply", "--older-than", "0").code == 0)
    let kept = try #require(forced.error.firstMatch(of: /object ([0-9a-f]{64})/)).output.1
    #expect(
      scratch.exists(".fovea/store/objects/\(kept.prefix(2))/\(kept.dropFirst(2))"), "edits are never garbage"
    )
    #expect(try scratch.fovea("restore", "nothing-of-that-name").code == 64)
    let list = try scratch.fovea("restore", "--kept")
    #expect(list.code == 0 && list.output.contains("\(kept)  15 B  artifacts/two.txt"), "\(list)")
    #expect(try scratch.fovea("restore", String(kept), "--to", "mine.txt").output == "mine.txt\n")
    #expect(try scratch.read("mine.txt") == "an edit of mine")
    #expect(try scratch.fovea("restore", String(kept), "--to", "mine.txt").code == 1, "it stands there")
  }

  /// An earlier result beside the present one: nothing of the workspace changes.
  @Test func anEarlierRunIsCopiedBeside() throws {
    let scratch = try twice()
    let log = try runs(scratch, "two")
    let copy = try scratch.fovea("restore", log[1], "--to", "old/er")
    #expect(copy.code == 0 && copy.output == "old/er/artifacts/two.txt\n", "\(copy)")
    #expect(try scratch.read("old/er/artifacts/two.txt") == "abc\n\"m\":2\n")
    #expect(try scratch.read("artifacts/two.txt") == "abc\n\"m\":3\n")
    let folder = try scratch.fovea("restore", "one", "--to", "whole")
    #expect(folder.code == 0 && scratch.exists("whole/artifacts/one/f.txt"), "\(folder)")
    try scratch.write("an edit of mine", to: "artifacts/two.txt")
    #expect(try scratch.fovea("restore", "artifacts/two.txt", "--to", "recorded").code == 0)
    #expect(try scratch.read("recorded/artifacts/two.txt") == "abc\n\"m\":3\n")
    #expect(try scratch.fovea("restore", "artifacts/two.txt", "--force").code == 0)
    let nowhere = try scratch.fovea("restore", String(repeating: "ab", count: 32), "--to", "nowhere")
    #expect(nowhere.code == 1 && nowhere.error.contains("no longer holds"), "\(nowhere)")
    let again = try scratch.fovea("restore", log[1], "--to", "old/er")
    #expect(again.code == 1 && again.error.contains("old/er: expected no such file or folder"), "\(again)")
    #expect(try scratch.fovea("restore", log[1], "--to", "new", "--force").code == 64)
    #expect(try scratch.fovea("restore").code == 64)
    #expect(try scratch.fovea("verify").code == 0)
  }

  /// Without a second side a result is compared with what lies in the workspace, not with its record.
  @Test func aResultIsComparedWithWhatLiesThere() throws {
    let scratch = try ChainTests().done()
    for subject in ["artifacts/two.txt", "two", "artifacts/one/f.txt", "one", "artifacts/one"] {
      let answer = try scratch.fovea("diff", subject)
      #expect(answer.code == 0 && answer.output.contains("no result differs (1 the same)"), "\(answer)")
    }
    try scratch.write("an edit of mine", to: "artifacts/two.txt")
    for subject in ["artifacts/two.txt", "two"] {
      let answer = try scratch.fovea("diff", subject)
      #expect(answer.code == 0 && answer.output.contains("1 differ, 0 the same"), "\(answer)")
      #expect(answer.output.contains("artifacts/two.txt"), "\(answer)")
    }
    let refused = try scratch.fovea("restore", "artifacts/two.txt")
    #expect(refused.code == 1 && refused.error.contains("edited since their run"), "\(refused)")
    #expect(try scratch.fovea("restore", "artifacts/two.txt", "--force").code == 0)
    #expect(try scratch.fovea("diff", "two").output.contains("no result differs"))
  }

  /// Whole outputs may be gone; a folder that lacks a file is not what it was.
  @Test func whatIsGoneIsExcusedAsAWholeOnly() throws {
    let scratch = try ChainTests().done()
    try scratch.remove("artifacts/two.txt")
    #expect(try scratch.fovea("verify").code == 1)
    #expect(try scratch.fovea("verify", "--allow-missing").output == "1 as recorded, 1 not here\n")
    try scratch.remove("artifacts/one/f.txt")
    for paths in [[], ["artifacts/one"], ["artifacts/one/f.txt"]] {
      #expect(try scratch.start(["verify", "--allow-missing"] + paths).finish().code == 1, "\(paths)")
    }
    try scratch.write("new", to: "artifacts/one/sub/new.txt")
    let sub = try scratch.fovea("verify", "artifacts/one/sub")
    #expect(sub.code == 1 && sub.output.contains("added") && sub.output.contains("sub/new.txt"), "\(sub)")
    let never = try scratch.fovea("verify", "--allow-missing", "artifacts/one/never")
    #expect(never.code == 1 && never.error.contains("artifacts/one/never"), "\(never)")
    try scratch.remove("artifacts/one")
    for path in ["artifacts/one", "artifacts/one/f.txt"] {
      #expect(try scratch.fovea("verify", "--allow-missing", path).code == 0, "the whole output is gone")
    }
  }

  /// The log of a file in a folder is the file's, and a file that was never there has none.
  @Test func theLogOfAFileIsTheFiles() throws {
    let scratch = try ChainTests().done()
    try scratch.write("xyz\n", to: "data/raw.txt")
    #expect(try scratch.fovea().code == 0)
    let log = try #require(
      try scratch.fovea("log", "artifacts/one/f.txt", "--json").document()["runs"] as? [[String: Any]])
    let now = try scratch.shell("sha256sum artifacts/one/f.txt | cut -c1-64")
    #expect(log.count == 2 && log.first?["sha256"] as? String == now, "\(log)")
    #expect(try scratch.fovea("log", "artifacts/one/nosuch.txt").code == 64)
    #expect(try scratch.fovea("log", "--number=-1").code == 64)
  }

  /// Runs side by side: what was set differently, and the numbers of what came out, of gone results too.
  @Test func theLogSetsRunsSideBySide() throws {
    let scratch = try Scratch(
      """
      name: scores
      params: {rate: 1, tag: same}
      stages:
        score:
          target: score
          params: [rate, tag]
          metrics: {s: artifacts/scores.json}
      """,
      stages: [
        "score": """
        rate=$(grep -o '"rate":[0-9]*' context.json | cut -d: -f2)
        echo "{\\"dice\\": 0.$rate, \\"frames\\": [{\\"dice\\": 0.5}]}" > out/artifacts/scores.json
        """
      ])
    let first = try scratch.fovea()
    #expect(first.code == 0, "\(first)")
    #expect(try scratch.fovea("run", "--set", "rate=2").code == 0)
    let table = try scratch.fovea("log", "score", "--metrics")
    let lines = table.output.split(separator: "\n").map { $0.split(separator: " ").map(String.init) }
    try #require(table.code == 0 && lines.count == 4, "\(table)")
    #expect(lines[0].suffix(2) == ["rate", "s.dice"], "\(table)")
    #expect(lines[1].suffix(2) == ["2", "0.2"] && lines[2].suffix(2) == ["1", "0.1"], "\(table)")
    let scans = try scratch.fovea("log", "--metric", "FRAMES")
    #expect(scans.code == 0 && scans.output.contains("s.frames.0.dice"), "\(scans)")
    let runs = try scratch.fovea("log", "--metrics", "--json").document()["runs"] as? [[String: Any]]
    let metrics = try #require(runs?.first?["metrics"] as? [String: Double])
    #expect(metrics == ["s.dice": 0.2, "s.frames.0.dice": 0.5])
    #expect((runs?.last?["parameters"] as? [String: Any])?["rate"] as? Int == 1)
    #expect(try scratch.fovea("log", "--failed", "--metric", "dice").output.contains("no runs"))
    let unknown = try scratch.fovea("log", "--metric", "dice", "--metric", "nosuch")
    #expect(unknown.code == 64 && unknown.error.contains("found 'nosuch'"), "\(unknown)")
  }

  /// An object that is gone while its copy stands is filed again.
  @Test func missingObjectsAreMended() throws {
    let scratch = try ChainTests().done()
    let digest = try scratch.shell("sha256sum artifacts/two.txt | cut -c1-64")
    let object = ".fovea/store/objects/\(digest.prefix(2))/\(digest.dropFirst(2))"
    try scratch.remove(object)
    let told = try scratch.fovea("fsck")
    #expect(told.code == 1 && told.output.contains("fovea fsck --mend"), "\(told)")
    let mended = try scratch.fovea("fsck", "--mend")
    #expect(mended.code == 0 && scratch.exists(object), "\(mended)")
    try scratch.write("<<<<<<< HEAD", to: "artifacts/records/old.json")
    #expect(try scratch.fovea("gc").code == 1)
    #expect(try scratch.fovea("fsck").code == 1)
    #expect(try scratch.fovea("gc").code == 0, "it was moved aside")
    #expect(try scratch.fovea("fsck").code == 0)
  }

  /// A file where a folder has to be: told before anything runs or is put back.
  @Test func aFileInTheWayIsTold() throws {
    let scratch = try ChainTests().done()
    let before = try runs(scratch, "two")
    try scratch.edit("pipeline.yaml", "artifacts/two.txt", "artifacts/two.txt/x.txt")
    try scratch.stage("two", "echo x > out/artifacts/two.txt/x.txt")
    let run = try scratch.fovea()
    #expect(run.code == 1 && run.error.contains("found a file; move it away"), "\(run)")
    try scratch.remove("artifacts/two.txt")
    #expect(try scratch.fovea().code == 0)
    try scratch.write("a file\n", to: "artifacts/one.away")
    try scratch.shell("mv artifacts/one away; mv artifacts/one.away artifacts/one")
    let back = try scratch.fovea("restore", "one")
    #expect(back.code == 1 && back.error.contains("edited since"), "\(back)")
    #expect(try scratch.fovea("restore", before[0]).code == 1, "a folder stands where the file was")
    try scratch.shell("rm -r artifacts/two.txt; echo in the way > artifacts/two.txt")
    let below = try scratch.fovea("restore", "two")
    #expect(
      below.code == 1 && below.error.contains("expected a folder at 'artifacts/two.txt', found a file"),
      "\(below)")
  }

  @Test func twoRunsAreCompared() throws {
    let scratch = try twice()
    let log = try runs(scratch, "two")
    let answer = try scratch.fovea("diff", log[1], log[0], "--json")
    let pairs = try #require(try answer.document()["pairs"] as? [[String: Any]])
    let ingredients = try #require(pairs.first?["ingredients"] as? [[String: Any]])
    #expect(answer.code == 0 && pairs.count == 1 && ingredients.count == 1)
    #expect(ingredients.first?["name"] as? String == "b.m")
    #expect(ingredients.first?["old"] as? String == "2" && ingredients.first?["new"] as? String == "3")
    #expect(try scratch.fovea("diff", log[1], log[0]).output.contains("parameter changed b.m: 2 → 3"))
    #expect(try scratch.fovea("diff", log[0]).output.contains("no result differs"))
  }

  /// Nothing that a person does in `artifacts/` reaches the store.
  @Test(arguments: [
    "echo edited > artifacts/two.txt", "echo longer >> artifacts/two.txt", ": > artifacts/two.txt",
    "chmod 000 artifacts/two.txt; chmod 644 artifacts/two.txt; dd if=/dev/zero of=artifacts/two.txt bs=1 count=2 conv=notrunc",
    "ln artifacts/two.txt hard; echo through a hard link > hard",
    "rm artifacts/two.txt; ln -s one/f.txt artifacts/two.txt",
    "sed -i s/a/b/ artifacts/two.txt", "truncate -s 3 artifacts/two.txt", "mv artifacts/two.txt away",
  ])
  func theStoreIsOutOfReach(deed: String) throws {
    let scratch = try ChainTests().done()
    // Restored copies are as safe as those that a run placed.
    for isRestored in [false, true] {
      if isRestored {
        try scratch.remove("artifacts/two.txt")
        #expect(try scratch.fovea().output.hasPrefix("ran 0, restored 1"))
      }
      let shell = Process()
      shell.executableURL = URL(fileURLWithPath: "/bin/sh")
      shell.arguments = ["-c", "cd '\(scratch.root)' && { \(deed); } 2>/dev/null"]
      try shell.run()
      shell.waitUntilExit()
      #expect(try scratch.fovea("fsck").code == 0, "after: \(deed)")
      #expect(try scratch.fovea().output.hasPrefix("ran 0, restored 1"), "after: \(deed)")
      #expect(try scratch.read("artifacts/two.txt") == "abc\n\"m\":2\n")
      for name in ["hard", "away"] where scratch.exists(name) { try scratch.remove(name) }
    }
    try scratch.expectNothingToDo()
  }
}
