import Testing

@testable import SwiftSource

private let sample = """
  //: # Split
  //: Two lines.

  import Retina

  let pairs = [  // of subjects
    1, 2,
  ]
  //: ## Next
  func halve(_ x: Int) -> Int {
    //: Rounds toward zero.
    return x / 2
  }
  show(halve(3))
  //: @fold
  let hidden = "//: no prose"
  //: @end
  show(hidden); show(hidden)
  """

@Suite struct LiterateSourceTests {
  @Test func proseAndCellsAlternate() throws {
    let source = try LiterateSource(sample, file: "main.swift")
    #expect(source.blocks.count == 6)
    #expect(source.blocks[0] == .prose(.init(markdown: "# Split\nTwo lines.", line: 1)))
    let cells = source.cells
    #expect(cells.map(\.line) == [4, 10, 16, 18])
    #expect(cells.map(\.display) == [.whole, .whole, .folded, .whole])
    #expect(cells[0].pieces.count == 1)
    #expect(cells[1].pieces.count == 3)
    #expect(cells[1].pieces[1] == .note(.init(markdown: "Rounds toward zero.", line: 11)))
  }

  @Test func codePiecesAreWholeLines() throws {
    let source = try LiterateSource(sample, file: "main.swift")
    guard case .code(let range) = source.cells[1].pieces[2] else {
      Issue.record("the third piece is no code")
      return
    }
    #expect(source.text(range) == "  return x / 2\n}\nshow(halve(3))")
  }

  @Test func anchorsOutliveProse() throws {
    let old = try LiterateSource(sample, file: "main.swift")
    let edited = sample.replacing("//: Two lines.", with: "//: One.\n//:\n//: And more. // x")
      .replacing("  // of subjects", with: "")
    let new = try LiterateSource(edited, file: "main.swift")
    let moved = new.anchor(line: 16, column: 5)
    #expect(old.anchor(line: 14, column: 5) == moved)
    #expect(new.cellIndex(anchor: moved) == 3)
    #expect(old.anchor(line: 18, column: 5) != old.anchor(line: 18, column: 19))
  }

  @Test func everyPositionHasACell() throws {
    let source = try LiterateSource(sample, file: "main.swift")
    #expect(source.cellIndex(anchor: 0) == 1)
    #expect(source.cellIndex(anchor: source.anchor(line: 14, column: 5)) == 3)
    #expect(source.cellIndex(anchor: source.anchor(line: 18, column: 5)) == 5)
    #expect(source.cellIndex(anchor: .max) == 5)
    #expect(source.anchor(line: 999, column: 1) >= source.anchor(line: 18, column: 5))
    #expect(try LiterateSource("//: only prose", file: "a.swift").cellIndex(anchor: 0) == nil)
  }

  @Test func unknownDirectivesNameTheirPlace() {
    let text = "let a = 1\n//: @folded\n"
    #expect(throws: SwiftSourceError.unknownDirective(name: "folded", file: "a.swift", line: 2)) {
      try LiterateSource(text, file: "a.swift")
    }
    #expect(throws: SwiftSourceError.misplacedDirective(name: "fold", file: "a.swift", line: 2)) {
      try LiterateSource("func f() {\n  //: @fold\n}", file: "a.swift")
    }
  }

  @Test func unclosedLiteralsNameTheirPlace() {
    #expect(throws: SwiftSourceError.self) { try LiterateSource("\n\nlet a = \"", file: "a.swift") }
    do {
      _ = try LiterateSource("\n\nlet a = \"", file: "a.swift")
    } catch {
      #expect(error.description == "a.swift:3: a string literal is not closed")
    }
  }

  @Test func blockProseCounts() throws {
    let source = try LiterateSource("/*: # Title\nText\n*/\nlet a = 1", file: "a.swift")
    #expect(source.blocks.first == .prose(.init(markdown: " # Title\nText\n", line: 1)))
    #expect(source.cells.count == 1)
  }

  @Test func codeBesideABlockCommentIsKept() throws {
    let source = try LiterateSource("/*: The threshold. */ let a = 0.3\nlet b = 1", file: "a.swift")
    #expect(source.blocks.count == 1 && source.cells.count == 1)
    guard case .code(let range)? = source.cells.first?.pieces.first else {
      Issue.record("the cell has no code")
      return
    }
    #expect(source.text(range) == "/*: The threshold. */ let a = 0.3\nlet b = 1")
    let windows = try LiterateSource("/*: # Title\r\nText\r\n*/\r\nlet a = 1", file: "a.swift")
    #expect(windows.blocks.first == .prose(.init(markdown: " # Title\nText\n", line: 1)))
  }

  @Test func tokensCoverTheCell() throws {
    let source = try LiterateSource("let a = Foo.bar(1.5e-3, \"x\") // c", file: "a.swift")
    let tokens = source.tokens(in: 0..<source.bytes.count)
    #expect(tokens.map(\.range.count).reduce(0, +) == source.bytes.count)
    let named = tokens.filter { $0.kind != .plain }.map { ($0.kind, source.text($0.range)) }
    #expect(named.map(\.0) == [.keyword, .type, .call, .number, .string, .comment])
    #expect(named.map(\.1) == ["let", "Foo", "bar", "1.5e-3", "\"x\"", "// c"])
  }
}

extension LiterateSource {
  fileprivate var cells: [SourceBlock.Cell] {
    blocks.compactMap { block in
      if case .cell(let cell) = block { cell } else { nil }
    }
  }
}
