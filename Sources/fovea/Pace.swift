internal import Foundation

/// How fast a stage goes, and when it will be done.
///
/// The first report is no measure, for it holds the start; so only steps of this session count after a resumption.
/// Of the latest reports the longest gap is left out, so that a machine that slept for an hour is no tendency,
/// while pauses that come again and again, such as saving, do count.
struct Pace {
  private struct Gap {
    var seconds: Double
    var steps: Int
  }

  /// How many of the latest gaps count.
  private static let memory = 256

  private(set) var step = 0
  private(set) var total = 0
  private(set) var unit = ""
  private(set) var fields: [String: Double] = [:]
  private var last: Date?
  private var gaps: [Gap] = []

  /// Whether the stage said anything yet.
  var hasBegun: Bool { last != nil }

  /// Takes a report; a stage may say any number, and those beyond 0 to 2^40 count as the nearest.
  mutating func take(step: Int, total: Int, unit: String, fields: [String: Double], now: Date = Date()) {
    let (step, total) = (min(max(0, step), 1 << 40), min(max(0, total), 1 << 40))
    if let last, step > self.step, unit == self.unit {
      gaps.append(Gap(seconds: now.timeIntervalSince(last), steps: step - self.step))
      if gaps.count > Self.memory { gaps.removeFirst(gaps.count - Self.memory) }
    } else {
      gaps = []
    }
    (self.step, self.total, self.unit, self.fields, last) = (step, total, unit, fields, now)
  }

  /// Seconds that remain; nil when done, and before there is enough to tell them from: three gaps and a second, or
  /// half a minute.
  func remaining(now: Date = Date()) -> Double? {
    guard let last, total > step, let typical = secondsAStep else { return nil }
    let since = min(now.timeIntervalSince(last), typical)
    return max(0, typical * Double(total - step) - since)
  }

  private var secondsAStep: Double? {
    let span = gaps.reduce(0) { $0 + $1.seconds }
    guard gaps.count >= 3 && span >= 1 || span >= 30 else { return nil }
    var counted = gaps
    if counted.count >= 3, let longest = longest { counted.remove(at: longest) }
    let steps = counted.reduce(0) { $0 + $1.steps }
    return steps > 0 ? counted.reduce(0) { $0 + $1.seconds } / Double(steps) : nil
  }

  private var longest: Int? {
    gaps.indices.max { gaps[$0].seconds / Double(gaps[$0].steps) < gaps[$1].seconds / Double(gaps[$1].steps) }
  }
}
