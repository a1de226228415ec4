import Foundation

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Tells how far a prediction is and how long it will take: one line on a terminal, else one in ten seconds.
struct ScanPace {
  private let count: Int
  private let clock = ContinuousClock()
  private let start: ContinuousClock.Instant
  private var told: ContinuousClock.Instant
  private var done = 0
  private let isTerminal = isatty(2) == 1

  init(of count: Int) {
    self.count = count
    start = clock.now
    told = start
  }

  /// Seconds for a scan so far.
  var secondsPerScan: Double { (clock.now - start) / .seconds(max(done, 1)) }

  /// Counts a scan.
  mutating func step() {
    done += 1
    let now = clock.now
    guard done < count, now - told >= (isTerminal ? .milliseconds(200) : .seconds(10)) else { return }
    told = now
    let left = secondsPerScan * Double(count - done)
    let line = String(format: "%d of %d scans, %.2f s a scan, %.0f s left", done, count, secondsPerScan, left)
    isTerminal ? write("\r\(line)\u{1B}[K") : write("\(line)\n")
  }

  /// Says how fast it was.
  func finish(threads: Int) {
    let line = String(
      format: "%d scans in %.1f s, %.2f s a scan, threads: %d", count, (clock.now - start) / .seconds(1),
      secondsPerScan, threads)
    write((isTerminal ? "\r\u{1B}[K" : "") + line + "\n")
  }

  private func write(_ text: String) { FileHandle.standardError.write(Data(text.utf8)) }
}
