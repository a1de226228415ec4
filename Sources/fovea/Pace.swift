internal import Foundation

/// How fast a stage goes, and when it will be done.
struct Pace {
  private var first: (step: Int, time: Date)?
  private var step = 0
  private var total = 0
  private var unit = ""
  private var fields: [String: Double] = [:]

  /// Whether the stage said anything yet.
  var hasBegun: Bool { first != nil }

  /// Takes a step; the first one is no measure, for it holds the start.
  mutating func take(step: Int, total: Int, unit: String, fields: [String: Double], now: Date = Date()) {
    if first == nil || step < self.step { first = (step, now) }
    self.step = step
    self.total = total
    self.unit = unit
    self.fields = fields
  }

  /// Seconds that remain, or nil while there is nothing to tell them from.
  func remaining(now: Date = Date()) -> Double? {
    guard let first, step > first.step, total > step else { return nil }
    return now.timeIntervalSince(first.time) / Double(step - first.step) * Double(total - step)
  }

  /// `120/600 iterations  eta 0:42  loss: 0.41  lr: 0.01`.
  var text: String {
    let eta = remaining().map { "  eta \(Wording.seconds($0))" } ?? ""
    let shown = fields.sorted { $0.key < $1.key }.map { "  \($0.key): \(Wording.number($0.value))" }
    return "\(step)/\(total) \(unit)\(eta)\(shown.joined())"
  }
}
