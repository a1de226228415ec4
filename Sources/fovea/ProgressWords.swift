internal import Foundation

/// A report of progress in the words that users of MMEngine know.
struct ProgressWords {
  let pace: Pace
  let eta: Double?

  init(_ pace: Pace, now: Date = Date()) {
    self.pace = pace
    eta = pace.remaining(now: now)
  }

  /// `Iter [ 60/120]`, or `volume [3/6]` for what is no iteration.
  var count: String {
    let total = "\(pace.total)"
    let step = "\(pace.step)"
    let blanks = String(repeating: " ", count: max(0, total.count - step.count))
    return "\(pace.unit == "iteration" ? "Iter" : PlainText.of(pace.unit)) [\(blanks)\(step)/\(total)]"
  }

  /// Every field: `lr: 5.0000e-02`, `eta: 0:01:12`, `time: 0.2100`, `data_time: 0.0030`, `memory: 312`,
  /// `loss: 0.4100` and what else there is, by name.
  var fields: [(name: String, text: String)] {
    var texts = pace.fields.map { (name: PlainText.of($0.key), text: Self.text($0.key, $0.value)) }
    if let eta { texts.append(("eta", Self.clock(eta))) }
    return texts.sorted { (Self.place($0.name), $0.name) < (Self.place($1.name), $1.name) }
  }

  /// One line with everything.
  var line: String { ([count] + fields.map { "\($0.name): \($0.text)" }).joined(separator: "  ") }

  private static let order = ["base_lr", "lr", "eta", "time", "data_time", "memory", "loss"]

  private static func place(_ name: String) -> Int { order.firstIndex(of: name) ?? order.count }

  /// Which fields a narrow terminal keeps: the smaller, the dearer.
  static func rank(_ name: String) -> Int {
    ["eta", "loss", "lr", "time", "memory", "data_time"].firstIndex(of: name) ?? 9
  }

  private static func text(_ name: String, _ value: Double) -> String {
    switch name {
    case "lr", "base_lr": String(format: "%.4e", value)
    case "memory": String(format: "%.0f", value)
    case _ where abs(value) >= 1e-3 && abs(value) < 1e5 || value == 0: String(format: "%.4f", value)
    default: String(format: "%.3e", value)
    }
  }

  /// `0:01:12`, and `2 days, 3:04:05` as MMEngine has it.
  static func clock(_ seconds: Double) -> String {
    let whole = Int(seconds.rounded())
    let days = whole / 86_400
    let time = String(format: "%d:%02d:%02d", whole / 3600 % 24, whole / 60 % 60, whole % 60)
    return days == 0 ? time : "\(days) day\(days == 1 ? "" : "s"), \(time)"
  }
}
