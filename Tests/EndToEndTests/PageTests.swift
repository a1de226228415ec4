import Foundation
import Testing

/// Pages that follow their sources.
@Suite struct PageTests {
  static let pipeline = """
    name: pages
    stages:
      one: {target: one, page: one.swift, outs: {o: artifacts/one.txt}}
      two: {target: two, page: two.swift, outs: {o: artifacts/two.txt}}
    """

  func done() throws -> Scratch {
    let scratch = try Scratch(
      Self.pipeline,
      stages: ["one": "echo 1 > out/artifacts/one.txt", "two": "echo 2 > out/artifacts/two.txt"])
    try scratch.write("//: # One\nlet x = 1\n", to: "one.swift")
    try scratch.write("//: # Two\nlet x = 2\n", to: "two.swift")
    #expect(try scratch.fovea().output.hasPrefix("ran 2"))
    return scratch
  }

  @Test func newProseIsWovenWithoutARun() throws {
    let scratch = try done()
    #expect(try scratch.read("artifacts/report/one.html").contains(">One<"))
    try scratch.write("//: # One, told better\nlet x = 1\n", to: "one.swift")
    try scratch.expectNothingToDo()
    #expect(try scratch.read("artifacts/report/one.html").contains("One, told better"))
    #expect(try scratch.fovea("weave", "--check").code == 0)
    try scratch.remove("artifacts/report/two.html")
    try scratch.expectNothingToDo()
    #expect(scratch.exists("artifacts/report/two.html"))
  }

  @Test func nothingIsWovenTwice() throws {
    let scratch = try done()
    try scratch.write("left alone", to: "artifacts/report/one.html")
    try scratch.expectNothingToDo()
    #expect(try scratch.read("artifacts/report/one.html") == "left alone", "the source is the one of before")
  }

  @Test func aMistakeIsToldWithItsPlaceAndKeepsNoOtherPageBack() throws {
    let scratch = try done()
    try scratch.write("//: # One\n//: {{nope}}\nlet x = 1\n", to: "one.swift")
    try scratch.write("//: # Two, told better\nlet x = 2\n", to: "two.swift")
    for _ in 0..<2 {
      let run = try scratch.fovea()
      #expect(run.code == 0 && run.error.contains("one.swift:2: no value 'nope'"), "\(run)")
      #expect(try scratch.read("artifacts/report/two.html").contains("Two, told better"))
    }
    #expect(try scratch.fovea("weave").code == 1)
    #expect(try scratch.fovea("weave", "two", "--format", "md").output == "artifacts/report/two.md\n")
    try scratch.write("//: # One\nlet x = 1\n", to: "one.swift")
    #expect(try scratch.fovea().error == "")
  }

  @Test func thePageSaysHowItsTextAndItsResultsStand() throws {
    let scratch = try done()
    #expect(try scratch.read("artifacts/report/one.html").contains("</span> FRESH</p>"))
    try scratch.write("//: # One, told better\nlet x = 1\n", to: "one.swift")
    try scratch.expectNothingToDo()
    #expect(try scratch.read("artifacts/report/one.html").contains("</span> REWOVEN</p>"))
    try scratch.stage("one", "echo 11 > out/artifacts/one.txt")
    #expect(try scratch.fovea("weave").code == 0)
    #expect(try scratch.read("artifacts/report/one.html").contains("</span> STALE</p>"))
    #expect(try scratch.fovea().output.hasPrefix("ran 1"))
    #expect(try scratch.read("artifacts/report/one.html").contains("</span> FRESH</p>"))
    try scratch.expectNothingToDo()
  }

  @Test func aCopyElsewhereGivesTheSamePages() throws {
    let scratch = try done()
    let copy = try Scratch("", stages: [:])
    try FileManager.default.removeItem(atPath: copy.root)
    try FileManager.default.copyItem(atPath: scratch.root, toPath: copy.root)
    try copy.remove("artifacts/report")
    for form in ["html", "md", "ipynb"] {
      for place in [scratch, copy] { #expect(try place.fovea("weave", "--format", form).code == 0) }
    }
    let names = try FileManager.default.contentsOfDirectory(atPath: "\(scratch.root)/artifacts/report")
    #expect(Set(names).isSuperset(of: ["index.html", "one.html", "two.html", "one.md", "two.ipynb"]))
    for name in names {
      #expect(
        try scratch.read("artifacts/report/\(name)") == copy.read("artifacts/report/\(name)"), "\(name)")
    }
    let page = try copy.fovea("audit", "artifacts/report/one.html")
    #expect(page.code == 0 && page.output.contains("confirmed  artifacts/one.txt"), "\(page)")
    try copy.write("another", to: "artifacts/one.txt")
    #expect(try copy.fovea("audit", "artifacts/report/one.html").output.contains("superseded"))
  }

