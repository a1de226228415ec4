internal import Foundation
internal import Git
internal import Pipeline
internal import Provenance
internal import StageProtocol

/// Numbers and rows as people read them.
enum Wording {
  /// `0.4 s`, `12 s`, `3:05 min`, `1:02:03 h`.
  static func seconds(_ seconds: Double) -> String {
    if seconds < 9.95 { return "\((seconds * 10).rounded() / 10) s" }
    let whole = Int(seconds.rounded())
    if whole < 60 { return "\(whole) s" }
    let (hours, minutes, rest) = (whole / 3600, whole / 60 % 60, whole % 60)
    return hours == 0 ? "\(minutes):\(padded(rest)) min" : "\(hours):\(padded(minutes)):\(padded(rest)) h"
  }

  /// `812 B`, `4.2 kB`, `1.3 MB`, `2.5 GB`: powers of ten, as disks are sold.
  static func bytes(_ bytes: Int64) -> String {
    guard bytes >= 1000 else { return "\(bytes) B" }
    var value = Double(bytes)
    var unit = ""
    for next in ["kB", "MB", "GB", "TB"] where value >= 1000 || unit.isEmpty {
      (value, unit) = (value / 1000, next)
    }
    return "\((value * 10).rounded() / 10) \(unit)"
  }

  /// A time in UTC to the second, as `2026-11-25 03:24:08`.
  static func time(_ seconds: Double) -> String {
    Timestamp.text(seconds, between: " ", zone: "")
  }

  /// A commit's first digits, with a `+` for a tree that differed from it.
  static func code(_ commit: CommitID?, _ dirty: Bool) -> String {
    (commit.map { String($0.hex.prefix(10)) } ?? "no commit") + (dirty ? "+" : "")
  }

  private static func padded(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }

  /// Four significant digits, as training logs have them.
  static func number(_ value: Double) -> String {
    guard value.isFinite, value != 0 else { return "\(value)" }
    let magnitude = abs(value)
    guard magnitude >= 1e-4, magnitude < 1e7 else {
      let exponent = Int(log10Floor(magnitude))
      return "\(rounded(value / power(exponent), 3))e\(exponent)"
    }
    return "\(rounded(value, max(0, 3 - Int(log10Floor(magnitude)))))"
  }

  private static func rounded(_ value: Double, _ digits: Int) -> String {
    let scale = power(digits)
    let text = "\((value * scale).rounded() / scale)"
    return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
  }

  private static func power(_ exponent: Int) -> Double {
    (0..<abs(exponent)).reduce(1.0) { value, _ in exponent < 0 ? value / 10 : value * 10 }
  }

  private static func log10Floor(_ value: Double) -> Double {
    var exponent = 0.0
    var rest = value
    while rest >= 10 { (rest, exponent) = (rest / 10, exponent + 1) }
    while rest < 1 { (rest, exponent) = (rest * 10, exponent - 1) }
    return exponent
  }

  /// The rows with columns of equal width.
  static func table(_ rows: [[String]]) -> [String] {
    let count = rows.map(\.count).max() ?? 0
    let widths = (0..<count).map { column in rows.map { $0.count > column ? $0[column].count : 0 }.max() ?? 0
    }
    return rows.map { row in
      let cells = row.enumerated().map { index, text in
        index == row.count - 1 ? text : text + String(repeating: " ", count: widths[index] - text.count)
      }
      return String(cells.joined(separator: "  ").reversed().drop { $0 == " " }.reversed())
    }
  }

  /// What a state means for a run.
  static func meaning(_ state: CellState) -> String {
    switch state {
    case .fresh: "its outputs are what its ingredients give; a run would do nothing"
    case .restorable: "an earlier run had these ingredients; its outputs would be put back"
    case .stale: "its stage would run"
    case .maybe: "a cell before it runs first; whether it runs depends on what comes out"
    case .missing: "something is not where it should be"
    case .edited: "an output was edited where it stands; the edit would be kept aside and the output put back"
    case .tainted: "an input changed during its last run; its stage would run again"
    case .running: "a driver runs it now"
    case .failed: "its last run failed; its stage would run again"
    }
  }

  /// The first reason and how many more.
  static func brief(_ reasons: [Reason]) -> String {
    guard let first = reasons.first else { return "" }
    return "\(first)" + (reasons.count > 1 ? " (and \(reasons.count - 1) more)" : "")
  }
}

extension Reason {
  /// The reason as scripts read it.
  var json: JSONValue {
    .object([
      "kind": .string(kind.rawValue), "name": .string(name), "old": old.map(JSONValue.string) ?? .null,
      "new": new.map(JSONValue.string) ?? .null,
    ])
  }
}

extension CellID {
  /// `stage` and `cell` as scripts read them.
  var json: [String: JSONValue] {
    ["stage": .string(stage.name), "cell": cell.map(JSONValue.string) ?? .null]
  }
}
