import Foundation
import Testing

/// Results made anew: from a dirty tree, in a fresh clone, after a merge.
@Suite(.enabled(if: FileManager.default.isExecutableFile(atPath: "/usr/bin/git"), "no git"))
struct ReproduceTests {
  /// A repository whose results came from an uncommitted edit of stage two, and are committed as records.
  func dirty() throws -> Scratch {
    let scratch = try ChainTests().scratch()
    try scratch.commitAll()
    try scratch.stage("two", ChainTests.two + "\necho dirty >> out/artifacts/two.txt")
    #expect(try scratch.fovea().output.hasPrefix("ran 2"))
    try scratch.git("add", "artifacts/records")
    try scratch.git("commit", "-q", "-m", "results", "--", "artifacts/records")
    return scratch
  }

  @Test(arguments: [["--jobs", "0"], ["--threads", "0"], ["--threads", "257"]])
  func coresAreNumbersFromOne(options: [String]) throws {
    let scratch = try ChainTests().scratch()
    let answer = try scratch.start(["reproduce", "two"] + options).finish()
    #expect(answer.code == 64 && answer.error.contains("expected a number"), "\(answer)")
  }

  @Test func aDirtyTreesResultInAFreshClone() throws {
    let scratch = try dirty()
    let clone = scratch.root + ".clone"
    defer { try? FileManager.default.removeItem(atPath: clone) }
    try scratch.git("clone", "-q", "--no-local", scratch.root, clone)
    let early = try scratch.fovea("reproduce", "artifacts/two.txt", in: clone)
    #expect(
      early.code == 1 && early.error.contains("git fetch origin 'refs/fovea/*:refs/fovea/*'"), "\(early)")
    try scratch.git("fetch", "-q", "origin", "refs/fovea/*:refs/fovea/*", in: clone)
    let index = try Data(contentsOf: URL(fileURLWithPath: clone + "/.git/index"))
    let references = try scratch.git("for-each-ref", in: clone)
    let answer = try scratch.fovea("reproduce", "artifacts/two.txt", "--json", in: clone)
    let document = try answer.document()
    #expect(answer.code == 0 && document["equal"] as? Bool == true, "\(answer)")
    let steps = try #require(document["steps"] as? [[String: Any]])
    #expect(
      steps.compactMap { $0["name"] as? String } == ["one", "two"], "no object is here: the whole chain")
    let made = "\(clone)/.fovea/reproduction/tree/artifacts/two.txt"
    #expect(try String(contentsOfFile: made, encoding: .utf8) == "abc\n\"m\":2\ndirty\n")
    #expect(try Data(contentsOf: URL(fileURLWithPath: clone + "/.git/index")) == index)
    #expect(try scratch.git("for-each-ref", in: clone) == references)
    #expect(try scratch.git("status", "--porcelain", in: clone).isEmpty)
    #expect(!FileManager.default.fileExists(atPath: clone + "/artifacts/two.txt"), "artifacts/ is left alone")
  }

  @Test func whatTheStoreHoldsIsNotMadeAnewUnlessTold() throws {
    let scratch = try dirty()
    let short = try scratch.fovea("reproduce", "two")
    #expect(short.code == 0 && short.error.contains("to be made anew: two\n"), "\(short)")
    let whole = try scratch.fovea("reproduce", "two", "--whole")
    #expect(whole.code == 0 && whole.error.contains("to be made anew: one, two"), "\(whole)")
  }

  @Test func aDifferenceIsNamedWithPlaceAndSize() throws {
    let scratch = try ChainTests().scratch()
    // A stage that is not deterministic: it counts its runs outside of everything declared.
    try scratch.edit("pipeline.yaml", "target: two", "target: two\n    sandbox: off")
    let runs = scratch.root + ".runs"
    defer { try? FileManager.default.removeItem(atPath: runs) }
    try scratch.stage(
      "two", ChainTests.two + "\necho x >> '\(runs)'\nwc -l < '\(runs)' >> out/artifacts/two.txt")
    try scratch.commitAll()
    #expect(try scratch.fovea().code == 0)
    let answer = try scratch.fovea("reproduce", "artifacts/two.txt")
    #expect(
      answer.code == 1 && answer.output.contains("not reproduced: the first difference is in two"),
      "\(answer)")
    #expect(
      answer.output.contains("artifacts/two.txt: 1 bytes differ, the first at byte 10"), "\(answer.output)")
  }

  /// Data beside the repository: whoever asks names the place from where he stands, not from the clean tree.
  @Test(arguments: ["params: [data], ", ""])
  func dataOutsideAreNamedFromTheWorkspace(declared: String) throws {
    let scratch = try Scratch(
      """
      name: beside
      params: {data: {path: {value: null, type: string}}}
      stages:
        one: {target: one, deps: {raw: "${data.path}"}, \(declared)outs: {o: artifacts/one.txt}}
      """, stages: [:])
    let raw = scratch.root + ".raw"
    defer { try? FileManager.default.removeItem(atPath: raw) }
    try Data("raw\n".utf8).write(to: URL(fileURLWithPath: raw))
    let place = "data.path=../\(URL(fileURLWithPath: raw).lastPathComponent)"
    try scratch.stage(
      "one",
      "cp \"$(sed 's/.*\"raw\":\\[{\"path\":\"\\([^\"]*\\).*/\\1/' context.json)\" out/artifacts/one.txt")
    try scratch.commitAll()
    #expect(try scratch.fovea("run", "--set", place).code == 0)
    let unsaid = try scratch.fovea("reproduce", "artifacts/one.txt")
    let name = declared.isEmpty ? "NAME" : "data.path"
    #expect(unsaid.code == 1 && unsaid.error.contains("--set \(name)=PATH"), "\(unsaid)")
    let answer = try scratch.fovea("reproduce", "artifacts/one.txt", "--set", place)
    #expect(answer.code == 0 && answer.output.contains("reproduced"), "\(answer)")
    // The same data lie here by now.
    try scratch.write("raw\n", to: "raw.txt")
    let inside = try scratch.fovea("reproduce", "artifacts/one.txt", "--set", "data.path=raw.txt")
    #expect(inside.code == 0 && inside.output.contains("reproduced"), "\(inside)")
  }

  /// The seeds of a matrix are a parameter that the stage does not declare: the record knows the cell's own.
  @Test func aCellOfAnotherListIsFound() throws {
    let scratch = try Scratch(
      """
      name: seeds
      params: {seeds: [1]}
      stages:
        one:
          target: one
          matrix: {seed: "${seeds}"}
          outs: {o: "artifacts/one-${item.seed}.txt"}
      """,
      stages: ["one": "echo x > out/artifacts/one-$(sed 's/.*one-\\([0-9]\\).txt.*/\\1/' context.json).txt"])
    try scratch.commitAll()
    let run = try scratch.fovea("run", "--set", "seeds=[1, 2]")
    #expect(run.code == 0 && run.output.hasPrefix("ran 2"), "\(run)")
    let answer = try scratch.fovea("reproduce", "one@2")
    #expect(answer.code == 0 && answer.output.contains("reproduced"), "\(answer)")
  }

  /// A cell that an entry of 'include' gives stays one cell.
  @Test func anIncludedCellIsFound() throws {
    let scratch = try Scratch(
      """
      name: included
      params: {seeds: [1]}
      stages:
        one:
          target: one
          matrix: {run: [{name: a, n: 1}], seed: "${seeds}"}
          include: [{run: {name: b, n: 2}, seed: 9}]
          outs: {o: "artifacts/one-${item.run.name}${item.seed}.txt"}
      """,
      stages: [
        "one": "echo x > out/artifacts/one-$(sed 's/.*one-\\([ab][0-9]\\).txt.*/\\1/' context.json).txt"
      ])
    try scratch.commitAll()
    let run = try scratch.fovea("run", "--set", "seeds=[8, 9]")
    #expect(run.code == 0 && run.output.hasPrefix("ran 3"), "\(run)")
    for name in ["b9", "a9"] {
      let answer = try scratch.fovea("reproduce", "artifacts/one-\(name).txt")
      #expect(answer.code == 0 && answer.output.contains("reproduced"), "\(answer)")
    }
  }

  /// Texts in lists are what they were, whatever they look like.
  @Test func listsOfTextsAreGivenAsTheyWere() throws {
    let scratch = try Scratch(
      """
      name: lists
      params: {names: ["a, b", "c", "[d", "e: f", "g #h"], digits: ["1", "true", "null"]}
      stages:
        one: {target: one, params: [names, digits], outs: {o: artifacts/one.txt}}
      """, stages: ["one": "grep -o '\"parameters\":.*' context.json | cut -d} -f1 > out/artifacts/one.txt"])
    try scratch.commitAll()
    #expect(try scratch.fovea().output.hasPrefix("ran 1"))
    let answer = try scratch.fovea("reproduce", "artifacts/one.txt")
    #expect(answer.code == 0 && answer.output.contains("reproduced"), "\(answer)")
    #expect(!answer.output.contains("other than on record"), "\(answer)")
  }

  /// A parameter that is only a part of a path is on no record: it has to be given.
  @Test func anotherPlaceIsAskedFor() throws {
    let scratch = try Scratch(
      """
      name: places
      params: {dir: main}
      profiles: {big: {dir: big}}
      stages:
        one: {target: one, outs: {o: "artifacts/${dir}/one.txt"}}
      """, stages: ["one": "echo x > out/artifacts/$(ls out/artifacts)/one.txt"])
    try scratch.commitAll()
    #expect(try scratch.fovea("run", "--profile", "big").output.hasPrefix("ran 1"))
    let unsaid = try scratch.fovea("reproduce", "artifacts/big/one.txt")
    #expect(
      unsaid.code == 1 && unsaid.error.contains("would write artifacts/main/one.txt now"), "\(unsaid)")
    let answer = try scratch.fovea("reproduce", "artifacts/big/one.txt", "--set", "dir=big")
    #expect(answer.code == 0 && answer.output.contains("reproduced"), "\(answer)")
  }

  /// What joins the cells of a ranking: the ranking is no input, the cells are.
  @Test func cellsOfARankingAreJoined() throws {
    let scratch = try MatrixTests().scratch()
    try scratch.commitAll()
    #expect(try scratch.fovea().output.hasPrefix("ran 4"))
    for whole in [[], ["--whole"]] {
      let answer = try scratch.start(["reproduce", "artifacts/table.txt"] + whole).finish()
      #expect(answer.code == 0 && answer.output.contains("reproduced"), "\(answer)")
    }
  }

  /// Two joins of one stage, the second of fewer cells.
  @Test func eachJoinHasItsCells() throws {
    let scratch = try MatrixTests().scratch()
    try scratch.edit(
      "pipeline.yaml", "{all: {from: train@*, out: w}}",
      "{some: {from: train@p*, out: w}, all: {from: train@*, out: w}, one: {from: train@u*, out: w}}")
    try scratch.commitAll()
    #expect(try scratch.fovea().output.hasPrefix("ran 4"))
    #expect(try scratch.read("artifacts/table.txt") == "unet\npsp\nunet\npsp\n")
    for path in ["artifacts/table.txt", "artifacts/train/unet.txt"] {
      let answer = try scratch.fovea("reproduce", path)
      #expect(answer.code == 0 && answer.output.contains("reproduced"), "\(answer)")
    }
  }

  /// What two joins read of one cell may be of two runs, and the older one of a stage of another name.
  @Test func aJoinOfARenamedStageIsReproduced() throws {
    let scratch = try MatrixTests().scratch()
    try scratch.edit(
      "pipeline.yaml", "outs: {w: \"artifacts/train/${item.model}.txt\"}",
      "outs: {w: \"artifacts/train/${item.model}.txt\", s: \"artifacts/same/${item.model}.txt\"}")
    try scratch.edit(
      "pipeline.yaml", "{all: {from: train@*, out: w}}",
      "{all: {from: train@*, out: w}, same: {from: train@*, out: s}}")
    let train = MatrixTests.train + "\necho same > \"out/artifacts/same/$model.txt\""
    try scratch.stage("train", train)
    try scratch.commitAll()
    #expect(try scratch.fovea().output.hasPrefix("ran 4"))
    try scratch.edit("pipeline.yaml", "  train:", "  fit:")
    try scratch.edit("pipeline.yaml", "from: train@*", "from: fit@*")
    try scratch.stage("train", train + "\necho more >> \"out/artifacts/train/$model.txt\"")
    try scratch.commitAll()
    #expect(try scratch.fovea().output.hasPrefix("ran 3"))
    let answer = try scratch.fovea("reproduce", "artifacts/table.txt")
    #expect(answer.code == 0 && answer.output.contains("reproduced"), "\(answer)")
  }

  /// The result's commit has no such stage any more; its maker's own commit has.
  @Test func aStageThatWasRenamedIsMadeAtItsOwnCommit() throws {
    let scratch = try ChainTests().scratch()
    try scratch.commitAll()
    #expect(try scratch.fovea().output.hasPrefix("ran 2"))
    try scratch.edit("pipeline.yaml", "  one:", "  first:")
    try scratch.stage("two", ChainTests.two + "\necho more >> out/artifacts/two.txt")
    try scratch.commitAll()
    let run = try scratch.fovea("run", "two", "--only")
    #expect(run.code == 0, "\(run)")
    let answer = try scratch.fovea("reproduce", "artifacts/two.txt", "--whole")
    #expect(answer.code == 0 && answer.output.contains("reproduced"), "\(answer)")
  }

  /// The tree of an earlier reproduction has a link to raw data that a later commit holds.
  @Test func rawDataIsNeverWrittenTo() throws {
    let scratch = try ChainTests().scratch()
    try scratch.commitAll()
    try scratch.git("rm", "-q", "--cached", "data/raw.txt")
    try scratch.write(".fovea/\nartifacts/*\n!artifacts/records/\ndata/\n", to: ".gitignore")
    try scratch.git("commit", "-q", "-a", "-m", "raw data stay here")
    #expect(try scratch.fovea().code == 0)
    #expect(try scratch.fovea("reproduce", "artifacts/one/f.txt").code == 0)
    try scratch.git("add", "-f", "data/raw.txt")
    try scratch.edit("pipeline.yaml", "a: {n: 1}", "a: {n: 2}")
    try scratch.git("commit", "-q", "-a", "-m", "raw data")
    #expect(try scratch.fovea().output.hasPrefix("ran 1"))
    try scratch.write("days of work\n", to: "data/raw.txt")
    let answer = try scratch.fovea("reproduce", "artifacts/one/f.txt")
    #expect(answer.code == 0, "\(answer)")
    #expect(try scratch.read("data/raw.txt") == "days of work\n", "reproduce wrote into the workspace")
  }

  @Test func withoutACommitItSaysSo() throws {
    let scratch = try ChainTests().done()
    let answer = try scratch.fovea("reproduce", "artifacts/two.txt")
    #expect(answer.code == 1 && answer.error.contains("git repository"), "\(answer)")
  }

  /// Two branches that each reran another stage merge without a conflict, and nothing has to run after.
  @Test func recordsMergeByStage() throws {
    let scratch = try Scratch(
      """
      name: merge
      params: {a: {n: 1}, b: {m: 2}}
      stages:
        left: {target: left, params: [a], outs: {o: artifacts/left.txt}}
        right: {target: right, params: [b], outs: {o: artifacts/right.txt}}
      """,
      stages: [
        "left": "grep -o '\"n\":[0-9]*' context.json > out/artifacts/left.txt",
        "right": "grep -o '\"m\":[0-9]*' context.json > out/artifacts/right.txt",
      ])
    #expect(try scratch.fovea().output.hasPrefix("ran 2"))
    try scratch.commitAll()
    try scratch.git("checkout", "-q", "-b", "side")
    try scratch.edit("pipeline.yaml", "{m: 2}", "{m: 3}")
    #expect(try scratch.fovea().output.hasPrefix("ran 1"))
    try scratch.git("commit", "-q", "-a", "-m", "right")
    try scratch.git("checkout", "-q", "main")
    try scratch.git("commit", "-q", "--allow-empty", "-m", "between")
    let pipeline = try scratch.read("pipeline.yaml")
    // Another line than the other branch changed, so that only the records could be in each other's way.
    try scratch.write(pipeline + "\nseed: 5\n", to: "pipeline.yaml")
    try scratch.fovea("run", "left")
    try scratch.git("commit", "-q", "-a", "-m", "left")
    try scratch.git("merge", "-q", "-m", "both", "side")
    #expect(try scratch.git("status", "--porcelain").isEmpty)
    #expect(try scratch.fovea().code == 0)
    let record = try scratch.read("artifacts/records/right.json")
    try scratch.remove(".fovea")
    try scratch.fovea("run", "--force")
    let again = try scratch.read("artifacts/records/right.json")
    #expect(again == record, "the same result leaves the same bytes")
    try scratch.expectNothingToDo()
  }
}
