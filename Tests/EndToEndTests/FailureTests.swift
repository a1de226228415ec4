import Foundation
import Testing

/// Stages that fail, hang, lie or die, and drivers that are killed.
@Suite struct FailureTests {
  static let pipeline = """
    name: failing
    params: {n: 1}
    stages:
      one:
        target: one
        deps: {raw: raw.txt}
        params: [n]
        sandbox: off
        outs: {o: artifacts/one.txt}
      two: {target: two, deps: {o: artifacts/one.txt}, outs: {t: artifacts/two.txt}}
      three: {target: three, outs: {t: artifacts/three.txt}}
    """
  static let good = "cat \"$root/raw.txt\" > out/artifacts/one.txt"

  /// Lets a stage's script know the folder that outlives its run as $scratch.
  static let findScratch = #"scratch=$(sed 's/.*"scratch":"\([^"]*\)".*/\1/' context.json)"#

  /// The one folder in which a stopped run saved something.
  func savedWork(in scratch: Scratch) throws -> String {
    let folder = ".fovea/scratch"
    let names = try FileManager.default.contentsOfDirectory(atPath: "\(scratch.root)/\(folder)")
    return try "\(folder)/" + #require(names.first { !$0.hasSuffix(".inputs") })
  }

  func scratch(_ one: String) throws -> Scratch {
    let scratch = try Scratch(
      Self.pipeline,
      stages: [
        "one": one, "two": "cat \"$root/artifacts/one.txt\" > out/artifacts/two.txt",
        "three": "echo 3 > out/artifacts/three.txt",
      ])
    try scratch.write("raw\n", to: "raw.txt")
    return scratch
  }

  @Test(arguments: [
    ("echo to the log; echo broken >&2; exit 3", "exited with code 3"), ("kill -9 $$", "killed (signal 9)"),
    ("kill -ILL $$", "trap"), ("kill -SEGV $$", "memory fault"), ("true", "expected a file, found nothing"),
    ("mkdir out/artifacts/one.txt", "expected a file, found a folder"),
    ("ln -s /etc/passwd out/artifacts/one.txt", "found a link"),
    ("echo x > out/artifacts/one.txt; echo y > out/artifacts/other.txt", "'artifacts/other.txt' was written"),
    ("echo x > out/artifacts/one.txt; echo y > stray.txt", "'stray.txt' was written"),
    ("echo '{\"event\":\"failure\",\"text\":\"no slices\"}' > \(eventsDescriptor); exit 1", "no slices"),
  ])
  func failuresLeaveEverythingAsItWas(script: String, words: String) throws {
    let scratch = try scratch(Self.good)
    #expect(try scratch.fovea().output.hasPrefix("ran 3"))
    try scratch.stage("one", script)
    let run = try scratch.fovea()
    #expect(run.code == 1 && run.error.contains(words), "\(run)")
    #expect(run.output.contains("failed 1"), "\(run)")
    #expect(try scratch.read("artifacts/one.txt") == "raw\n" && scratch.exists("artifacts/two.txt"))
    let status = try scratch.fovea("status")
    #expect(status.code == 2 && status.output.contains("failed  one"), "\(status)")
    try scratch.stage("one", Self.good)
    #expect(try scratch.fovea().code == 0)
    try scratch.expectNothingToDo()
  }

  /// The stage finds the descriptor for events in its context.
  static let eventsDescriptor = "/proc/self/fd/$(sed -n 's/.*\"events\":\\([0-9]*\\).*/\\1/p' context.json)"

  @Test func theLogsEndIsShown() throws {
    let scratch = try scratch("echo the last words; exit 3")
    let run = try scratch.fovea()
    #expect(run.error.contains("the last words") && run.error.contains(".fovea/runs/"), "\(run)")
  }

