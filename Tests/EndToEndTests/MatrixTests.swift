import Foundation
import Testing

/// Cells: from lists, from a result, joined again.
@Suite struct MatrixTests {
  static let pipeline = """
    name: zoo
    params: {top: 2}
    stages:
      rank: {target: rank, sandbox: off, deps: {order: order.json}, outs: {r: artifacts/ranking.json}}
      train:
        target: train
        matrix: {model: {from: artifacts/ranking.json, top: "${top}"}}
        outs: {w: "artifacts/train/${item.model}.txt"}
      join: {target: join, deps: {all: {from: train@*, out: w}}, outs: {t: artifacts/table.txt}}
    """
  static let train = """
    model=$(sed 's/.*"model":"\\([a-z]*\\)".*/\\1/' context.json)
    echo "$model" > "out/artifacts/train/$model.txt"
    """
  static let join = """
    for f in $(grep -o '"path":"[^"]*/train/[^"]*"' context.json | cut -d'"' -f4); do cat "$f"; done \
      > out/artifacts/table.txt
    """

  func scratch() throws -> Scratch {
    let scratch = try Scratch(
      Self.pipeline,
      stages: [
        "rank": "cat \"$root/order.json\" > out/artifacts/ranking.json", "train": Self.train,
        "join": Self.join,
      ])
    try scratch.write("[\"unet\", {\"name\": \"psp\"}, \"deeplab\"]", to: "order.json")
    return scratch
  }

  @Test func aResultNamesTheCells() throws {
    let scratch = try scratch()
    let before = try scratch.fovea("status")
    #expect(before.output.contains("maybe  train"), "\(before)")
    let run = try scratch.fovea()
    #expect(run.code == 0 && run.output.hasPrefix("ran 4"), "\(run)")
    #expect(try scratch.read("artifacts/table.txt") == "unet\npsp\n")
    #expect(scratch.exists("artifacts/records/train@unet.json"))
    try scratch.expectNothingToDo()
    try scratch.write("[\"deeplab\", \"unet\", \"psp\"]", to: "order.json")
    let other = try scratch.fovea()
    #expect(other.output.hasPrefix("ran 3, restored 0, fresh 1"), "\(other)")
    #expect(try scratch.read("artifacts/table.txt") == "deeplab\nunet\n")
    try scratch.expectNothingToDo()
    #expect(try scratch.fovea("run", "--set", "top=3").output.hasPrefix("ran 1, restored 0, fresh 4"))
    try scratch.expectNothingToDo("--set", "top=3")
    #expect(try scratch.fovea("run", "train@unet", "--force").output.hasPrefix("ran 1"))
  }

  /// What joins cells is as uncertain as the list that names them.
  @Test func whatJoinsDoubtfulCellsIsNotFresh() throws {
    let scratch = try scratch()
    #expect(try scratch.fovea().output.hasPrefix("ran 4"))
    try scratch.write("[\"deeplab\", \"unet\", \"psp\"]", to: "order.json")
    let status = try scratch.fovea("status")
    #expect(status.output.contains("stale  rank") && status.output.contains("maybe  join"), "\(status)")
    let alone = try scratch.fovea("why", "join")
    #expect(alone.output.contains("join is maybe"), "\(alone)")
  }

