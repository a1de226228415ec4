import CMatio
import Synchronization

/// libmatio behind one lock, with everything it has to say collected.
///
/// The library reports through a process-wide callback and goes on after most mistakes, with wrong data.
enum Matio {
  private static let lock = Mutex(())
  private static let messages = Mutex<[String]>([])

  /// Runs `body` alone in the process; returns its result and the library's warnings.
  static func run<Result>(_ body: () throws -> Result) rethrows -> (result: Result, warnings: [String]) {
    try lock.withLock { _ in
      messages.withLock { $0 = [] }
      Mat_LogInitFunc("Fovea") { _, text in
        guard let text else { return }
        let line = String(cString: text)
        Matio.messages.withLock { $0.append(line) }
      }
      let result = try body()
      return (result, messages.withLock(\.self))
    }
  }
}
