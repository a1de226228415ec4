import Synchronization

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Whether a signal has come; a handler in C can reach nothing but what is global.
private let isAsked = Atomic<Bool>(false)

/// Turns Ctrl-C, SIGTERM and a closed terminal into an error at the next scan, so that what was begun is taken away.
enum Interruption: Error, CustomStringConvertible {
  case stopped

  var description: String { "stopped; nothing was written" }

  /// From now on these signals are remembered.
  static func watch() {
    for number in [SIGINT, SIGTERM, SIGHUP] {
      let before = signal(number) { _ in isAsked.store(true, ordering: .relaxed) }
      // As nohup and the background jobs of shells want it.
      if unsafeBitCast(before, to: Int.self) == unsafeBitCast(SIG_IGN, to: Int.self) {
        signal(number, SIG_IGN)
      }
    }
  }

  /// Throws once a signal has come.
  static func check() throws {
    if isAsked.load(ordering: .relaxed) { throw stopped }
  }
}
