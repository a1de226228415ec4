import Foundation
import Testing

@testable import Pipeline

@Suite struct ChildProcessTests {
  func run(_ script: String, environment: [String: String] = ["PATH": "/usr/bin:/bin"]) throws
    -> (end: ChildProcess.End, output: String)
  {
    let folder = try ScratchFolder()
    try folder.write("", to: "out")
    let output = open(folder.workspace.path("out"), O_WRONLY | O_CLOEXEC)
    let input = open("/dev/null", O_RDONLY | O_CLOEXEC)
    defer {
      close(output)
      close(input)
    }
    let child = try ChildProcess(
      .init(
        program: "/bin/sh", arguments: ["-c", script], environment: environment,
        folder: folder.workspace.root, input: input, output: output))
    return (try child.wait(), try folder.read("out"))
  }

  @Test func tellsCodesFromSignals() throws {
    #expect(try run("exit 0").end.code == 0)
    #expect(try run("exit 7").end.code == 7)
    let killed = try run("kill -SEGV $$").end
    #expect(killed.code == nil && killed.signal == SIGSEGV)
  }

  @Test func seesOnlyWhatItIsGiven() throws {
    let output = try run(
      "env; ls /proc/self/fd; echo end >&2", environment: ["PATH": "/usr/bin:/bin", "A": "b"]
    )
    .output
    #expect(output.contains("A=b\n") && output.contains("end\n") && !output.contains("HOME="))
    // `ls` itself opens one to read the folder.
    #expect(output.contains("0\n1\n2\n3\nend\n"), "no descriptor of the parent is open: \(output)")
  }

  @Test func countsTimeAndMemory() throws {
    let end = try run("i=0; while [ $i -lt 20000 ]; do i=$((i+1)); done").end
    #expect(end.cpuSeconds > 0 && end.wallSeconds > 0 && end.peakMemory > 100_000)
  }

  @Test func doesNotStartWhatIsNoProgram() throws {
    #expect(throws: PipelineError.cannotStart(program: "/nothing/here", code: ENOENT)) {
      try ChildProcess(
        .init(program: "/nothing/here", environment: [:], folder: "/", input: 0, output: 1))
    }
  }

  @Test func aSignalThatIsHeldBackEndsAnInterruptibleTool() throws {
    var held = sigset_t()
    var before = sigset_t()
    sigemptyset(&held)
    sigaddset(&held, SIGINT)
    pthread_sigmask(SIG_BLOCK, &held, &before)
    defer { pthread_sigmask(SIG_SETMASK, &before, nil) }
    pthread_kill(pthread_self(), SIGINT)
    let begun = Clock.monotonic()
    #expect(throws: StageFailure.interrupted) {
      try Tool.output("sleep", ["60"], folder: "/", outputOnly: false, isInterruptible: true)
    }
    #expect(Clock.monotonic() - begun < 10)
    var taken: Int32 = 0
    sigwait(&held, &taken)
    #expect(taken == SIGINT, "whoever reads the signals still finds it")
  }
}
