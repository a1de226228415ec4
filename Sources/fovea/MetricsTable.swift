internal import ContentStore
internal import Foundation
internal import Provenance
internal import StageProtocol

/// Runs side by side: the parameters in which those of one stage differ, and the numbers that came out.
struct MetricsTable {
  /// One run.
  struct Row {
    let entry: History.Entry
    let parameters: [String: JSONValue]
    let numbers: [String: Double]
  }

  /// More columns than this are counted, not shown.
  static let limit = 6

  /// The runs in their order, with all that they have.
  let rows: [Row]
  /// The parameters that differ, by name.
  let parameters: [String]
  /// The numbers' names: reported ones before those of outputs, outer ones before inner ones.
  let numbers: [String]

  /// Reads what the runs made.
  ///
  /// - Parameter wanted: parts of names; a number counts that has one of them. Without any those count that lie
  ///   in no list: not, say, those of every scan.
  init(_ entries: [History.Entry], wanted: [String], _ ledger: Ledger, _ cache: StatCache) throws {
    rows = try entries.map { entry in
      Row(
        entry: entry, parameters: entry.maker.ingredients.parameters,
        numbers: try ledger.numbers(of: entry.maker, cache: cache))
    }
    parameters = Self.differing(rows)
    let names = Set(rows.flatMap(\.numbers.keys)).filter { Self.isWanted($0, wanted) }
    func order(_ name: String) -> (Int, String) { (name.count { $0 == "." }, name) }
    numbers = names.sorted { order($0) < order($1) }
  }

  /// Whether a number's name has this part.
  func has(_ part: String) -> Bool { numbers.contains { Self.isWanted($0, [part]) } }

  private static func isWanted(_ name: String, _ wanted: [String]) -> Bool {
    if wanted.isEmpty { return !name.split(separator: ".").contains { Int($0) != nil } }
    return wanted.contains { name.range(of: $0, options: .caseInsensitive) != nil }
  }

  private static func differing(_ rows: [Row]) -> [String] {
    let stages = Dictionary(grouping: rows) { $0.entry.maker.stage }.values
    let names = stages.flatMap { rows in
      Set(rows.flatMap(\.parameters.keys)).filter { name in Set(rows.map { $0.parameters[name] }).count > 1 }
    }
    return Set(names).sorted(by: ByteOrder.precedes)
  }

  private static func text(_ value: JSONValue) -> String {
    if case .string(let text) = value { text } else { CanonicalJSON.line(value) }
  }

  /// The table with its heading; what does not fit in is counted in a line of its own.
  func lines() -> [String] {
    let (settings, results) = (parameters.prefix(Self.limit), numbers.prefix(Self.limit))
    let heading = [" ", "run", "finished", "outcome", "name", "code"] + settings + results
    let body = rows.map { row in
      let (entry, maker) = (row.entry, row.entry.maker)
      return [
        entry.isStanding ? "*" : " ", maker.run, Wording.time(maker.finished), entry.outcome.rawValue,
        maker.name, Wording.code(maker.commit, maker.dirty),
      ] + settings.map { row.parameters[$0].map(Self.text) ?? "-" }
        + results.map { row.numbers[$0].map(Wording.number) ?? "-" }
    }
    let more = [(parameters.count, "parameters"), (numbers.count, "numbers")].compactMap { count, what in
      count > Self.limit ? "\(count - Self.limit) more \(what)" : nil
    }
    let rest = "and \(more.joined(separator: " and ")); --metric NAME chooses numbers, --json has all"
    return Wording.table([heading] + body) + (more.isEmpty ? [] : [rest])
  }
}
