internal import Pipeline
internal import StageProtocol
internal import Yams

/// A YAML node with its place; mappings keep their order, scalars their spelling.
struct YAMLValue {
  enum Content {
    /// A scalar's text and whether it was written without quotes.
    case scalar(String, isPlain: Bool)
    case sequence([YAMLValue])
    case mapping([(key: String, place: SourcePlace, value: YAMLValue)])
  }

  let content: Content
  let place: SourcePlace

  /// The longest file that is read, in bytes.
  static let sizeLimit = 1 << 20

  /// Reads one document; `file` is how messages name it.
  ///
  /// Refused: anchors, aliases, merge keys, tags, keys that are not scalars, duplicate keys, more than one
  /// document, more than 1 MiB. Throws `PipelineFileError`.
  static func parse(_ text: String, file: String) throws -> YAMLValue {
    let top = SourcePlace(file: file, line: 1, column: 1)
    guard text.utf8.count <= sizeLimit else {
      throw PipelineFileError.syntax(top, "expected at most \(sizeLimit) bytes, found \(text.utf8.count)")
    }
    do {
      // Nodes hold their anchors weakly: the parser must outlive the walk. Nobody asks for resolved tags, and
      // the resolver of all YAML types costs the compilation of six regular expressions.
      let parser = try Parser(yaml: text, resolver: .basic)
      let root = try parser.singleRoot()
      return try withExtendedLifetime(parser) {
        guard let root else { throw PipelineFileError.syntax(top, "expected a pipeline, found nothing") }
        return try YAMLValue(root, in: Source(file, text), fallback: top)
      }
    } catch let error as YamlError {
      throw PipelineFileError(error, text: text, file: file)
    }
  }

  fileprivate init(_ node: Node, in source: Source, fallback: SourcePlace) throws {
    let place = node.mark.map { SourcePlace(file: source.file, line: $0.line, column: $0.column) } ?? fallback
    self.place = place
    if let anchor = node.anchor {
      throw PipelineFileError.syntax(
        place, "anchors and aliases are not supported: expected the value itself, found '&\(anchor.rawValue)'"
      )
    }
    try Self.checkTag(place, source)
    switch node {
    case .scalar(let scalar): content = .scalar(scalar.string, isPlain: scalar.style == .plain)
    case .sequence(let sequence):
      content = .sequence(try sequence.map { try YAMLValue($0, in: source, fallback: place) })
    case .mapping(let mapping):
      content = .mapping(
        try mapping.map { key, value in
          let key = try YAMLValue(key, in: source, fallback: place)
          guard case .scalar(let name, let isPlain) = key.content else {
            throw PipelineFileError.syntax(key.place, "expected a name as key, found \(key.kind)")
          }
          if name == "<<" && isPlain {
            throw PipelineFileError.syntax(
              key.place, "merge keys are not supported: expected a name, found '<<'")
          }
          return (name, key.place, try YAMLValue(value, in: source, fallback: place))
        })
    case .alias:
      throw PipelineFileError.syntax(place, "aliases are not supported: expected the value itself")
    }
  }

  /// Resolved tags cannot be told from written ones, so the text itself is asked.
  fileprivate static func checkTag(_ place: SourcePlace, _ source: Source) throws {
    guard source.scalar(at: place) == "!" else { return }
    throw PipelineFileError.syntax(place, "tags are not supported: expected the value itself, found '!'")
  }

  /// The kind in words, with a scalar's text.
  var kind: String {
    switch content {
    case .scalar(let text, let isPlain):
      isPlain && text.isEmpty ? "nothing" : isPlain ? text : "the text \"\(text)\""
    case .sequence: "a list"
    case .mapping: "a mapping"
    }
  }
}

/// The text by lines, to look at single characters.
private struct Source {
  let file: String
  private let lines: [Substring.UnicodeScalarView]

  init(_ file: String, _ text: String) {
    self.file = file
    lines = text.unicodeScalars.split(separator: "\n", omittingEmptySubsequences: false)
  }

  func scalar(at place: SourcePlace) -> Unicode.Scalar? {
    guard lines.indices.contains(place.line - 1) else { return nil }
    return lines[place.line - 1].dropFirst(place.column - 1).first
  }
}

extension PipelineFileError {
  fileprivate init(_ error: YamlError, text: String, file: String) {
    func place(_ mark: Mark) -> SourcePlace { SourcePlace(file: file, line: mark.line, column: mark.column) }
    switch error {
    case .scanner(let context, let problem, let mark, _), .parser(let context, let problem, let mark, _),
      .composer(let context, let problem, let mark, _):
      self = .syntax(place(mark), "\(problem)" + (context.map { ", \($0.text)" } ?? ""))
    case .duplicatedKeysInMapping(let names, let context):
      let key = names.first ?? ""
      let first = place(context.mark)
      let again = Self.line(of: key, after: first, in: text)
      self = .duplicateKey(
        again.map { SourcePlace(file: file, line: $0, column: first.column) } ?? first, key: key,
        first: again == nil ? nil : first)
    case .reader(let problem, let offset, _, _):
      let before = text.prefix(offset ?? 0)
      let line = before.count { $0.isNewline } + 1
      let column = before.reversed().prefix { !$0.isNewline }.count + 1
      self = .syntax(SourcePlace(file: file, line: line, column: column), problem)
    default:
      self = .syntax(SourcePlace(file: file, line: 1, column: 1), "\(error)")
    }
  }

  /// The next line that has a key in the same column; nil where keys share a line.
  private static func line(of key: String, after first: SourcePlace, in text: String) -> Int? {
    let lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
    return lines.indices.dropFirst(first.line).first { index in
      let line = lines[index]
      guard line.prefix(first.column - 1).allSatisfy({ $0 == " " }) else { return false }
      let rest = line.dropFirst(first.column - 1)
      return rest.hasPrefix(key) && rest.dropFirst(key.count).drop { $0 == " " }.first == ":"
    }.map { $0 + 1 }
  }
}