  /// A ranking that comes back from the run cache names other cells than the one that stands there.
  @Test func cellsOfAnotherListAreNotKnown() throws {
    let scratch = try scratch()
    #expect(try scratch.fovea().output.hasPrefix("ran 4"))
    let first = try scratch.read("order.json")
    try scratch.write("[\"deeplab\", \"fcn\"]", to: "order.json")
    #expect(try scratch.fovea().output.hasPrefix("ran 4"))
    try scratch.write(first, to: "order.json")
    let status = try scratch.fovea("status")
    #expect(
      status.output.contains("restorable  rank") && status.output.contains("maybe       train ")
        && !status.output.contains("train@") && status.output.contains("maybe       join"), "\(status)")
    let why = try scratch.fovea("why", "train@unet")
    #expect(why.output.contains("train is maybe"), "\(why)")
    // A cell that the list has that comes back.
    let run = try scratch.fovea("run", "train@unet")
    #expect(run.code == 0 && run.output.hasPrefix("ran 0, restored 1, fresh 1"), "\(run)")
  }

  @Test func aNameThatNoRankingGivesIsRefused() throws {
    let scratch = try scratch()
    let early = try scratch.fovea("run", "train@fcn")
    #expect(early.code != 0 && early.error.contains("no cell of stage 'train' 'fcn'"), "\(early)")
    #expect(early.output.hasPrefix("ran 1"), "its ranking had to be made first: \(early)")
    for command in [["run", "train@fcn"], ["status", "train@fcn"], ["run", "train@fcn", "--only"]] {
      let answer = try scratch.start(command).finish()
      #expect(answer.code != 0 && answer.error.contains("no cell of stage 'train' 'fcn'"), "\(answer)")
      #expect(answer.output.isEmpty)
    }
  }

  @Test func aloneNothingIsJoinedThatNobodyKnows() throws {
    let scratch = try scratch()
    let run = try scratch.fovea("run", "join", "--only")
    #expect(
      run.code != 0 && run.error.contains("which cells 'train' has is not known")
        && run.error.contains("'rank'"),
      "\(run)")
    #expect(!scratch.exists("artifacts/table.txt"))
  }

  /// Alone, too, a ranking comes before what it ranks.
  @Test func aloneARankingComesFirst() throws {
    let scratch = try scratch()
    let first = try scratch.fovea("run", "rank", "train", "join", "--only")
    #expect(first.code == 0 && first.output.hasPrefix("ran 4"), "\(first)")
    try scratch.write("[\"deeplab\", \"psp\"]", to: "order.json")
    let run = try scratch.fovea("run", "rank", "train", "join", "--only", "--jobs", "1")
    #expect(run.code == 0 && run.output.hasPrefix("ran 3, restored 0, fresh 1"), "\(run)")
    #expect(try scratch.read("artifacts/table.txt") == "deeplab\npsp\n")
    try scratch.expectNothingToDo()
  }

  /// Alone and without what it ranks, too: what joins those cells is judged by the list that comes.
  @Test func aloneWhatJoinsWaitsForTheRanking() throws {
    let scratch = try scratch()
    #expect(try scratch.fovea().output.hasPrefix("ran 4"))
    let early = try scratch.fovea("run", "train", "join", "--only", "--dry-run")
    #expect(early.code == 0 && early.output.contains("nothing to do"), "\(early)")
    try scratch.write("[\"unet\"]", to: "order.json")
    let run = try scratch.fovea("run", "rank", "join", "--only", "--jobs", "1")
    #expect(run.code == 0 && run.output.hasPrefix("ran 2"), "\(run)")
    #expect(try scratch.read("artifacts/table.txt") == "unet\n")
    try scratch.write("[]", to: "order.json")
    let empty = try scratch.fovea("run", "rank", "join", "--only")
    #expect(empty.code == 1 && empty.error.contains("no list of names"), "\(empty)")
    #expect(try scratch.read("artifacts/table.txt") == "unet\n")
    try scratch.remove("artifacts/ranking.json")
    let lost = try scratch.fovea("run", "train", "join", "--only")
    #expect(lost.code != 0 && lost.error.contains("which cells 'train' has is not known"), "\(lost)")
  }

  /// A link that somebody put in the place of a list is an edit, though it leads to another output.
  @Test func aListReplacedByALinkIsPutBack() throws {
    let scratch = try scratch()
    #expect(try scratch.fovea().output.hasPrefix("ran 4"))
    try scratch.shell("ln -sf train/unet.txt artifacts/ranking.json")
    #expect(try scratch.fovea("status").output.contains("edited  rank"))
    let run = try scratch.fovea()
    #expect(run.code == 0 && run.output.hasPrefix("ran 0, restored 1"), "\(run)")
    try scratch.expectNothingToDo()
  }

  /// A join of which the list that stands there has no cell waits for the next list.
  @Test func aJoinWithoutACellWaitsForTheList() throws {
    let scratch = try scratch()
    #expect(try scratch.fovea().output.hasPrefix("ran 4"))
    try scratch.edit("pipeline.yaml", "{from: train@*", "{from: train@deep*")
    let refused = try scratch.fovea()
    #expect(refused.code == 1 && refused.error.contains("'train@deep*'"), "\(refused)")
    try scratch.write("[\"deeplab\", \"unet\"]", to: "order.json")
    let status = try scratch.fovea("status")
    #expect(status.output.contains("maybe  join"), "\(status)")
    let run = try scratch.fovea()
    #expect(run.code == 0 && run.output.hasPrefix("ran 3"), "\(run)")
    #expect(try scratch.read("artifacts/table.txt") == "deeplab\n")
    try scratch.expectNothingToDo()
  }

  /// What reads by its path what a cell of another list made waits for the list.
  @Test func aReaderOfAnUnlistedCellWaitsForTheList() throws {
    let scratch = try scratch()
    try scratch.edit(
      "pipeline.yaml", "  join: {",
      "  reader: {target: reader, deps: {w: artifacts/train/unet.txt}, outs: {t: artifacts/read.txt}}\n  join: {"
    )
    try scratch.stage("reader", "cp \"$root/artifacts/train/unet.txt\" out/artifacts/read.txt")
    let list = try scratch.read("order.json")
    #expect(try scratch.fovea().output.hasPrefix("ran 5"))
    try scratch.write("[\"psp\", \"fcn\"]", to: "order.json")
    #expect(try scratch.fovea().code == 0)
    try scratch.stage("train", Self.train + "\necho more >> \"out/artifacts/train/$model.txt\"")
    try scratch.write(list.replacingOccurrences(of: "deeplab", with: "deep"), to: "order.json")
    let status = try scratch.fovea("status", "reader")
    #expect(status.output.contains("maybe  reader"), "\(status)")
    let run = try scratch.fovea("run", "--jobs", "1")
    #expect(run.code == 0, "\(run)")
    #expect(try scratch.read("artifacts/read.txt") == "unet\nmore\n")
    try scratch.expectNothingToDo()
  }

  /// A list that no stage writes is there, or is named.
  @Test(arguments: [nil, "no list"])
  func aListOfOnesOwnIsNamed(content: String?) throws {
    let scratch = try Scratch(
      """
      name: own
      stages:
        train: {target: train, matrix: {m: {from: models.json}}, outs: {w: "artifacts/train/${item.m}.txt"}}
        other: {target: other, outs: {o: artifacts/other.txt}}
      """,
      stages: [
        "train": "echo a > out/artifacts/train/a.txt", "other": "echo o > out/artifacts/other.txt",
      ])
    if let content { try scratch.write(content, to: "models.json") }
    let run = try scratch.fovea()
    #expect(run.code != 0 && run.error.contains("models.json: no"), "\(run)")
    let status = try scratch.fovea("status")
    #expect(status.output.contains("missing  train") && status.output.contains("models.json"), "\(status)")
    #expect(try scratch.fovea("run", "other").code == 0)
    try scratch.write("[\"a\"]", to: "models.json")
    #expect(try scratch.fovea().output.hasPrefix("ran 1, restored 0, fresh 1"))
    try scratch.expectNothingToDo()
  }

  /// A ranking that is gone says nothing of what joins its cells.
  @Test(arguments: ["artifacts/ranking.json", "./artifacts/ranking.json"])
  func aRankingThatIsPutBackCostsNothing(written: String) throws {
    let scratch = try scratch()
    try scratch.edit("pipeline.yaml", "{from: artifacts/ranking.json", "{from: \(written)")
    #expect(try scratch.fovea().output.hasPrefix("ran 4"))
    try scratch.remove("artifacts/ranking.json")
    let status = try scratch.fovea("status")
    #expect(status.output.contains("maybe    join"), "\(status)")
    let run = try scratch.fovea()
    #expect(run.code == 0 && run.output.hasPrefix("ran 0, restored 1, fresh 3"), "\(run)")
  }

  /// Another stage's ranking is its maker's to write, and no reason to stop.
  @Test func aBrokenRankingWaitsForItsMaker() throws {
    let scratch = try Scratch(
      """
      name: two
      stages:
        slow: {target: slow, deps: {order: order.json}, outs: {r: artifacts/slow.json}}
        fast: {target: fast, deps: {order: order.json}, outs: {r: artifacts/fast.json}}
        one: {target: one, matrix: {m: {from: artifacts/slow.json}}, outs: {o: "artifacts/one/${item.m}.txt"}}
        two: {target: two, matrix: {m: {from: artifacts/fast.json}}, outs: {o: "artifacts/two/${item.m}.txt"}}
      """,
      stages: [
        "slow": "sleep 0.5; cp \"$root/order.json\" out/artifacts/slow.json",
        "fast": "cp \"$root/order.json\" out/artifacts/fast.json", "one": "echo a > out/artifacts/one/a.txt",
        "two": "echo a > out/artifacts/two/a.txt",
      ])
    try scratch.write("[\"a\"]", to: "order.json")
    try scratch.write("no list", to: "artifacts/slow.json")
    let run = try scratch.fovea("run", "--jobs", "2")
    #expect(run.code == 0 && run.output.hasPrefix("ran 4"), "\(run)")
  }

  @Test func aDriverThatWaitedSeesTheNewRanking() throws {
    let scratch = try scratch()
    #expect(try scratch.fovea().output.hasPrefix("ran 4"))
    try scratch.write("[\"deeplab\", \"unet\", \"psp\"]", to: "order.json")
    try scratch.stage(
      "rank", "touch \"$root/up\"; sleep 1; cat \"$root/order.json\" > out/artifacts/ranking.json")
    let first = try scratch.start(["run"])
    try scratch.wait { scratch.exists("up") }
    let second = try scratch.start(["run"])
    #expect(try first.finish().code == 0)
    let answer = try second.finish()
    #expect(answer.code == 0 && answer.output.hasPrefix("ran 0, restored 0, fresh 4"), "\(answer)")
    #expect(try scratch.read("artifacts/table.txt") == "deeplab\nunet\n")
  }

  @Test func aBrokenRankingIsNamed() throws {
    let scratch = try scratch()
    try scratch.write("{\"best\": 1}", to: "order.json")
    let run = try scratch.fovea()
    #expect(run.code == 1 && run.error.contains("best first"), "\(run)")
    try scratch.write("[\"unet\"]", to: "order.json")
    #expect(try scratch.fovea().code == 0)
    try scratch.expectNothingToDo()
  }

  /// A list that cannot give cells is its maker's to mend: told as a failure, and no other command is refused.
  @Test(arguments: ["[\"unet\", \"unet\"]", "[\"u net\"]", "[]"])
  func aListWithoutCellsLocksNobodyOut(list: String) throws {
    let scratch = try scratch()
    try scratch.edit(
      "pipeline.yaml", "  join: {",
      "  summary: {target: summary, deps: {r: artifacts/ranking.json}, outs: {s: artifacts/s.txt}}\n  join: {"
    )
    try scratch.stage("summary", "cp \"$root/artifacts/ranking.json\" out/artifacts/s.txt")
    try scratch.write(list, to: "order.json")
    let run = try scratch.fovea()
    #expect(run.code == 1 && run.output.hasPrefix("ran 1"), "\(run)")
    let kept = try scratch.fovea("run", "--keep-going")
    #expect(kept.code == 1 && kept.output.hasPrefix("ran 1") && scratch.exists("artifacts/s.txt"), "\(kept)")
    for command in [["run", "rank"], ["run", "summary"], ["why", "rank"]] {
      let answer = try scratch.start(command).finish()
      #expect(answer.code == 0, "\(answer)")
    }
    let status = try scratch.fovea("status")
    #expect(status.output.contains("missing  train"), "\(status)")
    let alone = try scratch.fovea("run", "train", "--only")
    #expect(alone.code == 1 && (alone.error.contains("list") || alone.error.contains("cell")), "\(alone)")
    try scratch.write("[\"unet\"]", to: "order.json")
    #expect(try scratch.fovea().output.hasPrefix("ran 4"))
    try scratch.expectNothingToDo()
  }

  /// What every list would run into is told before anything runs, whether there is a list yet or not.
  @Test(arguments: [false, true])
  func aMistakeBesideAListIsThePipelines(hasList: Bool) throws {
    let scratch = try scratch()
    if hasList { #expect(try scratch.fovea().output.hasPrefix("ran 4")) }
    let pipeline = try scratch.read("pipeline.yaml")
    try scratch.edit("pipeline.yaml", "top: \"${top}\"}}", "top: \"${top}\"}, seed: [1, 1]}")
    for command in [["status"], ["run", "rank"]] {
      let answer = try scratch.start(command).finish()
      #expect(answer.code == 1 && answer.error.contains("two cells are named"), "\(answer)")
    }
    try scratch.write(pipeline.replacingOccurrences(of: "${item.model}", with: "all"), to: "pipeline.yaml")
    let status = try scratch.fovea("status")
    #expect(status.code == 1 && status.error.contains("one maker for each path"), "\(status)")
  }

  /// A list that names another's output is its maker's to mend.
  @Test func aListThatLeadsToATakenOutputLocksNobodyOut() throws {
    let scratch = try scratch()
    try scratch.edit("pipeline.yaml", "artifacts/train/${item.model}.txt", "artifacts/${item.model}.txt")
    try scratch.stage("train", Self.train.replacingOccurrences(of: "artifacts/train/", with: "artifacts/"))
    try scratch.edit("pipeline.yaml", "outs: {t: artifacts/table.txt}", "outs: {t: artifacts/joined.txt}")
    try scratch.stage("join", "echo joined > out/artifacts/joined.txt")
    try scratch.edit(
      "pipeline.yaml", "outs: {r: artifacts/ranking.json}",
      "outs: {r: artifacts/ranking.json, s: artifacts/unet.txt}")
    try scratch.stage(
      "rank", "echo s > out/artifacts/unet.txt; cat \"$root/order.json\" > out/artifacts/ranking.json")
    let run = try scratch.fovea()
    #expect(run.code == 1 && run.error.contains("artifacts/unet.txt"), "\(run)")
    try scratch.write("[\"psp\"]", to: "order.json")
    #expect(try scratch.fovea().output.hasPrefix("ran 3"))
    try scratch.expectNothingToDo()
  }

  /// The same, where the other's outputs come later, or hold the cell's.
  @Test(arguments: [
    ("artifacts/${item.model}.txt", "artifacts/table.txt", "[\"table\"]"),
    ("artifacts/t/${item.model}/w.txt", "artifacts/t/table.txt", "[\"table.txt\"]"),
  ])
  func aListThatLeadsToALaterOutputLocksNobodyOut(out: String, table: String, list: String) throws {
    let scratch = try scratch()
    #expect(try scratch.fovea().output.hasPrefix("ran 4"))
    try scratch.edit("pipeline.yaml", "artifacts/train/${item.model}.txt", out)
    try scratch.edit("pipeline.yaml", "{t: artifacts/table.txt}", "{t: \(table)}")
    try scratch.write(list, to: "order.json")
    let run = try scratch.fovea()
    #expect(run.code == 1 && run.output.hasPrefix("ran 1"), "\(run)")
    #expect(run.error.contains("'\(table)'"), "\(run)")
    let status = try scratch.fovea("status")
    #expect(status.code == 2 && status.output.contains("missing  train"), "\(status)")
    let alone = try scratch.fovea("run", "join", "--only")
    #expect(alone.code == 1 && alone.error.contains("'\(table)'"), "\(alone)")
    #expect(try scratch.fovea("run", "rank").output.hasPrefix("ran 0"))
    try scratch.write("[\"psp\"]", to: "order.json")
    let mended = try scratch.fovea("run", "rank")
    #expect(mended.output.hasPrefix("ran 1"), "\(mended)")
    #expect(try scratch.fovea("status").output.contains("train@psp"))
  }

  /// A list that no stage makes is its person's to mend, whatever is wrong with it.
  @Test(arguments: ["[\"a\", \"a\"]", "[\"u net\"]", "[]", "rubbish"])
  func aBadListOfOnesOwnIsNamed(list: String) throws {
    let scratch = try Scratch(
      """
      name: own
      stages:
        train:
          target: train
          matrix: {model: {from: models.json}}
          outs: {w: "artifacts/${item.model}.txt"}
        other: {target: other, outs: {o: artifacts/o.txt}}
      """,
      stages: ["train": "exit 1", "other": "echo o > out/artifacts/o.txt"])
    try scratch.write(list, to: "models.json")
    #expect(try scratch.fovea("run", "other").output.hasPrefix("ran 1"))
    let status = try scratch.fovea("status")
    #expect(status.output.contains("missing  train"), "\(status)")
    let run = try scratch.fovea("run", "train")
    #expect(run.code == 1, "\(run)")
    #expect(run.error.contains("'train") || run.error.contains("models.json"), "\(run)")
  }

  /// A stage that has room for one cell only waits for a list of one.
  @Test func aListOfOneNeedsNoNamesInPaths() throws {
    let scratch = try Scratch(
      """
      name: one
      stages:
        rank: {target: rank, outs: {r: artifacts/ranking.json}}
        final:
          target: final
          matrix: {model: {from: artifacts/ranking.json}}
          outs: {w: artifacts/final.txt}
      """,
      stages: [
        "rank": "echo '[\"a\"]' > out/artifacts/ranking.json", "final": "echo f > out/artifacts/final.txt",
      ])
    #expect(try scratch.fovea().output.hasPrefix("ran 2"))
    try scratch.expectNothingToDo()
    try scratch.stage("rank", "echo '[\"a\", \"b\"]' > out/artifacts/ranking.json")
    let two = try scratch.fovea()
    #expect(two.code == 1 && two.error.contains("one maker for each path"), "\(two)")
    try scratch.stage("rank", "echo '[\"c\"]' > out/artifacts/ranking.json")
    #expect(try scratch.fovea().output.hasPrefix("ran 2"))
  }

  /// Of two lists the one is named whose cells would meet nothing else.
  @Test func ofTwoListsTheOneAtFaultIsNamed() throws {
    let scratch = try Scratch(
      """
      name: two
      stages:
        rank: {target: rank, outs: {a: artifacts/a.json}}
        rate: {target: rate, sandbox: off, outs: {b: artifacts/b.json}}
        inner:
          target: inner
          matrix: {model: {from: artifacts/a.json}}
          outs: {w: "artifacts/m/w/${item.model}.txt"}
        outer:
          target: inner
          matrix: {model: {from: artifacts/b.json}}
          outs: {w: "artifacts/m/${item.model}"}
      """,
      stages: [
        "rank": "echo '[\"a\"]' > out/artifacts/a.json",
        "rate": "cat \"$root/order.json\" > out/artifacts/b.json", "inner": "exit 1",
      ])
    try scratch.write("[\"w\"]", to: "order.json")
    #expect(try scratch.fovea("run", "rank", "rate").code == 0)
    let status = try scratch.fovea("status")
    #expect(
      status.output.contains("missing  outer") && status.output.contains("stale    inner@a"), "\(status)")
  }

  /// A list that lets a cell read the folder around another's output is its maker's to mend.
  @Test func aListThatLeadsToAFolderAroundOutputsLocksNobodyOut() throws {
    let scratch = try Scratch(
      """
      name: around
      stages:
        rank: {target: rank, sandbox: off, outs: {r: artifacts/ranking.json}}
        other: {target: other, outs: {o: artifacts/d/a/x.txt}}
        train:
          target: train
          matrix: {model: {from: artifacts/ranking.json}}
          deps: {d: "artifacts/d/${item.model}"}
          outs: {w: "artifacts/w/${item.model}.txt"}
      """,
      stages: [
        "rank": "cat \"$root/order.json\" > out/artifacts/ranking.json",
        "other": "mkdir -p out/artifacts/d/a; echo x > out/artifacts/d/a/x.txt", "train": "exit 1",
      ])
    try scratch.write("[\"a\"]", to: "order.json")
    let run = try scratch.fovea("run", "rank", "other")
    #expect(run.code == 0, "\(run)")
    let status = try scratch.fovea("status")
    #expect(status.output.contains("missing  train") && status.output.contains("artifacts/d/a"), "\(status)")
  }

  @Test func aListThatItsMakerDidNotWriteIsNamed() throws {
    let scratch = try scratch()
    try scratch.edit("pipeline.yaml", "outs: {r: artifacts/ranking.json}", "outs: {r: artifacts/rank/}")
    try scratch.edit("pipeline.yaml", "{from: artifacts/ranking.json", "{from: artifacts/rank/list.json")
    try scratch.stage("rank", "cat \"$root/order.json\" > out/artifacts/rank/ranking.json")
    for _ in 1...2 {
      let run = try scratch.fovea()
      #expect(run.code == 1, "\(run)")
      #expect(run.error.contains("artifacts/rank/list.json: no such file"), "\(run)")
    }
  }

  @Test func cellsShareTheCores() throws {
    let scratch = try Scratch(
      """
      name: cores
      stages:
        work:
          target: work
          sandbox: off
          foreach: [a, b, c, d]
          resources: {cores: 2}
          outs: {o: "artifacts/${item}.txt"}
      """,
      stages: [
        "work": """
        name=$(sed 's/.*"item":"\\([a-z]*\\)".*/\\1/' context.json)
        echo start >> "$root/trace"; sleep 0.2; echo stop >> "$root/trace"
        echo "$name" > "out/artifacts/$name.txt"
        """
      ])
    #expect(try scratch.fovea("run", "--jobs", "3").output.hasPrefix("ran 4"))
    #expect(try scratch.read("trace") == String(repeating: "start\nstop\n", count: 4))
    try scratch.expectNothingToDo()
    try scratch.remove("trace")
    #expect(try scratch.fovea("run", "--jobs", "4", "--force").output.hasPrefix("ran 4"))
    #expect(try scratch.read("trace").hasPrefix("start\nstart\n"))
  }
}