  @Test func keepsGoingWithWhatDoesNotDependOnIt() throws {
    let scratch = try scratch("exit 1")
    let stop = try scratch.fovea("run", "--jobs", "1")
    #expect(stop.code == 1 && !scratch.exists("artifacts/three.txt"), "\(stop)")
    let run = try scratch.fovea("run", "--keep-going")
    #expect(run.code == 1 && run.output.hasPrefix("ran 1, restored 0, fresh 0, failed 1, not reached 1"))
    #expect(scratch.exists("artifacts/three.txt") && !scratch.exists("artifacts/two.txt"))
  }

  @Test func anInputEditedMeanwhileTaintsTheRun() throws {
    let scratch = try scratch("cat \"$root/raw.txt\" > out/artifacts/one.txt; echo new > \"$root/raw.txt\"")
    let run = try scratch.fovea("run", "one")
    #expect(run.code == 1 && run.error.contains("changed while the stage ran"), "\(run)")
    #expect(!scratch.exists("artifacts/one.txt") && !scratch.exists("artifacts/records/one.json"))
    try scratch.write("raw\n", to: "raw.txt")
    #expect(try scratch.fovea("status", "one").output.hasPrefix("tainted  one"))
    try scratch.stage("one", Self.good)
    #expect(try scratch.fovea().output.hasPrefix("ran 3"))
    try scratch.expectNothingToDo()
  }

  @Test func whatWasSavedFromOtherInputsIsNotResumed() throws {
    let resuming = """
      \(Self.findScratch)
      if [ -e "$scratch/saved" ]; then cp "$scratch/saved" out/artifacts/one.txt; exit 0; fi
      if [ -e "$root/spoil" ]; then
        rm "$root/spoil"; echo other > "$root/raw.txt"; cp "$root/raw.txt" "$scratch/saved"; exit 75
      fi
      cat "$root/raw.txt" > out/artifacts/one.txt
      """
    let scratch = try scratch(resuming)
    try scratch.write("", to: "spoil")
    #expect(try scratch.fovea("run", "one").code == 1)
    try scratch.write("raw\n", to: "raw.txt")
    #expect(try scratch.fovea("run", "one").code == 0)
    #expect(try scratch.read("artifacts/one.txt") == "raw\n")
  }

  @Test func whatIsNeverGoneOnWithIsLetGoOnlyWhenTold() throws {
    let scratch = try scratch(
      """
      \(Self.findScratch)
      if [ -e "$root/stop" ]; then cp "$root/raw.txt" "$scratch/saved"; exit 75; fi
      cat "$root/raw.txt" > out/artifacts/one.txt
      """)
    try scratch.write("", to: "stop")
    #expect(try scratch.fovea("run", "one").code == 1)
    let plain = try scratch.fovea("gc", "--apply")
    #expect(plain.output.contains("saved work of stopped runs (1, 4 B) stays"), "\(plain)")
    let recent = try scratch.fovea("gc", "--older-than", "1", "--apply")
    #expect(!recent.output.contains("stopped runs"), "saved today: \(recent)")
    let plan = try scratch.fovea("gc", "--older-than", "0", "--json").document()
    let saved = try #require((plan["saved"] as? [String])?.first)
    #expect(plan["savedBytes"] as? Int == 4 && scratch.exists(saved + "/saved"), "\(plan)")
    let done = try scratch.fovea("gc", "--older-than", "0", "--apply")
    #expect(done.output.contains("deleted: saved work of stopped runs (1, 4 B)"), "\(done)")
    #expect(!scratch.exists(saved) && !scratch.exists(saved + ".inputs"))
    #expect(try !scratch.fovea("gc").output.contains("stopped runs"))
  }

