private import Foundation
import StageProtocol
private import Synchronization

/// Reports the steps of a training loop with the fields that users of MMEngine know.
///
/// To what the loop gives (`loss`, `lr`, the heads' losses) it adds `time`, seconds a step; `data_time`, the part of
/// them that making the samples took; and `memory`, the most memory that the process had, in MiB. Time and
/// memory are for the person who watches: they reach no result.
public final class TrainingMeter: Sendable {
  private struct State {
    var last = ContinuousClock.now
    var loading = Duration.zero
  }

  private let reporter: Reporter
  private let total: Int
  private let state = Mutex(State())

  init(_ reporter: Reporter, total: Int) {
    self.reporter = reporter
    self.total = total
  }

  /// Makes a sample; the time counts as `data_time`.
  public func loading<Sample>(_ make: () throws -> Sample) rethrows -> Sample {
    let begun = ContinuousClock.now
    defer { state.withLock { $0.loading += ContinuousClock.now - begun } }
    return try make()
  }

  /// Tells that steps are done, counted from 1; at most ten times a second reach the driver, the last one always.
  public func step(_ step: Int, _ fields: [(name: String, value: Double)]) {
    let now = ContinuousClock.now
    let (time, loading) = state.withLock { state in
      defer { state = State(last: now) }
      return (now - state.last, state.loading)
    }
    var all = Dictionary(fields.map { ($0.name, $0.value) }) { first, _ in first }
    all["time"] = time / .seconds(1)
    all["data_time"] = loading / .seconds(1)
    all["memory"] = Self.peakMemory
    reporter.progress(step: step, of: total, unit: "iteration", fields: all)
  }

  /// The most resident memory that this process had, in MiB; nil where the kernel does not say.
  private static var peakMemory: Double? {
    var usage = rusage()
    guard getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage) == 0 else { return nil }
    return Double(usage.ru_maxrss) / 1024
  }
}

extension Stage {
  /// A meter for a loop of so many iterations.
  public func meter(iterations: Int) -> TrainingMeter { TrainingMeter(reporter, total: iterations) }
}
