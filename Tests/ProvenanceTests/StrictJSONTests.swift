import StageProtocol
import Testing

@testable import Provenance

@Suite struct StrictJSONTests {
  private func parse(_ text: String) throws -> JSONValue { try StrictJSON.parse(Array(text.utf8)) }

  @Test func everyKindOfValue() throws {
    let text =
      #" {"a": [1, -2, 0.5, 1e3, 1E-2, true, false, null, "x"], "b": {}, "c": [], "d": 12345678901234567890} "#
    #expect(
      try parse(text)
        == .object([
          "a": .array([
            .integer(1), .integer(-2), .number(0.5), .number(1000), .number(0.01), .bool(true), .bool(false),
            .null, .string("x"),
          ]), "b": .object([:]), "c": .array([]), "d": .number(12_345_678_901_234_567_890),
        ]))
    #expect(try parse(#""\u00e9\n\"\\\/\ud83d\ude00é""#) == .string("é\n\"\\/😀é"))
  }

  @Test(arguments: [
    "", " ", "{", "[1,]", "{\"a\":1,}", "{\"a\":1,\"a\":1}", "{a:1}", "01", "-", "1.", ".5", "1e", "+1",
    "nul",
    "true false", "\"a", "\"\\x\"", "\"\\u12\"", "\"\\ud800\"", "\"\t\"", "NaN", "1e999", "[1 2]",
    "{\"a\" 1}",
    "\u{feff}{}", "<<<<<<< HEAD", "{}x", "--1", "00", "-01",
  ])
  func whatIsNoJSONIsAnError(text: String) {
    #expect(throws: StrictJSON.Failure.self) { try parse(text) }
  }

  @Test func bytesThatAreNoTextAreAnError() {
    #expect(throws: StrictJSON.Failure.self) { try StrictJSON.parse([0x22, 0xff, 0x22]) }
    #expect(throws: StrictJSON.Failure.self) { try StrictJSON.parse([0]) }
  }

  @Test func depthHasAnEnd() {
    #expect(throws: StrictJSON.Failure.self) { try parse(String(repeating: "[", count: 100_000)) }
  }

  @Test func canonicalTextIsReadBack() throws {
    let value = JSONValue.object([
      "z": .array([.integer(1), .number(0.1), .number(1e-7), .number(1e300)]), "a": .string("\u{1}é\"\\\n/"),
      "e": .object([:]),
    ])
    #expect(try parse(CanonicalJSON.text(value)) == value)
    #expect(try parse(CanonicalJSON.line(value)) == value)
    #expect(CanonicalJSON.line(.object(["b": .number(2), "a": .null])) == #"{"a": null, "b": 2}"#)
  }
}
