internal import Foundation
internal import Pipeline

/// What goes on in a run, as lines for a terminal: one for each running cell, and one for the whole.
struct RunBoard {
  /// A cell whose stage runs.
  struct Running {
    var id: CellID
    var begun: Date
    var pace = Pace()
  }

  var running: [Running] = []
  /// How many cells are looked at, and which are done with; one that is made anew after all is one of them.
  var planned = 0
  var finished: Set<CellID> = []
  /// What was planned, without the cells that are done with.
  var plan: RunPlan?
  let jobs: Int
  /// When the run began.
  let begun: Date
  let ink: Ink
  /// Whether the terminal shows more than ASCII.
  let isUnicode: Bool

  /// The most cells that get a line of their own.
  private static let most = 8

  /// Seconds until everything is done, or nil when nobody knows.
  func remaining(now: Date) -> Double? {
    guard var plan else { return nil }
    var done: [CellID: Double] = [:]
    for cell in running {
      let elapsed = now.timeIntervalSince(cell.begun)
      done[cell.id] = elapsed
      guard let index = plan.steps.firstIndex(where: { $0.id == cell.id }),
        let left = cell.pace.remaining(now: now)
      else { continue }
      plan.steps[index].seconds = max(
        elapsed + left, plan.steps[index].seconds.map { min($0, elapsed + left) } ?? 0)
    }
    guard plan.work.allSatisfy({ $0.seconds != nil || $0.action == .restore }) else { return nil }
    return plan.seconds(jobs: jobs, done: done)
  }

  /// The lines for a terminal of so many columns.
  func lines(columns: Int, now: Date = Date()) -> [StyledLine] {
    let shown = running.prefix(Self.most)
    let name = min(shown.map { "\($0.id)".count }.max() ?? 0, max(12, columns / 3))
    var lines = shown.map { line($0, name: name, columns: columns, now: now) }
    lines.append(total(now))
    return lines
  }

  private func line(_ cell: Running, name: Int, columns: Int, now: Date) -> StyledLine {
    var line = StyledLine(ink)
    line.add(padded("\(cell.id)", name), .strong)
    guard cell.pace.hasBegun else {
      line.add("  \(Wording.seconds(now.timeIntervalSince(cell.begun)))")
      return line
    }
    let words = ProgressWords(cell.pace, now: now)
    let bar = columns >= 60 ? min(24, columns / 6) : 0
    if bar > 0 { add(bar: bar, share: Double(cell.pace.step) / Double(max(1, cell.pace.total)), to: &line) }
    line.add("  " + words.count)
    let fields = words.fields
    var left = columns - 1 - line.width
    var kept: Set<String> = []
    for field in fields.sorted(by: { ProgressWords.rank($0.name) < ProgressWords.rank($1.name) }) {
      left -= field.name.count + field.text.count + 4
      guard left >= 0 else { break }
      kept.insert(field.name)
    }
    for field in fields where kept.contains(field.name) {
      line.add("  \(field.name): ", .soft)
      line.add(field.text)
    }
    return line
  }

  private func add(bar width: Int, share: Double, to line: inout StyledLine) {
    let full = Int((min(share, 1) * Double(width)).rounded(.down))
    line.add("  ")
    line.add(String(repeating: isUnicode ? "━" : "#", count: full), .good)
    line.add(String(repeating: isUnicode ? "─" : ".", count: width - full), .soft)
  }

  private func total(_ now: Date) -> StyledLine {
    var line = StyledLine(ink)
    line.add("[\(finished.count)/\(planned)]", .strong)
    if running.count > Self.most { line.add("  \(running.count) running") }
    line.add("  \(Wording.seconds(now.timeIntervalSince(begun).rounded()))")
    if let left = remaining(now: now), left >= 1 {
      line.add("  about \(Wording.seconds(left.rounded())) left, done at \(Self.time(now + left))", .soft)
    }
    return line
  }

  private func padded(_ text: String, _ width: Int) -> String {
    let cut = text.count > width ? text.prefix(max(0, width - 1)) + (isUnicode ? "…" : "~") : text[...]
    return cut + String(repeating: " ", count: max(0, width - cut.count))
  }

  /// The time of day, `14:05`.
  private static func time(_ date: Date) -> String {
    var seconds = time_t(date.timeIntervalSince1970)
    var parts = tm()
    localtime_r(&seconds, &parts)
    return String(format: "%02d:%02d", parts.tm_hour, parts.tm_min)
  }
}
