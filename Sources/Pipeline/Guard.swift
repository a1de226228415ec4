internal import CProcess
internal import Glibc

/// A small process that kills the stages' groups when the driver is gone, however it went.
///
/// The kernel's own signal at the parent's death reaches the stage itself, not what it started.
final class Guard {
  private let orders: Int32

  /// Starts the guard; it lives until this object, or the process, is gone.
  init() throws {
    signal(SIGPIPE, SIG_IGN)
    orders = fovea_start_guard()
    guard orders >= 0 else { throw PipelineError.system(what: "start the stages' guard", code: errno) }
  }

  deinit { close(orders) }

  /// From now on a process group is killed with the driver.
  func watch(_ group: Int32) { tell(group) }

  /// The group is no more.
  func forget(_ group: Int32) { tell(-group) }

  private func tell(_ number: Int32) {
    var number = number
    // Smaller than PIPE_BUF: written whole. A guard that somebody killed is no reason to stop.
    _ = write(orders, &number, MemoryLayout<Int32>.size)
  }
}