  @Test func whatAKilledDriverLeftIsNotResumedAfterAnInputWasChangedAndChangedBack() throws {
    let resuming = """
      \(Self.findScratch)
      if [ -e "$scratch/saved" ]; then cp "$scratch/saved" out/artifacts/one.txt; exit 0; fi
      if [ -e "$root/spoil" ]; then cp "$root/raw.txt" "$scratch/saved"; echo > "$root/up"; sleep 600; fi
      cat "$root/raw.txt" > out/artifacts/one.txt
      """
    for isChanged in [true, false] {
      let scratch = try scratch(resuming)
      try scratch.write("", to: "spoil")
      let driver = try scratch.start(["run", "one"])
      try scratch.wait { scratch.exists("up") }
      kill(driver.process.processIdentifier, SIGKILL)
      #expect(try driver.finish().code == -9)
      let folder = scratch.root + "/.fovea/scratch"
      let saved = try savedWork(in: scratch)
      try scratch.write("saved\n", to: "\(saved)/saved")
      if isChanged {
        try scratch.write("other\n", to: "raw.txt")
        try scratch.write("raw\n", to: "raw.txt")
      }
      try scratch.remove("spoil")
      let plan = try scratch.fovea("run", "one", "--dry-run")
      #expect(plan.output.contains("goes on from what a stopped run saved") != isChanged, "\(plan)")
      let run = try scratch.fovea("run", "one")
      #expect(
        run.code == 0 && run.error.contains("one starts over") == isChanged, "\(run)")
      #expect(try scratch.read("artifacts/one.txt") == (isChanged ? "raw\n" : "saved\n"))
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder).isEmpty)
    }
  }

  /// What a run saved is good once its driver has looked at the inputs in the end: then they may be copied anew, or
  /// be another profile's for a while.
  ///
  /// It is so no longer once another run goes on from it and its driver is killed.
  @Test(arguments: [false, true]) func whatWasSavedOutlivesCopiesOfInputs(isKilledLater: Bool) throws {
    let scratch = try scratch(
      """
      \(Self.findScratch)
      if [ -e "$root/hang" ]; then echo > "$root/up"; sleep 600; fi
      if [ -e "$scratch/saved" ]; then cp "$scratch/saved" out/artifacts/one.txt; exit 0; fi
      if [ -e "$root/stop" ]; then echo saved > "$scratch/saved"; exit 75; fi
      cat "$root/raw.txt" > out/artifacts/one.txt
      """)
    try scratch.write("", to: "stop")
    #expect(try scratch.fovea("run", "one").code == 1)
    try scratch.remove("stop")
    if isKilledLater {
      try scratch.write("", to: "hang")
      let driver = try scratch.start(["run", "one"])
      try scratch.wait { scratch.exists("up") }
      kill(driver.process.processIdentifier, SIGKILL)
      #expect(try driver.finish().code == -9)
      try scratch.remove("hang")
    }
    try scratch.write("other\n", to: "raw.txt")
    #expect(try scratch.fovea("run", "one").code == 0)
    #expect(try scratch.read("artifacts/one.txt") == "other\n")
    try scratch.write("raw\n", to: "raw.txt")
    let plan = try scratch.fovea("run", "one", "--dry-run")
    #expect(plan.output.contains("goes on from what a stopped run saved") != isKilledLater, "\(plan)")
    #expect(try scratch.fovea("run", "one").code == 0)
    #expect(try scratch.read("artifacts/one.txt") == (isKilledLater ? "raw\n" : "saved\n"))
  }

  /// While something lives on that a stopped run started, nobody can say what it still saves.
  @Test func whatOutlivesItsStageMaySaveOtherThings() throws {
    let scratch = try scratch(
      """
      \(Self.findScratch)
      if [ -e "$scratch/saved" ]; then cp "$scratch/saved" out/artifacts/one.txt; exit 0; fi
      if [ -e "$root/stop" ]; then
        echo saved > "$scratch/saved"
        setsid sh -c "touch '$scratch/up'; while [ -e '$root/stop' ]; do sleep 0.1; done
          cp '$root/raw.txt' '$scratch/saved'" &
        until [ -e "$scratch/up" ]; do sleep 0.1; done
        exit 75
      fi
      cat "$root/raw.txt" > out/artifacts/one.txt
      """)
    try scratch.write("", to: "stop")
    #expect(try scratch.fovea("run", "one").code == 1)
    let saved = try savedWork(in: scratch)
    try scratch.write("other\n", to: "raw.txt")
    try scratch.remove("stop")
    try scratch.wait { (try? scratch.read("\(saved)/saved")) == "other\n" }
    try scratch.write("raw\n", to: "raw.txt")
    #expect(try scratch.fovea("run", "one").code == 0)
    #expect(try scratch.read("artifacts/one.txt") == "raw\n")
  }

  @Test func aProgramThatIsReplacedWhileItRunsTaintsTheRun() throws {
    let scratch = try scratch("cp \"$root/next\" \"$root/stages/one\"; " + Self.good)
    try scratch.write("#!/bin/sh\nexit 1\n", to: "next")
    let run = try scratch.fovea("run", "one")
    #expect(run.code == 1 && run.error.contains("changed while it ran"), "\(run)")
    #expect(!scratch.exists("artifacts/one.txt"))
  }

  @Test func eventsWithoutEndAreStopped() throws {
    let scratch = try scratch("yes | tr -d '\\n' > \(Self.eventsDescriptor)")
    let run = try scratch.fovea("run", "one")
    #expect(run.code == 1 && run.error.contains("of events"), "\(run)")
  }

  @Test func oneUnreadableInputDoesNotHideTheOthers() throws {
    let scratch = try scratch(Self.good)
    #expect(try scratch.fovea().code == 0)
    try scratch.remove("raw.txt")
    #expect(mkfifo(scratch.root + "/raw.txt", 0o644) == 0)
    let status = try scratch.fovea("status")
    #expect(status.code == 2 && status.output.contains("missing  one"), "\(status)")
    #expect(status.output.contains("found a FIFO") && status.output.contains("fresh    three"), "\(status)")
  }

  /// A plan that cannot be carried out ends as the run does.
  @Test func aPlanWithoutItsInputFails() throws {
    let scratch = try scratch(Self.good)
    try scratch.remove("raw.txt")
    for command in [["run"], ["run", "--dry-run"], ["run", "--dry-run", "--json"]] {
      let answer = try scratch.start(command).finish()
      #expect(answer.code == 1 && answer.error.contains("'raw' of 'one': expected a file"), "\(answer)")
    }
    let beside = try scratch.fovea("run", "three", "--dry-run")
    #expect(beside.code == 0, "\(beside)")
    let alone = try scratch.fovea("run", "two", "--only", "--dry-run")
    #expect(alone.code == 1 && alone.error.contains("'o' of 'two'"), "\(alone)")
  }

  @Test func anotherMachineIsDriftAndNoReasonToRun() throws {
    let scratch = try scratch(Self.good)
    #expect(try scratch.fovea("run", environment: ["LC_ALL": "de_DE.UTF-8"]).code == 0)
    let status = try scratch.fovea("status", "--explain", environment: ["LC_ALL": "C"])
    #expect(status.code == 0 && status.output.contains("drift of locale: de_DE.UTF-8 → C"), "\(status)")
    let quiet = try scratch.fovea("status", environment: ["LC_ALL": "de_DE.UTF-8"])
    #expect(quiet.code == 0 && !quiet.error.contains("another machine"), "\(quiet)")
    // A run that failed here made nothing of what stands.
    try scratch.stage("one", "exit 1")
    #expect(try scratch.fovea("run", environment: ["LC_ALL": "C"]).code == 1)
    try scratch.stage("one", Self.good)
    let again = try scratch.fovea("status", "--explain", environment: ["LC_ALL": "C"])
    #expect(again.code == 0 && again.output.contains("drift of locale: de_DE.UTF-8 → C"), "\(again)")
  }

  @Test func aHangingStageIsKilledWithItsChildren() throws {
    let scratch = try scratch("sleep 600 & echo $! > \"$root/child\"; wait")
    try scratch.edit("pipeline.yaml", "params: [n]", "params: [n]\n    timeout: 0.5")
    let run = try scratch.fovea("run", "one")
    #expect(run.code == 1 && run.error.contains("longer than its timeout of 0.5 s"), "\(run)")
    let child = try #require(Int32(try scratch.read("child").trimmingCharacters(in: .whitespacesAndNewlines)))
    try scratch.wait { kill(child, 0) != 0 }
  }

  @Test func aKilledDriverTakesItsStageAlongAndNothingIsLost() throws {
    let scratch = try scratch("echo $$ > \"$root/stage\"; sleep 600")
    let driver = try scratch.start(["run", "one"])
    try scratch.wait { (try? scratch.read("stage").isEmpty) == false }
    let stage = try #require(Int32(try scratch.read("stage").trimmingCharacters(in: .whitespacesAndNewlines)))
    #expect(try scratch.fovea("status", "one").output.hasPrefix("running  one"))
    kill(driver.process.processIdentifier, SIGKILL)
    #expect(try driver.finish().code == -9)
    try scratch.wait { kill(stage, 0) != 0 }
    try scratch.stage("one", Self.good)
    let halves = ["", "scratch/"].map { "\(scratch.root)/.fovea/\($0).half.99999999.1.tmp" }
    for half in halves {
      try Data("half".utf8).write(to: URL(filePath: half))
    }
    let run = try scratch.fovea()
    #expect(run.code == 0 && run.output.hasPrefix("ran 3"), "\(run)")
    #expect(!halves.contains { FileManager.default.fileExists(atPath: $0) })
    #expect(try FileManager.default.contentsOfDirectory(atPath: scratch.root + "/.fovea/staging").isEmpty)
    try scratch.expectNothingToDo()
  }

  @Test func anInterruptIsPoliteOnceAndFinalTwice() throws {
    let polite = try scratch(
      "trap 'echo saved > \"$root/saved\"; exit 1' TERM; echo > \"$root/up\"; sleep 600 & wait")
    let driver = try polite.start(["run", "one"])
    try polite.wait { polite.exists("up") }
    kill(driver.process.processIdentifier, SIGINT)
    let answer = try driver.finish()
    #expect(answer.code == 130 && polite.exists("saved"), "\(answer)")
    let deaf = try scratch("trap '' TERM; echo > \"$root/up\"; while :; do sleep 0.05; done")
    let second = try deaf.start(["run", "one"])
    try deaf.wait { deaf.exists("up") }
    kill(second.process.processIdentifier, SIGINT)
    usleep(200_000)
    kill(second.process.processIdentifier, SIGTERM)
    #expect(try second.finish().code == 130)
    try deaf.stage("one", Self.good)
    #expect(try deaf.fovea().code == 0)
    try deaf.expectNothingToDo()
  }

  @Test func twoDriversTakeTurns() throws {
    let holding = "while [ ! -e \"$root/go\" ]; do sleep 0.05; done; echo run >> \"$root/count\"; "
    let scratch = try scratch(holding + Self.good)
    let drivers = try (0..<2).map { _ in try scratch.start(["run"]) }
    try scratch.wait {
      drivers.contains { (try? $0.said("err").contains("waiting for the workspace")) == true }
    }
    try scratch.write("", to: "go")
    let answers = try drivers.map { try $0.finish() }
    #expect(answers.allSatisfy { $0.code == 0 }, "\(answers)")
    #expect(try scratch.read("count") == "run\n")
    try scratch.expectNothingToDo()
  }

  @Test(.enabled(if: FileManager.default.fileExists(atPath: "/dev/full"), "no /dev/full"))
  func resultsThatCannotBeWrittenAreAFailure() throws {
    let scratch = try scratch(Self.good)
    #expect(try scratch.fovea().code == 0)
    for command in ["status --json", "run", "graph", "audit artifacts/one.txt"] {
      let process = Process()
      let said = Pipe()
      process.executableURL = URL(fileURLWithPath: "/bin/sh")
      process.arguments = ["-c", "exec '\(Driver.program)' \(command) > /dev/full"]
      process.currentDirectoryURL = URL(fileURLWithPath: scratch.root)
      process.environment = ["FOVEA_STAGES": "\(scratch.root)/stages", "PATH": "/usr/bin:/bin"]
      process.standardError = said
      try process.run()
      let words = String(decoding: said.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
      process.waitUntilExit()
      #expect(process.terminationStatus == 1 && words.contains("standard output"), "\(command): \(words)")
    }
  }

  @Test func theEnvironmentIsAnAllowList() throws {
    let scratch = try scratch("env > out/artifacts/one.txt")
    try scratch.edit("pipeline.yaml", "params: [n]", "params: [n]\n    env: [SHOWN]")
    let run = try scratch.fovea("run", "one", environment: ["SHOWN": "yes", "HIDDEN": "no"])
    #expect(run.code == 0, "\(run)")
    let seen = try scratch.read("artifacts/one.txt")
    #expect(seen.contains("SHOWN=yes\n") && seen.contains("TZ=UTC\n") && !seen.contains("HIDDEN"))
    #expect(try scratch.fovea("why", "one").output.contains("environment variable SHOWN: 'yes' → not set"))
  }

  @Test func aPlaceThatLeadsOutOfTheWorkspaceIsRefused() throws {
    let scratch = try scratch(Self.good)
    try FileManager.default.createSymbolicLink(
      atPath: scratch.root + "/artifacts", withDestinationPath: "/tmp")
    let run = try scratch.fovea("run", "three")
    #expect(run.code == 1 && run.error.contains("expected a place inside the workspace"), "\(run)")
  }

  /// Also of what would come hours later.
  @Test func aLaterPlaceOutsideIsRefusedBeforeAnythingRuns() throws {
    let scratch = try scratch(Self.good)
    try scratch.edit("pipeline.yaml", "{t: artifacts/two.txt}", "{t: artifacts/far/two.txt}")
    try scratch.shell("mkdir artifacts; ln -s /tmp artifacts/far")
    for options in [[], ["--dry-run"]] {
      let run = try scratch.start(["run"] + options).finish()
      #expect(run.code == 1 && run.error.contains("expected a place inside the workspace"), "\(run)")
    }
    #expect(!scratch.exists("artifacts/one.txt"))
    #expect(try scratch.fovea("run", "one").code == 0, "it writes nothing there")
    let rest = try scratch.fovea("run", "--keep-going")
    #expect(rest.code == 1 && rest.output.hasPrefix("ran 1, restored 0, fresh 1, failed 1"), "\(rest)")
    let forced = try scratch.fovea("run", "two", "--only", "--force", "--dry-run")
    #expect(forced.code == 1 && forced.error.contains("inside the workspace"), "\(forced)")
  }

  @Test(arguments: [
    ("outs: {o: artifacts/one.txt}", "outs: {o: artifacts/two.txt}", "one maker for each path"),
    ("deps: {raw: raw.txt}", "deps: {raw: artifacts/two.txt}", "in a circle: one → two → one"),
    ("target: one", "target: one\n    cmd: x", "pipeline.yaml:6:5: unknown key 'cmd'"),
    ("outs: {o: artifacts/one.txt}", "outs: {o: ../one.txt}", "inside the workspace"),
  ])
  func mistakesAreToldBeforeAnythingRuns(old: String, new: String, words: String) throws {
    let scratch = try scratch(Self.good)
    try scratch.edit("pipeline.yaml", old, new)
    let run = try scratch.fovea()
    #expect(run.code == 1 && run.error.contains(words) && run.error.contains("pipeline.yaml:"), "\(run)")
    #expect(!scratch.exists("artifacts"))
  }

  /// What is printed must not land in the first file that the driver opens.
  @Test func closedDescriptorsAreNoFiles() throws {
    let scratch = try Scratch(
      "name: t\nstages: {one: {target: one, outs: {o: artifacts/x}}}\n",
      stages: ["one": "echo 1 > out/artifacts/x"])
    try scratch.shell(
      "FOVEA_STAGES='\(scratch.root)/stages' '\(Driver.program)' run <&- >&- 2>&- || true")
    #expect(try scratch.read("artifacts/x") == "1\n")
    #expect(try scratch.read(".fovea/lock").allSatisfy { $0.isNumber || $0 == "\n" })
    try scratch.expectNothingToDo()
  }
}
