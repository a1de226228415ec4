import Foundation
import Testing

/// What a person sees of a run: in a terminal, in a pipe, and where a machine looks on.
@Suite struct TerminalTests {
  static let pipeline = """
    name: seen
    stages:
      one: {target: one, sandbox: off, outs: {o: artifacts/one.txt}}
      two: {target: two, sandbox: off, outs: {o: artifacts/two.txt}}
      three: {target: three, deps: {o: artifacts/one.txt}, outs: {o: artifacts/three.txt}}
    """

  /// Tells `step` of 120 iterations as a training stage does.
  static func progress(_ step: Int) -> String {
    "echo '{\"event\":\"progress\",\"step\":\(step),\"of\":120,\"unit\":\"iteration\",\"fields\":"
      + "{\"loss\":0.41,\"lr\":0.05,\"time\":0.21,\"decode.loss_ce\":0.3}}' > /proc/self/fd/$events\n"
  }

  static let events = "events=$(sed -n 's/.*\"events\":\\([0-9]*\\).*/\\1/p' context.json)\n"
  static let waiting = "until [ -e \"$root/go\" ]; do sleep 0.05; done\n"

  func scratch() throws -> Scratch {
    try Scratch(
      Self.pipeline,
      stages: [
        "one": Self.events + Self.progress(60) + "echo > \"$root/up1\"\n" + Self.waiting + Self.progress(120)
          + "echo 1 > out/artifacts/one.txt",
        "two": "echo > \"$root/up2\"\n" + Self.waiting + "echo 2 > out/artifacts/two.txt",
        "three": "echo 3 > out/artifacts/three.txt",
      ])
  }

  /// Starts `fovea` with standard error on a terminal.
  func start(
    _ scratch: Scratch, _ arguments: [String], on terminal: Pseudoterminal,
    environment: [String: String] = [:]
  ) throws -> Driver {
    try Driver(
      arguments, root: scratch.root,
      environment: ["FOVEA_STAGES": "\(scratch.root)/stages", "TERM": "xterm", "LANG": "C.UTF-8"]
        .merging(environment) { _, new in new },
      standardError: terminal.programSide)
  }

