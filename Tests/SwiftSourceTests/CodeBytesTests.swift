import Testing

@testable import SwiftSource

private func code(_ text: String) -> String {
  String(decoding: codeBytes(of: Array(text.utf8)), as: UTF8.self)
}

/// Whether the lexer is certain about a text.
private func isClear(_ text: String) -> Bool {
  (try? Lexer.spans(of: Array(text.utf8))) != nil
}

@Suite struct CodeBytesTests {
  @Test func commentsAndLayoutGo() {
    let text = "// head\n\n  let a = 1  // one\n\n\n\tlet b = 2 \r\n/* x */ let c = 3\n// tail"
    #expect(code(text) == "let a = 1\nlet b = 2\nlet c = 3\n")
  }

  @Test func aCommentSeparatesLikeABlankOrANewline() {
    #expect(code("let/* */a = 1") == "let a = 1\n")
    #expect(code("foo/* one\ntwo */bar") == "foo\nbar\n")
    #expect(code("a /* /* nested */ still */ + b") == "a   + b\n")
  }

  @Test func theToolsVersionStays() {
    #expect(
      code("// swift-tools-version: 6.1\n// more\nlet a = 1") == "// swift-tools-version: 6.1\nlet a = 1\n")
  }

  @Test(arguments: [
    "let a = \"// no comment\"",
    "let a = \"a \\\" // b\"",
    "let a = #\"\\\" // b\"#",
    "let a = #\"\"\"#",
    "let a = ##\"\"\"##  ; let b = \"//\"",
    "let a = \"\"\"\n    // kept  \n\n  \"\"\"",
    "let a = \"\"\"\n  \\\"\"\" // kept\n  \"\"\"",
    "let a = #\"\"\"\n  \"\"\" // kept\n  \"\"\"#",
    "let a = \"\\(f(\"//\", g: \"\\(h(\"/*\"))\")) //\"",
    "let a = #\"\\(no) // \\#(yes(\")\"))\"#",
    "let r = /a\\/\\/b\"/",
    "let r = /[\\/*]+/",
    "f(/\"/, /\\s+/)",
    "return /x\"y/",
    "let r = #/ a/*b \" // /#",
    "let r = #/\n  a // kept\n  \"\n/#",
    "let `a // b \" c` = 1",
    "let z = try? /\"/.firstMatch(in: s)",
  ])
  func literalsAreLeftAlone(_ text: String) {
    #expect(isClear(text))
    #expect(code(text) == text + "\n")
    #expect(code(text + " // gone") == text + "\n")
    #expect(code("\n   /* gone */ " + text) == text + "\n")
  }

  @Test(arguments: [
    ("let q = a / b // c / d", "let q = a / b\n"),
    ("let q = (a)/2 // \"", "let q = (a)/2\n"),
    ("let q = x! / 2 /* \" */ / 3", "let q = x! / 2   / 3\n"),
    ("let q = reduce(1, /) // \"", "let q = reduce(1, /)\n"),
    ("a /= 2 // /", "a /= 2\n"),
    ("let q = [1]/2+\"/\".count // x", "let q = [1]/2+\"/\".count\n"),
    ("let q = \"\\(a /* ) \" */ + b)\" // x", "let q = \"\\(a   + b)\"\n"),
    ("static prefix func ^/ (a: Int) {} // x", "static prefix func ^/ (a: Int) {}\n"),
  ])
  func slashesDivide(_ pair: (text: String, code: String)) {
    #expect(isClear(pair.text))
    #expect(code(pair.text) == pair.code)
  }

  @Test(arguments: [
    "let a = \"open", "/* open", "/* /* */", "let a = \"\"\"\nopen", "let a = \"\\(open", "let `a = 1",
    "let r = #/ open", "let a = <#placeholder#>", "let a = \0",
  ])
  func doubtKeepsTheText(_ text: String) {
    let commented = "// comment\n" + text
    #expect(!isClear(commented))
    #expect(code(commented) == commented)
  }

  @Test func strippingTwiceChangesNothing() {
    let text = "// a\nlet a = \"\"\"\n   // b\n  \"\"\"   // c\n  func f() { /* d */ }\n"
    #expect(code(code(text)) == code(text))
  }

  @Test func aChangedSpaceInsideALiteralIsAChange() {
    #expect(code("let a = \"x  y\"") != code("let a = \"x y\""))
    #expect(code("let a = /x  y/") != code("let a = /x y/"))
  }
}
