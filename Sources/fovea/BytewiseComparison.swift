internal import ContentStore
internal import Digest
internal import Foundation
internal import Provenance
internal import Reproduction
internal import StageProtocol

/// Where a result that was made anew differs from the one on record, and by how much.
struct BytewiseComparison {
  /// One file.
  struct Line: CustomStringConvertible {
    let path: String
    let words: String
    let first: Int?
    let count: Int?

    var description: String { "\(path): \(words)" }

    var json: JSONValue {
      .object([
        "path": .string(path), "difference": .string(words),
        "firstByte": first.map { .integer(Int64($0)) } ?? .null,
        "bytes": count.map { .integer(Int64($0)) } ?? .null,
      ])
    }
  }

  private(set) var lines: [Line] = []
  private let ledger: Ledger

  /// Compares file by file; what the store does not hold is compared by digest alone.
  init(of output: Reproduction.Output, ledger: Ledger) throws {
    self.ledger = ledger
    guard let found = output.found else {
      lines = [Line(path: output.path, words: "nothing came out", first: nil, count: nil)]
      return
    }
    guard output.recorded.kind == .folder, found.kind == .folder else {
      try compare(output.path, output.recorded.digest, output.place)
      return
    }
    guard let before = try ledger.store.knownFiles(of: output.recorded.digest) else {
      lines = [
        Line(
          path: output.path, words: "the store does not hold the recorded folder; only its digest differs",
          first: nil, count: nil)
      ]
      return
    }
    let now = try StatCache(file: nil).files(of: output.place)
    for name in Set(before.keys).union(now.keys).sorted() where before[name] != now[name] {
      let path = output.path + "/" + name
      switch (before[name], now[name]) {
      case (let digest?, _?): try compare(path, digest, output.place + "/" + name)
      case (nil, _): lines.append(Line(path: path, words: "is new", first: nil, count: nil))
      case (_, nil): lines.append(Line(path: path, words: "did not come out", first: nil, count: nil))
      }
    }
  }

  private mutating func compare(_ path: String, _ recorded: SHA256Digest, _ place: String) throws {
    let before, now: [UInt8]
    do {
      before = try ledger.store.read(recorded)
      now = try FileSystem.read(place, limit: Store.readLimit)
    } catch let error as ContentStoreError {
      let words: String
      switch error {
      case .tooLarge: words = "its digest differs; it is too large to compare byte by byte"
      case _ where error.isDamage:
        words = "the store does not hold the recorded file; only its digest differs"
      default: throw error
      }
      return lines.append(Line(path: path, words: words, first: nil, count: nil))
    }
    let common = min(before.count, now.count)
    var first: Int?
    var count = abs(before.count - now.count)
    for index in 0..<common where before[index] != now[index] {
      first = first ?? index
      count += 1
    }
    let sizes = before.count == now.count ? "" : ", \(before.count) → \(now.count) bytes"
    let numbers = (try? NumberDifferences(before, now)).map { "; \($0)" } ?? ""
    lines.append(
      Line(
        path: path,
        words: "\(count) bytes differ, the first at byte \(first ?? common)\(sizes)\(numbers)",
        first: first ?? common, count: count))
  }
}

/// The numbers of two JSON documents that differ, by their dotted names.
struct NumberDifferences: CustomStringConvertible {
  private var worst: (name: String, old: Double, new: Double)?
  private var count = 0

  /// Throws for bytes that are no JSON.
  init(_ before: [UInt8], _ now: [UInt8]) throws {
    let decoder = JSONDecoder()
    let old = try decoder.decode(JSONValue.self, from: Data(before)).numbers()
    let new = try decoder.decode(JSONValue.self, from: Data(now)).numbers()
    for (name, value) in new.sorted(by: { $0.key < $1.key }) {
      guard let earlier = old[name], earlier != value else { continue }
      count += 1
      if abs(value - earlier) > worst.map({ abs($0.new - $0.old) }) ?? -1 { worst = (name, earlier, value) }
    }
  }

  var description: String {
    guard let worst else { return "no number differs" }
    return "\(count) numbers differ, most \(worst.name): \(worst.old) → \(worst.new)"
  }
}
