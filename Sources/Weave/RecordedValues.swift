import StageProtocol
import SwiftSource

/// The values that a stage's cells recorded, for the placeholders of its prose.
struct RecordedValues {
  /// A cell's values by key.
  struct Cell {
    var name: String?
    var values: [String: JSONValue]
  }

  var cells: [Cell]
  /// Label → id of what was shown, for `{{ref:label}}`.
  var targets: [String: String]
  /// Whether a value may still be missing: nothing or not everything was computed.
  var isIncomplete: Bool

  /// Fills `{{key}}`, `{{key|%.3f}}`, `{{CELL:key}}` and `{{ref:label}}`; `\{{` stays `{{`.
  ///
  /// Where cells differ and none is named, the prose says all of it: `60 / 120`.
  func fill(_ prose: SourceBlock.Prose, file: String) throws(WeaveError) -> FilledProse {
    var result = FilledProse(template: "", values: [], line: prose.line, file: file)
    var rest = Substring(prose.markdown.replacing("\u{E000}", with: "").replacing("\u{E001}", with: ""))
    var line = prose.line
    while let opening = rest.firstRange(of: "{{") {
      let before = rest[..<opening.lowerBound]
      line += before.count(where: \.isNewline)
      rest = rest[opening.upperBound...]
      if before.last == "\\" {
        result.template += before.dropLast() + "{{"
        continue
      }
      guard let closing = rest.firstRange(of: "}}"), !rest[..<closing.lowerBound].contains(where: \.isNewline)
      else {
        result.template += before + "{{"
        continue
      }
      result.template += before + FilledProse.token(result.values.count)
      result.values.append(try value(String(rest[..<closing.lowerBound]), file: file, line: line))
      rest = rest[closing.upperBound...]
    }
    result.template += rest
    return result
  }

  private func value(_ text: String, file: String, line: Int) throws(WeaveError) -> FilledProse.Value {
    let parts = text.split(separator: "|", maxSplits: 1).map(trimmed)
    let key = parts.first ?? ""
    if key.hasPrefix("ref:") { return try reference(String(key.dropFirst(4)), file: file, line: line) }
    let format = try format(parts.dropFirst().first, file: file, line: line)
    let found = find(key, format)
    guard !found.isEmpty else {
      guard isIncomplete else {
        throw .unknownValue(key: key, file: file, line: line, known: knownKeys)
      }
      return FilledProse.Value(key: key, text: "(\(key): not computed)", line: line, isMissing: true)
    }
    return FilledProse.Value(key: key, text: found.joined(separator: " / "), line: line)
  }

  private func trimmed(_ text: Substring) -> String {
    // In a table the bar of a placeholder is written with a backslash before it.
    String(text).replacing("\\", with: "").split(separator: " ").joined(separator: " ")
  }

  private func format(_ text: String?, file: String, line: Int) throws(WeaveError) -> NumberFormat? {
    guard let text else { return nil }
    guard let format = NumberFormat(text) else { throw .badFormat(format: text, file: file, line: line) }
    return format
  }

  private func reference(
    _ label: String, file: String, line: Int
  ) throws(WeaveError) -> FilledProse.Value {
    if let target = targets[label] {
      return FilledProse.Value(key: label, text: label, line: line, target: target)
    }
    guard isIncomplete else {
      throw .unknownValue(key: "ref:\(label)", file: file, line: line, known: targets.keys.sorted())
    }
    return FilledProse.Value(key: label, text: "(\(label): not computed)", line: line, isMissing: true)
  }

  /// The value of the cell that the key names, else every distinct value in the order of the cells.
  private func find(_ key: String, _ format: NumberFormat?) -> [String] {
    if let colon = key.lastIndex(of: ":") {
      let cell = String(key[..<colon])
      let name = String(key[key.index(after: colon)...])
      if let found = cells.first(where: { $0.name == cell })?.values[name] { return [found.text(format)] }
    }
    var texts: [String] = []
    for text in cells.compactMap({ $0.values[key]?.text(format) }) where !texts.contains(text) {
      texts.append(text)
    }
    return texts
  }

  private var knownKeys: [String] {
    Set(cells.flatMap(\.values.keys)).sorted()
  }
}
