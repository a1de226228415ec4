internal import CProcess
internal import Glibc

/// Programs of the system that the driver asks: the package manager, pkg-config.
enum Tool {
  /// Runs a program to its end and gives what it wrote; standard error too unless `outputOnly`.
  ///
  /// - Parameter isInterruptible: end it when one of the signals that this thread holds back comes
  ///   (SIGINT, SIGTERM, SIGHUP); the signal stays for whoever reads them.
  /// - Throws: `PipelineError` when it cannot start or exits with another code than 0;
  ///   `StageFailure.interrupted`.
  static func output(
    _ program: String, _ arguments: [String], folder: String, outputOnly: Bool = true,
    isInterruptible: Bool = false
  ) throws -> String {
    let path = try find(program)
    var ends: [Int32] = [0, 0]
    guard fovea_pipe(&ends) == 0 else { throw PipelineError.system(what: "make a pipe", code: errno) }
    let nothing = open("/dev/null", O_RDWR | O_CLOEXEC)
    defer { close(nothing) }
    let command = outputOnly ? ["-c", "exec \"$0\" \"$@\" 2>/dev/null", path] + arguments : arguments
    let child: ChildProcess
    do {
      defer { close(ends[1]) }
      child = try ChildProcess(
        .init(
          program: outputOnly ? "/bin/sh" : path, arguments: command, environment: inherited, folder: folder,
          input: nothing, output: ends[1]))
    }
    let (bytes, isInterrupted) = drain(ends[0], of: isInterruptible ? child : nil)
    let text = String(decoding: bytes, as: UTF8.self)
    close(ends[0])
    guard try child.wait().code == 0 else {
      if isInterrupted { throw StageFailure.interrupted }
      // Asked once more for its words alone: what is asked for its output changes nothing.
      if outputOnly { _ = try output(program, arguments, folder: folder, outputOnly: false) }
      throw PipelineError.toolFailed(
        command: ([program] + arguments).joined(separator: " "), output: String(text.suffix(4000)))
    }
    return text
  }

  /// The path of a program by `PATH`.
  static func find(_ program: String) throws -> String {
    if program.contains("/") { return program }
    let folders = inherited["PATH"]?.split(separator: ":") ?? []
    for folder in folders where access("\(folder)/\(program)", X_OK) == 0 { return "\(folder)/\(program)" }
    throw PipelineError.cannotStart(program: program, code: ENOENT)
  }

  /// The driver's own environment.
  static var inherited: [String: String] {
    var result: [String: String] = [:]
    var entry = environ
    while let variable = entry.pointee {
      let parts = String(cString: variable).split(
        separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      if parts.count == 2 { result[String(parts[0])] = String(parts[1]) }
      entry += 1
    }
    return result
  }

  /// Everything that can be read, and whether a signal ended the child before its time.
  private static func drain(_ descriptor: Int32, of child: ChildProcess?) -> ([UInt8], isInterrupted: Bool) {
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    var asked: Double?
    while true {
      if let child, isSignalPending { ask(child, &asked) }
      var watched = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
      if child != nil, poll(&watched, 1, 100) == 0 { continue }
      let count = read(descriptor, &buffer, buffer.count)
      if count > 0 {
        bytes += buffer[..<count]
      } else if count == 0 || errno != EINTR {
        return (bytes, asked != nil)
      }
    }
  }

  /// Asks a program to end, and kills it when it has not five seconds later.
  private static func ask(_ child: ChildProcess, _ asked: inout Double?) {
    let now = Clock.monotonic()
    if asked == nil { child.signal(SIGINT) }
    if now - (asked ?? now) > 5 { child.signal(SIGKILL) }
    asked = asked ?? now
  }

  private static var isSignalPending: Bool {
    var pending = sigset_t()
    guard sigpending(&pending) == 0 else { return false }
    return [SIGINT, SIGTERM, SIGHUP].contains { sigismember(&pending, $0) == 1 }
  }
}
