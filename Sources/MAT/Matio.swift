import CMatio
import Foundation
import Synchronization

/// Calls of libmatio with everything it has to say collected.
///
/// The library reports through one callback for the process, on the thread that called it, and goes on
/// after most mistakes, with wrong data.
enum Matio {
  private static let messages = Mutex<[UInt: [String]]>([:])

  /// Whether the callback is in place; it is installed once.
  private static let listens: Bool =
    Mat_LogInitFunc("Fovea") { _, text in
      guard let text else { return }
      let line = String(cString: text)
      Matio.messages.withLock { $0[Matio.thread, default: []].append(line) }
    } == 0

  private static var thread: UInt { UInt(pthread_self()) }

  /// Runs `body`; returns its result and the library's warnings on this thread meanwhile.
  static func run<Result>(_ body: () throws -> Result) rethrows -> (result: Result, warnings: [String]) {
    precondition(listens, "libmatio accepts no listener")
    let thread = Self.thread
    messages.withLock { $0[thread] = nil }
    let result = try body()
    return (result, messages.withLock { $0.removeValue(forKey: thread) ?? [] })
  }
}
