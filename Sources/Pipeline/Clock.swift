internal import CProcess
internal import Glibc

/// The machine's clocks in seconds.
enum Clock {
  /// Since some moment in the past; never set back.
  static func monotonic() -> Double { seconds(CLOCK_MONOTONIC) }

  /// Since 1970.
  static func wall() -> Double { seconds(CLOCK_REALTIME) }

  private static func seconds(_ clock: clockid_t) -> Double {
    var time = timespec()
    clock_gettime(clock, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
  }
}
