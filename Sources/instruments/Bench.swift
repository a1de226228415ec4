import Foundation
import Segmentation

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Times the repetitions of a subject after one to warm up.
struct Bench {
  let subject: BenchSubject
  let options: BenchOptions

  func run() throws {
    Output.note("warming up: \(subject.setting.model.name) \(subject.mode)")
    let clock = ContinuousClock()
    try subject.work()
    let seconds = try options.onRequest ? onRequest(clock) : inTurn(clock)
    let report = BenchReport(subject, seconds: seconds, peak: Self.peakMegabytes())
    try options.json ? Output.printJSON(report) : report.tell()
  }

  private func inTurn(_ clock: ContinuousClock) throws -> [Double] {
    let start = clock.now
    return try (0..<options.repeats).map { index in
      let took = try clock.measure(subject.work).seconds
      let left = (clock.now - start).seconds / Double(index + 1) * Double(options.repeats - index - 1)
      Output.note(
        String(format: "%d of %d: %.3f s, %.0f s left", index + 1, options.repeats, took, left))
      return took
    }
  }

  /// Lets another program set the pace, so that two programs can be timed in turn.
  private func onRequest(_ clock: ContinuousClock) throws -> [Double] {
    Output.print("ready")
    var all: [Double] = []
    while readLine() != nil {
      let took = try clock.measure(subject.work).seconds
      Output.print("\(took)")
      all.append(took)
    }
    return all
  }

  /// The most memory that this process ever held.
  private static func peakMegabytes() -> Double {
    var usage = rusage()
    #if os(Linux)
      getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
      return Double(usage.ru_maxrss) / 1024
    #else
      getrusage(RUSAGE_SELF, &usage)
      return Double(usage.ru_maxrss) / 1_048_576
    #endif
  }
}

extension Duration {
  fileprivate var seconds: Double {
    let (whole, parts) = components
    return Double(whole) + Double(parts) * 1e-18
  }
}
