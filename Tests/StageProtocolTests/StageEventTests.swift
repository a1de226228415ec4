import Foundation
import Testing

@testable import StageProtocol

@Suite struct StageEventTests {
  @Test func everyEventSurvivesALine() throws {
    let events: [StageEvent] = [
      .progress(step: 3, of: 9, unit: "iteration", fields: ["loss": 0.5]),
      .metric(name: "dice", value: 0.25, step: nil), .message("hello"), .failure("no such file"),
    ]
    for event in events {
      let line = try JSONEncoder().encode(event)
      #expect(try JSONDecoder().decode(StageEvent.self, from: line) == event)
    }
  }

  @Test func anUnknownEventIsAnError() {
    #expect(throws: DecodingError.self) {
      try JSONDecoder().decode(StageEvent.self, from: Data(#"{"event":"dance"}"#.utf8))
    }
  }

  @Test func integersStayIntegers() throws {
    let value = try JSONDecoder().decode(JSONValue.self, from: Data(#"{"a":{"b":3,"c":0.5}}"#.utf8))
    #expect(value.at("a.b") == .integer(3))
    #expect(value.at("a.c") == .number(0.5))
    #expect(value.at("a.b.c") == nil)
  }
}
