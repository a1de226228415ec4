internal import CProcess
internal import ContentStore
internal import Foundation
internal import Glibc
internal import StageProtocol

/// A running stage: its process, the lifeline that it watches, its events and its log.
final class StageProcess {
  /// The longest log, in bytes; a stage that writes more is stopped.
  static let logLimit: Int64 = 1 << 30

  /// The longest single event, in bytes.
  static let eventLimit = 1 << 20
  /// All events of a run together, in bytes.
  static let eventsLimit = 1 << 28

  let child: ChildProcess
  /// Where its events can be read.
  let events: Int32
  /// The log's absolute path.
  let log: String
  /// When it must be done by the monotonic clock, if it has a limit.
  let deadline: Double?
  /// Whether nobody can write events any more.
  private(set) var hasHungUp = false
  private let lifeline: Int32
  private var unread: [UInt8] = []
  private var heard = 0
  private var stopped: StageFailure?

  /// Starts a stage's program on a context; its `events` is filled in here.
  ///
  /// - Parameters:
  ///   - folder: the run's staging folder; the context is written there.
  ///   - environment: everything that it sees.
  ///   - lock: the workspace lock's descriptor.
  init(
    program: Program, confinement: Confinement?, context: StageContext, folder: String, log: String,
    environment: [String: String], lock: Int32?, timeout: Double?
  ) throws {
    let life = try Self.pipe()
    let talk = try Self.pipe()
    defer {
      close(life.read)
      close(talk.write)
    }
    lifeline = life.write
    events = talk.read
    self.log = log
    deadline = timeout.map { Clock.monotonic() + $0 }
    var context = context
    context.events = talk.write
    try FileSystem.writeDurably([UInt8](try JSONFile.encoded(context)), to: folder + "/context.json")
    let output = open(log, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o644)
    guard output >= 0 else { throw PipelineError.system(what: "write '\(log)'", code: errno) }
    defer { close(output) }
    // A stage that opens /dev/stderr opens the log.
    try confinement?.allow(log, .write)
    _ = fcntl(events, F_SETFL, O_NONBLOCK)
    child = try ChildProcess(
      .init(
        program: program.path, image: program.isScript ? nil : program.descriptor, confinement: confinement,
        arguments: [folder + "/context.json"], environment: environment, folder: folder, input: life.read,
        output: output, kept: [talk.write] + (lock.map { [$0] } ?? [])))
  }

  deinit {
    close(events)
    close(lifeline)
  }

  /// The events that came since the last call; a line that is none becomes a message.
  ///
  /// At most a mebibyte is taken at once, so that a stage that never stops talking stops nobody else.
  func readEvents() -> [StageEvent] {
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    var taken = 0
    while taken < 1 << 20 {
      let count = read(events, &buffer, buffer.count)
      if count > 0 {
        taken += count
        unread += buffer[..<count]
      } else if count == 0 {
        hasHungUp = true
        break
      } else if errno != EINTR {
        break
      }
    }
    heard += taken
    guard let end = unread.lastIndex(of: 0x0a) else { return [] }
    let lines = unread[..<end].split(separator: 0x0a)
    unread.removeSubrange(...end)
    let decoder = JSONDecoder()
    return lines.map { line in
      (try? decoder.decode(StageEvent.self, from: Data(line)))
        ?? .message(String(decoding: line.prefix(400), as: UTF8.self))
    }
  }

  /// Stops it when it is over its time or its log over the limit.
  func enforceLimits() throws {
    if stopped == nil, let deadline, Clock.monotonic() > deadline {
      stop(.tookTooLong(seconds: deadline - child.started))
    }
    if stopped == nil, heard > Self.eventsLimit || unread.count > Self.eventLimit {
      stop(.eventsTooLong(limit: Self.eventsLimit))
    }
    if stopped == nil, let stamp = try FileSystem.stamp(log), stamp.size > Self.logLimit {
      stop(.logTooLong(limit: Self.logLimit))
    }
  }

  /// Asks it to stop at the next good moment.
  func interrupt() {
    if stopped == nil { stopped = .interrupted }
    child.signal(SIGTERM)
  }

  /// Kills it with everything that it started.
  func kill() { child.signal(SIGKILL) }

  private func stop(_ reason: StageFailure) {
    stopped = reason
    kill()
  }

  /// Whether nothing that it started lives on, as far as a descriptor that all of them inherit can tell; asked once it
  /// has ended.
  var isGone: Bool {
    var events = pollfd(fd: events, events: Int16(POLLIN), revents: 0)
    return poll(&events, 1, 0) == 1 && events.revents & Int16(POLLHUP) != 0
  }

  /// Waits for its end; the failure is nil for exit code 0.
  func finish() throws -> (end: ChildProcess.End, failure: StageFailure?) {
    let end = try child.wait()
    if let stopped, end.code != 0 { return (end, stopped) }
    if let code = end.code { return (end, code == 0 ? nil : .exited(code: code)) }
    return (end, .killed(signal: end.signal ?? 0, peakMemory: end.peakMemory))
  }

  private static func pipe() throws -> (read: Int32, write: Int32) {
    var ends: [Int32] = [0, 0]
    guard fovea_pipe(&ends) == 0 else { throw PipelineError.system(what: "make a pipe", code: errno) }
    return (ends[0], ends[1])
  }
}
