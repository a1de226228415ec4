internal import ContentStore
internal import Glibc

/// What a machine is like beyond what the key says: recorded with every run, compared for drift.
///
/// Results must not depend on it. When two machines disagree all the same, this is where to look first.
public enum Machine {
  /// Processor, kernel, C library and the locale of whoever started the driver.
  public static func facts(_ environment: [String: String]) -> [String: String] {
    var facts: [String: String] = [:]
    var version = [CChar](repeating: 0, count: 128)
    if confstr(Int32(_CS_GNU_LIBC_VERSION), &version, version.count) > 0 {
      facts["C library"] = version.withUnsafeBytes { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
    }
    var system = utsname()
    if uname(&system) == 0 { facts["kernel"] = "\(text(&system.sysname)) \(text(&system.release))" }
    if let processor { facts["processor"] = processor }
    // What a stage sees is C.UTF-8 in any case.
    facts["locale"] = environment["LC_ALL"] ?? environment["LC_CTYPE"] ?? environment["LANG"] ?? "C"
    return facts
  }

  /// What differs from an earlier run's machine, by name; what either does not know is no difference.
  public static func drift(
    from old: [String: String], to new: [String: String]
  ) -> [Reason] {
    old.keys.sorted(by: ByteOrder.precedes).compactMap { name in
      guard let before = old[name], let now = new[name], !ByteOrder.same(before, now) else { return nil }
      return Reason(kind: .drift, name: name, old: before, new: now)
    }
  }

  /// The processor's name.
  private static let processor: String? = {
    // The first lines are enough: each core repeats them.
    guard let descriptor = try? FileSystem.start(of: "/proc/cpuinfo", count: 2048) else { return nil }
    let lines = String(decoding: descriptor, as: UTF8.self).split(separator: "\n")
    let line = lines.first { $0.hasPrefix("model name") || $0.hasPrefix("CPU part") }
    return line?.split(separator: ":").last.map { String($0.drop { $0 == " " }) }
  }()

  private static func text<Field>(_ field: inout Field) -> String {
    withUnsafeBytes(of: &field) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
  }
}