  /// The line that told iterations last, without colors.
  func lastProgress(in text: String) -> String {
    let lines = text.replacing("\r\n", with: "\n").split(separator: "\u{1b}[2K")
    let line = lines.last { $0.contains("Iter") }?.split(separator: "\n").first
    return line.map { String($0.replacing(#/\u{1b}\[\d+m/#, with: "")) } ?? ""
  }

  @Test func aTerminalShowsThePlanAndALineForEachRunningCell() throws {
    let scratch = try scratch()
    let terminal = try Pseudoterminal(columns: 100)
    let driver = try start(scratch, ["run", "--jobs", "2"], on: terminal)
    var (screen, cells): ([String], [String]) = ([], [])
    try scratch.wait {
      screen = terminal.screen
      cells = screen.filter { $0.hasPrefix("one ") || $0.hasPrefix("two ") }
      let isWhole = cells.count == 2 && screen.last?.hasPrefix("[0/3]") == true
      return isWhole && cells[0].contains("loss: 0.4100")
    }
    #expect(screen[0].hasPrefix("plan: 3 to run"), "\(screen)")
    #expect(screen.contains { $0.hasPrefix("  run") && $0.contains("never ran") }, "\(screen)")
    try #require(cells.count == 2, "\(screen)")
    #expect(
      cells[0].contains("━─") && cells[0].contains("Iter [ 60/120]") && cells[0].contains("loss: 0.4100"),
      "\(screen)")
    #expect(screen.last?.hasPrefix("[0/3]") == true, "\(screen)")
    #expect(terminal.text.contains("\u{1b}[32m━"), "colors")
    try terminal.resize(columns: 50)
    var line = ""
    try scratch.wait {
      line = lastProgress(in: terminal.text)
      return line.hasPrefix("one  Iter [ 60/120]")
    }
    #expect(line.count < 50, "\(line)")
    try scratch.write("", to: "go")
    let answer = try driver.finish()
    #expect(
      answer.code == 0 && answer.output.hasPrefix("ran 3, restored 0, fresh 0, failed 0 ("), "\(answer)")
    let last = terminal.screen.filter { !$0.isEmpty && !$0.contains("not sandboxed") }
    #expect(last.suffix(3).allSatisfy { $0.hasPrefix("ran ") }, "the bars are gone: \(last)")
    // Earlier durations are known now.
    let plan = try scratch.fovea("run", "--force", "--dry-run")
    #expect(plan.output.contains("3 to run; about "), "\(plan)")
    try scratch.expectNothingToDo()
  }

  @Test(
    arguments: [
      (["NO_COLOR": "1"], true, false), (["CI": "true"], false, true), (["TERM": "dumb"], false, false),
    ] as [([String: String], Bool, Bool)])
  func theEnvironmentDecidesOnBarsAndColorsApart(
    environment: [String: String], hasBars: Bool, hasColors: Bool
  ) throws {
    let scratch = try scratch()
    try scratch.write("", to: "go")
    let terminal = try Pseudoterminal(columns: 100)
    #expect(try start(scratch, ["run"], on: terminal, environment: environment).finish().code == 0)
    let text = terminal.text
    #expect(text.contains("\u{1b}[2K") == hasBars, "\(text)")
    #expect((text.firstMatch(of: #/\u{1b}\[\d+m/#) != nil) == hasColors, "\(text)")
    #expect(text.contains("Iter [120/120]") || hasBars)
  }

  @Test func aPipeGetsLinesWithoutControlCharacters() throws {
    let scratch = try scratch()
    try scratch.write("", to: "go")
    let run = try scratch.fovea("run")
    #expect(run.code == 0 && run.output.split(separator: "\n").count == 1, "results alone: \(run.output)")
    #expect(run.error.unicodeScalars.allSatisfy { $0.value >= 32 || $0 == "\n" }, "\(run.error)")
    #expect(run.error.contains("plan: "))
    #expect(
      run.error.contains(
        "one: Iter [120/120]  lr: 5.0000e-02  time: 0.2100  loss: 0.4100  decode.loss_ce: 0.3000"))
    #expect(run.error.components(separatedBy: "Iter [").count == 2, "one line at the end: \(run.error)")
    let forced = try scratch.fovea("run", "--force", "--progress", "none")
    let words = forced.error.split(separator: "\n").filter { !$0.contains("not sandboxed") }
    #expect(words.isEmpty && forced.output.hasPrefix("ran 3"), "\(forced)")
    let colored = try scratch.fovea("run", "--force", environment: ["CLICOLOR_FORCE": "1"])
    #expect(
      colored.error.contains("\u{1b}[32mran\u{1b}[0m") && !colored.error.contains("\u{1b}[2K"), "\(colored)")
    try scratch.expectNothingToDo()
  }

  @Test(arguments: [SIGINT, SIGTERM]) func aStoppedRunSaysHowToGoOn(signal: Int32) throws {
    let scratch = try scratch()
    let terminal = try Pseudoterminal(columns: 100)
    let driver = try start(scratch, ["run", "one", "--jobs", "1"], on: terminal)
    try scratch.wait { scratch.exists("up1") && terminal.text.contains("Iter") }
    kill(driver.process.processIdentifier, signal)
    let answer = try driver.finish()
    #expect(answer.code == 130 && answer.output.contains("failed 0, stopped 1"), "\(answer)")
    let screen = terminal.screen
    #expect(screen.contains { $0.hasPrefix("stopped one at Iter [ 60/120]") }, "\(screen)")
    #expect(
      screen.contains { $0.hasPrefix("go on with: ") && $0.hasSuffix("fovea run one --jobs 1") }, "\(screen)")
    try scratch.write("", to: "go")
    #expect(try scratch.fovea("run").code == 0)
    try scratch.expectNothingToDo()
  }

  /// What was to run in any case and did not is forced, and nothing else.
  @Test func aStoppedForcedRunGoesOnWithWhatIsLeft() throws {
    let scratch = try ChainTests().done()
    try scratch.edit("pipeline.yaml", "target: two", "target: two\n    sandbox: off")
    let waiting = "\ntouch \"$root/up\"; while [ ! -e \"$root/go\" ]; do sleep 0.1; done"
    try scratch.stage("two", ChainTests.two + waiting)
    let driver = try scratch.start(["run", "--force", "--jobs", "1"])
    try scratch.wait { scratch.exists("up") }
    kill(driver.process.processIdentifier, SIGINT)
    let answer = try driver.finish()
    #expect(answer.code == 130, "\(answer)")
    #expect(answer.error.contains("fovea run --force two --jobs 1\n"), "\(answer.error)")
  }

  @Test func whatAStoppedRunSavedIsInTheNextPlan() throws {
    let scratch = try scratch()
    let saving = "s=$(sed 's/.*\"scratch\":\"\\([^\"]*\\)\".*/\\1/' context.json); touch \"$s/state\"; "
    try scratch.stage("two", saving + "[ -e \"$root/go\" ] || exit 75; echo 2 > out/artifacts/two.txt")
    #expect(try scratch.fovea("run", "two").code == 1)
    let plan = try scratch.fovea("run", "two", "--dry-run")
    #expect(plan.output.contains("goes on from what a stopped run saved"), "\(plan)")
    try scratch.write("", to: "go")
    #expect(try scratch.fovea("run").code == 0)
    try scratch.expectNothingToDo()
  }
}