  /// A stage's word on what it shows, as StageKit files it.
  static func shown(_ key: String, _ value: String, line: Int) -> String {
    "echo '{\"place\":{\"file\":\"one/one.swift\",\"line\":\(line),\"column\":6},\"kind\":\"value\",\"label\":\"\(key)\","
      + "\"caption\":\"\",\"alt\":\"\",\"content\":{\"application/json\":\"\(value)\"}}' >> shown/shown.jsonl"
  }

  @Test func thePageOfARunningStageFollowsItAndEndsAsTheFinalPage() throws {
    let scratch = try done()
    try scratch.write("//: # One\n//: {{x}} and {{y}}\nvalue(\"x\", 1)\nvalue(\"y\", 2)\n", to: "one.swift")
    try scratch.stage(
      "one",
      Self.shown("x", "11", line: 3) + "\nuntil [ -e \"$root/go\" ]; do sleep 0.05; done\n"
        + Self.shown("y", "22", line: 4) + "\necho new > out/artifacts/one.txt")
    let driver = try scratch.start(["run", "one"])
    let page = "artifacts/report/one.html"
    // The index is written after the pages.
    try scratch.wait { (try? scratch.read("artifacts/report/index.html"))?.contains("RUNNING") == true }
    let live = try scratch.read(page)
    #expect(
      live.contains("http-equiv=\"refresh\"") && live.contains(">11<") && live.contains("(y: not computed)"))
    try scratch.write("", to: "go")
    #expect(try driver.finish().code == 0)
    let final = try scratch.read(page)
    #expect(final.contains("FRESH") && final.contains(">22<") && !final.contains("refresh"))
    try scratch.remove("artifacts/report")
    #expect(try scratch.fovea("weave").code == 0)
    #expect(try scratch.read(page) == final, "a plain weave gives the same bytes")
    try scratch.expectNothingToDo()
  }

  @Test func whatAFailedStageHadShownIsKeptAsPartial() throws {
    let scratch = try Scratch(
      Self.pipeline, stages: ["one": Self.shown("x", "11", line: 3) + "\nexit 1", "two": "exit 1"])
    try scratch.write("//: # One\n//: {{x}} and {{y}}\nvalue(\"x\", 1)\n", to: "one.swift")
    #expect(try scratch.fovea("run", "one").code == 1)
    #expect(try scratch.fovea("weave", "one").code == 0)
    let page = try scratch.read("artifacts/report/one.html")
    #expect(page.contains("PARTIAL") && page.contains(">11<"), "\(page)")
  }

  /// What the disk spoiled is missing from its page and keeps no other page back.
  @Test func aDamagedObjectIsNotShown() throws {
    let scratch = try done()
    try scratch.stage(
      "one",
      "echo 1 > out/artifacts/one.txt; printf '%s\\n' '{\"place\":{\"file\":\"one.swift\",\"line\":2,\"column\":1},"
        + "\"kind\":\"value\",\"label\":\"it\",\"caption\":\"\",\"alt\":\"\",\"content\":{\"application/json\":\"42\"}}'"
        + " >> shown/shown.jsonl")
    #expect(try scratch.fovea().code == 0)
    #expect(try scratch.read("artifacts/report/one.html").contains("42"))
    try scratch.shell(
      "rm -rf .fovea/shown; file=$(grep -rl '\"it\"' .fovea/store/objects); chmod 644 $file; echo x > $file")
    for _ in 0..<2 {
      let woven = try scratch.fovea("weave")
      #expect(woven.code == 0, "\(woven)")
      #expect(try !scratch.read("artifacts/report/one.html").contains("42"))
    }
  }

  @Test func opensThePageOrSaysHow() throws {
    let scratch = try done()
    let answer = try scratch.fovea("weave", "two", "--open", environment: ["PATH": "\(scratch.root)/bin"])
    #expect(answer.code == 1 && answer.error.contains("artifacts/report/two.html"), "\(answer)")
    try scratch.write("#!/bin/sh\necho \"$1\" > '\(scratch.root)/opened'\n", to: "bin/xdg-open")
    try FileManager.default.setAttributes(
      [.posixPermissions: 0o755], ofItemAtPath: scratch.root + "/bin/xdg-open")
    let environment = ["PATH": "\(scratch.root)/bin:/usr/bin:/bin"]
    #expect(try scratch.fovea("weave", "--open", environment: environment).code == 0)
    #expect(try scratch.read("opened").hasSuffix("/artifacts/report/index.html\n"))
    #expect(try scratch.fovea("weave", "two", "--open", environment: environment).code == 0)
    #expect(try scratch.read("opened").hasSuffix("/artifacts/report/two.html\n"))
  }

  /// A page tells the state of the moment when it was woven; whenever any page is woven, no other is left behind.
  @Test func pagesAndIndexAgree() throws {
    let scratch = try Scratch(
      Self.pipeline.replacingOccurrences(
        of: "page: two.swift,", with: "page: two.swift, deps: {o: artifacts/one.txt},"
      )
      .replacingOccurrences(of: "page: one.swift,", with: "page: one.swift, deps: {raw: raw.txt},"),
      stages: [
        "one": "cp \"$root/raw.txt\" out/artifacts/one.txt",
        "two": "cp \"$root/artifacts/one.txt\" out/artifacts/two.txt",
      ])
    try scratch.write("//: # One\nlet x = 1\n", to: "one.swift")
    try scratch.write("//: # Two\nlet x = 2\n", to: "two.swift")
    try scratch.write("1", to: "raw.txt")
    #expect(try scratch.fovea().code == 0)
    try scratch.write("2", to: "raw.txt")
    #expect(try scratch.fovea("run", "one").output.hasPrefix("ran 1"))
    #expect(try scratch.read("artifacts/report/two.html").contains("</span> STALE</p>"))
    #expect(try scratch.fovea().output.hasPrefix("ran 1"))
    #expect(try scratch.read("artifacts/report/two.html").contains("</span> FRESH</p>"))
    try scratch.write("//: # One\n//: {{nope}}\nlet x = 1\n", to: "one.swift")
    #expect(try scratch.fovea("weave").code == 1)
    let page = try scratch.read("artifacts/report/one.html")
    #expect(page.contains("</span> NOT WOVEN</p>") && page.contains("no value &#39;nope&#39;"), "\(page)")
    #expect(try scratch.read("artifacts/report/index.html").contains("NOT WOVEN"))
    try scratch.write("//: # One\nlet x = 1\n", to: "one.swift")
    #expect(try scratch.fovea("weave").code == 0)
    // A stage that is gone takes its page along.
    try scratch.edit("pipeline.yaml", "  two:", "  three:")
    try scratch.edit("pipeline.yaml", "target: two", "target: one")
    try scratch.edit("pipeline.yaml", "page: two.swift, deps: {o: artifacts/one.txt}", "deps: {raw: raw.txt}")
    try scratch.edit("pipeline.yaml", "artifacts/two.txt", "artifacts/three.txt")
    #expect(try scratch.fovea("run", "one").code == 0)
    #expect(!scratch.exists("artifacts/report/two.html"))
    let index = try scratch.read("artifacts/report/index.html")
    #expect(!index.contains("three.html") && index.contains(">three<"), "a stage without a page has no link")
  }

  @Test func cellsAreWovenByTheirStage() throws {
    let scratch = try done()
    try scratch.write("//: # One, told better\nlet x = 1\n", to: "one.swift")
    try scratch.edit(
      "pipeline.yaml", "outs: {o: artifacts/one.txt}",
      "matrix: {item: [a]}, outs: {o: \"artifacts/${item.item}.txt\"}")
    try scratch.stage("one", "echo 1 > out/artifacts/a.txt")
    #expect(try scratch.fovea().code == 0)
    try scratch.write("//: # One, told best\nlet x = 1\n", to: "one.swift")
    let answer = try scratch.fovea("weave", "one@a")
    #expect(answer.code == 0 && answer.output.contains("artifacts/report/one.html"), "\(answer)")
    #expect(try scratch.read("artifacts/report/one.html").contains("One, told best"))
  }

  /// Whatever the page says of its runs is held against the records, not only digests.
  @Test(arguments: [
    ("\"seed\":", "\"seed\":9"), ("\"stage\":\"one\"", "\"stage\":\"best\""),
    ("\"stage\":\"one\",\"state", "\"stage\":\"best\",\"state"),
    ("\"role\":\"o\"", "\"role\":\"best\""), ("\"parameters\":{", "\"parameters\":{\"a\":1"),
    ("\"dirty\":false", "\"dirty\":true"),
  ])
  func aForgedPageIsContradicted(part: String, forged: String) throws {
    let scratch = try done()
    let page = try scratch.read("artifacts/report/one.html")
    #expect(page.contains(part), "\(part)")
    try scratch.write(page.replacingOccurrences(of: part, with: forged), to: "forged.html")
    let answer = try scratch.fovea("audit", "forged.html")
    #expect(answer.code == 1 && answer.output.contains("contradicted"), "\(answer)")
  }

  /// The text that a run had may hold a mistake; the page is one of the text of now.
  @Test func aMistakeThatWasMendedIsForgotten() throws {
    let scratch = try done()
    try scratch.write("//: # One\n//: @bogus\nvalue(\"x\", 1)\n", to: "one.swift")
    try scratch.stage("one", Self.shown("x", "11", line: 3) + "\necho 1 > out/artifacts/one.txt")
    #expect(try scratch.fovea().error.contains("unknown directive '@bogus'"))
    try scratch.write("//: # One\nvalue(\"x\", 1)\n", to: "one.swift")
    let answer = try scratch.fovea()
    #expect(answer.code == 0 && !answer.error.contains("bogus"), "\(answer)")
    let page = try scratch.read("artifacts/report/one.html")
    #expect(page.contains("</span> REWOVEN</p>") && page.contains(">11<"), "\(page)")
  }

  @Test func aPageWithoutASourceIsTakenAway() throws {
    let scratch = try done()
    try scratch.edit("pipeline.yaml", "page: two.swift, ", "")
    #expect(try scratch.fovea("weave", "two", "--format", "md").code == 0)
    #expect(scratch.exists("artifacts/report/two.html"), "other forms tell nothing of HTML pages")
    #expect(try scratch.fovea("weave").code == 0)
    #expect(!scratch.exists("artifacts/report/two.html") && scratch.exists("artifacts/report/one.html"))
  }

  /// A page that was kept tells the name of its time; the run's own record has it as well, and the history of
  /// committed ones.
  @Test(.enabled(if: FileManager.default.isExecutableFile(atPath: "/usr/bin/git"), "no git"))
  func pagesOfRenamedStagesAreConfirmed() throws {
    let scratch = try done()
    try scratch.write(".fovea/\n", to: ".gitignore")
    try scratch.shell(
      "cp artifacts/report/two.html kept.html; git init -q . && git add -f . && git commit -q -m one")
    try scratch.edit("pipeline.yaml", "  two:", "  three:")
    #expect(try scratch.fovea().output.contains("restored 1"))
    try scratch.shell("git add -A && git commit -q -m two && git clone -q . clone")
    for folder in ["", "/clone"] {
      let audit = try Driver(["audit", "kept.html"], root: scratch.root + folder, environment: [:]).finish()
      #expect(audit.code == 0 && audit.output.contains("confirmed  artifacts/two.txt"), "\(audit)")
    }
  }

  /// A page that cannot be woven goes as any other.
  @Test func anUnwovenPageIsTakenAway() throws {
    let scratch = try done()
    try scratch.write("//: # Two\n//: {{nope}}\nlet x = 2\n", to: "two.swift")
    #expect(try scratch.fovea().error.contains("no value 'nope'"))
    #expect(try scratch.read("artifacts/report/two.html").contains("NOT WOVEN"))
    try scratch.edit("pipeline.yaml", "page: two.swift, ", "")
    let check = try scratch.fovea("weave", "--check")
    #expect(check.code == 2 && check.output.contains("artifacts/report/two.html"), "\(check)")
    try scratch.expectNothingToDo()
    #expect(!scratch.exists("artifacts/report/two.html"))
  }
}
