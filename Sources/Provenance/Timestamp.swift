internal import Glibc

/// Times as ISO 8601 has them, in UTC to the second.
public enum Timestamp {
  /// `2026-11-25T03:24:08Z` from seconds since 1970; `between` stands between day and time.
  public static func text(_ seconds: Double, between: String = "T", zone: String = "Z") -> String {
    var clock = time_t(seconds)
    var parts = tm()
    gmtime_r(&clock, &parts)
    func padded(_ number: Int32) -> String { number < 10 ? "0\(number)" : "\(number)" }
    return "\(parts.tm_year + 1900)-\(padded(parts.tm_mon + 1))-\(padded(parts.tm_mday))" + between
      + "\(padded(parts.tm_hour)):\(padded(parts.tm_min)):\(padded(parts.tm_sec))" + zone
  }
}
