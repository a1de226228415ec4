import Foundation
import SwiftParser
import SwiftSyntax
import Testing

@testable import SwiftSource

/// The lexer's comments against those of the compiler's parser, byte for byte.
///
/// `FOVEA_ORACLE_SOURCES` names folders, separated by colons; without it the project itself and what it was
/// built with are read.
@Suite struct LexerOracleTests {
  private static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .appendingPathComponent("../../../..").standardizedFileURL

  private static var folders: [URL] {
    if let given = ProcessInfo.processInfo.environment["FOVEA_ORACLE_SOURCES"] {
      return given.split(separator: ":").map { URL(fileURLWithPath: String($0)) }
    }
    return ["Sources", "Stages", "Tests", ".build/checkouts", ".build-oracle/checkouts"]
      .map { root.appendingPathComponent($0) }
  }

  private static func files() -> [URL] {
    var seen: Set<String> = []
    return folders.flatMap { folder -> [URL] in
      let all = FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil)
      return (all?.allObjects as? [URL] ?? []).filter { $0.pathExtension == "swift" }
    }.map(\.standardizedFileURL).filter { seen.insert($0.path).inserted }.sorted { $0.path < $1.path }
  }

  @Test func everyCommentIsOneForTheParserToo() throws {
    var (files, found, doubts) = (0, 0, 0)
    for file in Self.files() {
      let bytes = [UInt8](try Data(contentsOf: file))
      // What is no Swift (parsers are tested with such files) has no true answer.
      guard String(validating: bytes, as: UTF8.self) != nil else { continue }
      let tree = bytes.withUnsafeBufferPointer { Parser.parse(source: $0) }
      guard !tree.hasError else { continue }
      files += 1
      // On any doubt the lexer says so, and everything counts as code: dear, but never wrong.
      guard let spans = try? Lexer.spans(of: bytes) else {
        doubts += 1
        print("in doubt: \(file.path)")
        continue
      }
      let ours = merged(spans.filter { $0.kind == .comment }.map(\.range), in: bytes)
      let theirs = merged(comments(of: tree), in: bytes)
      found += theirs.count
      if ours != theirs {
        let odd = Set(ours).symmetricDifference(theirs).map(\.lowerBound).min() ?? 0
        let line = bytes[..<odd].count { $0 == 0x0A } + 1
        Issue.record("\(file.path):\(line): the comments differ")
      }
    }
    print("\(files) files, \(found) comments, \(doubts) in doubt")
    #expect(files > 200 && found > 1000)
    #expect(doubts * 100 <= files, "the lexer is in doubt too often: \(doubts) of \(files)")
  }

  private func comments(of tree: SourceFileSyntax) -> [Range<Int>] {
    var ranges: [Range<Int>] = []
    func collect(_ trivia: Trivia, from start: Int) {
      var at = start
      for piece in trivia {
        let end = at + piece.sourceLength.utf8Length
        switch piece {
        case .lineComment, .blockComment, .docLineComment, .docBlockComment: ranges.append(at..<end)
        default: break
        }
        at = end
      }
    }
    for token in tree.tokens(viewMode: .sourceAccurate) {
      collect(token.leadingTrivia, from: token.position.utf8Offset)
      collect(token.trailingTrivia, from: token.endPositionBeforeTrailingTrivia.utf8Offset)
    }
    return ranges
  }

  /// Ranges without the line ends that one side may count in.
  private func merged(_ ranges: [Range<Int>], in bytes: [UInt8]) -> [Range<Int>] {
    ranges.map { range in
      var end = range.upperBound
      while end > range.lowerBound, bytes[end - 1] == 0x0A || bytes[end - 1] == 0x0D { end -= 1 }
      return range.lowerBound..<end
    }.sorted { $0.lowerBound < $1.lowerBound }
  }
}
