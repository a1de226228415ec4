internal import Foundation

/// The progress of one long piece of work on standard error; silent for work of less than two seconds.
final class Meter {
  private let what: String
  private let begun = Date()
  private var pace = Pace()
  private var last = Date.distantPast
  private var isDrawn = false

  /// A meter that begins its line with `what`.
  init(_ what: String) { self.what = what }

  deinit { finish() }

  /// Tells how much is done; `unit` is such as `MB`.
  func take(_ done: Int, of total: Int, unit: String) {
    let now = Date()
    guard now.timeIntervalSince(begun) > 1.5 || done == 0 else { return }
    pace.take(step: done, total: total, unit: unit, fields: [:])
    let interval = Terminal.canRedraw ? 0.1 : 10
    guard now.timeIntervalSince(begun) > 1.5, now.timeIntervalSince(last) > interval else { return }
    last = now
    if Terminal.canRedraw {
      Terminal.draw("\r\u{1b}[K" + "\(what): \(ProgressWords(pace).line)".prefix(Terminal.columns - 1))
      isDrawn = true
    } else {
      Terminal.note("\(what): \(ProgressWords(pace).line)")
    }
  }

  /// Takes the line away.
  func finish() {
    if isDrawn { Terminal.draw("\r\u{1b}[K") }
    isDrawn = false
  }
}
