#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// The times of one pass, in seconds.
struct Timing {
  let best: Double
  let median: Double
  /// Whether the threads had the processors to themselves; if not, the times are processor time a thread.
  let isClean: Bool
}

private func now(_ clock: clockid_t) -> Double {
  var time = timespec()
  clock_gettime(clock, &time)
  return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
}

/// Times `body` after one run to warm up.
func measure(repeats: Int, threads: Int, _ body: () -> Void) -> Timing {
  body()
  var all: [Double] = []
  var clean: [Double] = []
  for _ in 0..<repeats {
    let (wall, work) = (now(CLOCK_MONOTONIC), now(CLOCK_PROCESS_CPUTIME_ID))
    body()
    let (seconds, used) = (now(CLOCK_MONOTONIC) - wall, now(CLOCK_PROCESS_CPUTIME_ID) - work)
    all.append(used / Double(threads))
    if used / seconds / Double(threads) > 0.92 { clean.append(seconds) }
  }
  let samples = (clean.isEmpty ? all : clean).sorted()
  return Timing(best: samples[0], median: samples[samples.count / 2], isClean: !clean.isEmpty)
}

/// Seconds as milliseconds with one digit.
func milliseconds(_ seconds: Double) -> String {
  let tenths = Int((seconds * 1e4).rounded())
  return "\(tenths / 10).\(tenths % 10)"
}
