private import Foundation
import StageProtocol
import Synchronization

/// Sends events to the driver and files what is shown; safe to call from any thread.
final class Reporter: Sendable {
  /// The reporter of the stage that was made last: what `show` and top-level errors report to.
  static var current: Reporter? { latest.withLock { $0 } }

  private static let latest = Mutex<Reporter?>(nil)

  private let events: Int32?
  private let lastProgress = Mutex<ContinuousClock.Instant?>(nil)
  private let nextPreview = Mutex(ContinuousClock.now)
  private let lines = Mutex<Void>(())
  let shown: ShownFolder

  init(context: StageContext) {
    events = context.events
    shown = ShownFolder(path: context.shown)
  }

  /// Calls `draw` when it is due: every other second, and not more than a fiftieth of the time.
  func previewing(_ draw: () -> Void) {
    guard events != nil, nextPreview.withLock({ $0 <= .now }) else { return }
    let begun = ContinuousClock.now
    draw()
    let now = ContinuousClock.now
    nextPreview.withLock { $0 = now + max(.seconds(2), (now - begun) * 50) }
  }

  func becomeCurrent() {
    Self.latest.withLock { $0 = self }
  }

  func progress(step: Int, of total: Int, unit: String, fields: [String: Double]) {
    let now = ContinuousClock.now
    let isDue = lastProgress.withLock { last in
      if step < total, let last, now - last < .milliseconds(100) { return false }
      last = now
      return true
    }
    guard isDue else { return }
    for (name, value) in fields.sorted(by: { $0.key < $1.key }) where !value.isFinite {
      send(.message("\(name) is \(value) at \(unit) \(step)"))
    }
    send(.progress(step: step, of: total, unit: unit, fields: fields.filter(\.value.isFinite)))
  }

  /// JSON has no words for what is not finite, so such a figure becomes a message.
  func metric(_ name: String, _ value: Double, step: Int?) {
    if value.isFinite {
      send(.metric(name: name, value: value, step: step))
    } else {
      send(.message("metric \(name) is \(value)" + (step.map { " at step \($0)" } ?? "")))
    }
  }

  func fail(_ reason: String) {
    send(.failure(reason))
    // The run's log keeps the reason too; where it is full, the event has said it.
    if events != nil { _ = writeAll(2, Array("\(reason)\n".utf8)) }
  }

  /// A driver that cannot be told anything is gone, and its stage goes too.
  func send(_ event: StageEvent) {
    lines.withLock { _ in
      if let events {
        if writeAll(events, JSONLine.bytes(event)) != 0 { _exit(1) }
      } else {
        _ = writeAll(2, Array("\(event.sentence)\n".utf8))
      }
    }
  }
}

/// One JSON object and a newline, keys in order.
enum JSONLine {
  static func text(_ value: some Encodable) -> String {
    String(decoding: bytes(value).dropLast(), as: UTF8.self)
  }

  static func bytes(_ value: some Encodable) -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    do {
      return [UInt8](try encoder.encode(value)) + [UInt8(ascii: "\n")]
    } catch {
      preconditionFailure("a report cannot be written as JSON: \(error)")
    }
  }
}

/// Writes everything and returns 0, or the error number of the first write that failed.
func writeAll(_ descriptor: Int32, _ bytes: [UInt8]) -> Int32 {
  var rest = bytes[...]
  while !rest.isEmpty {
    let count = rest.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
    if count > 0 {
      rest = rest.dropFirst(count)
    } else if errno != EINTR {
      return errno
    }
  }
  return 0
}

extension StageEvent {
  /// The event for a person who runs the stage by hand.
  fileprivate var sentence: String {
    switch self {
    case .progress(let step, let total, let unit, let fields):
      let parts = fields.sorted { $0.key < $1.key }.map {
        "\($0.key) \(NumberFormat.standard.text($0.value))"
      }
      return (["\(unit) \(step)/\(total)"] + parts).joined(separator: "  ")
    case .metric(let name, let value, let step):
      return "\(name) = \(value)" + (step.map { " (step \($0))" } ?? "")
    case .message(let text): return text
    case .failure(let text): return "failed: \(text)"
    }
  }
}
