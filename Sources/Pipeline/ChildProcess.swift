internal import CProcess
internal import Glibc

/// A program that was started, in a process group of its own, with nothing inherited but what is named.
///
/// Start it from a thread that lives as long as it: the kernel kills it when that thread ends.
final class ChildProcess {
  /// How it is started.
  struct Launch {
    var program: String
    /// The program's open file: what is run, whatever the path leads to by then; nil to run it by its path.
    var image: Int32?
    /// What it may open.
    var confinement: Confinement?
    var arguments: [String] = []
    var environment: [String: String]
    var folder: String
    /// The descriptor for standard input.
    var input: Int32
    /// The descriptor for standard output and error.
    var output: Int32
    /// Further descriptors that it keeps under their numbers.
    var kept: [Int32] = []
  }

  /// How it ended.
  struct End: Equatable {
    /// The exit code, or nil when a signal ended it.
    var code: Int32?
    /// The signal that ended it.
    var signal: Int32?
    var wallSeconds: Double
    var cpuSeconds: Double
    /// The most memory that it or a child of it had, in bytes.
    var peakMemory: Int64
  }

  let id: pid_t
  /// Becomes readable when it ends; -1 where the kernel has no such descriptor.
  let exitDescriptor: Int32
  let started: Double

  /// Starts a program; throws `PipelineError.cannotStart`.
  init(_ launch: Launch) throws {
    started = Clock.monotonic()
    let words = CStrings([launch.program] + launch.arguments)
    let variables = CStrings(launch.environment.map { "\($0.key)=\($0.value)" }.sorted())
    id = launch.program.withCString { program in
      launch.folder.withCString { folder in
        launch.kept.withUnsafeBufferPointer { kept in
          var child = fovea_child(
            program: program, image: launch.image ?? -1, rules: launch.confinement?.rules ?? -1,
            arguments: words.pointers, environment: variables.pointers, folder: folder,
            input: launch.input, output: launch.output, kept: kept.baseAddress, kept_count: Int32(kept.count),
            dies_with_parent: 1)
          return fovea_spawn(&child)
        }
      }
    }
    let code = errno
    guard id > 0 else { throw PipelineError.cannotStart(program: launch.program, code: code) }
    exitDescriptor = fovea_pidfd(id)
    if exitDescriptor >= 0 { _ = fcntl(exitDescriptor, F_SETFD, FD_CLOEXEC) }
  }

  deinit { if exitDescriptor >= 0 { close(exitDescriptor) } }

  /// Whether it has ended and can be waited for without delay.
  var hasEnded: Bool { fovea_has_ended(id) != 0 }

  /// Sends a signal to the whole group.
  func signal(_ number: Int32) { kill(-id, number) }

  /// Waits for the end and collects what it used; what is left of its group is killed.
  func wait() throws -> End {
    var status: Int32 = 0
    var usage = rusage()
    guard fovea_wait(id, &status, &usage) == id else {
      throw PipelineError.system(what: "wait for process \(id)", code: errno)
    }
    kill(-id, SIGKILL)
    let exited = fovea_exited(status) != 0
    func seconds(_ time: timeval) -> Double { Double(time.tv_sec) + Double(time.tv_usec) / 1e6 }
    return End(
      code: exited ? fovea_exit_code(status) : nil, signal: exited ? nil : fovea_exit_signal(status),
      wallSeconds: Clock.monotonic() - started,
      cpuSeconds: seconds(usage.ru_utime) + seconds(usage.ru_stime),
      peakMemory: Int64(usage.ru_maxrss) * 1024)
  }
}

/// A null-terminated array of C strings.
private final class CStrings {
  let pointers: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>
  private let count: Int

  init(_ texts: [String]) {
    count = texts.count
    pointers = .allocate(capacity: texts.count + 1)
    for (index, text) in texts.enumerated() { pointers[index] = strdup(text) }
    pointers[texts.count] = nil
  }

  deinit {
    for index in 0..<count { free(pointers[index]) }
    pointers.deallocate()
  }
}
