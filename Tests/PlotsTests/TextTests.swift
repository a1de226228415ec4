import Testing

@testable import Plots

@Suite struct TextTests {
  @Test func numbersAreShortAndExact() {
    #expect([1.005, -0.004, 2, 0.25, -3.14159].map { decimal($0, 2) } == ["1", "0", "2", "0.25", "-3.14"])
    #expect(decimal(0.5, 2, keepingZeros: true) == "0.50")
    #expect([Double.nan, .infinity].map { decimal($0, 2) } == ["undefined", "∞"])
    #expect(
      [0.00001234, 0.689, 12.345, 1_234_567, 0, -250, 99999.6].map(label) == [
        "1.23e-5", "0.689", "12.35", "1.23e6", "0", "-250", "100000",
      ])
  }

  @Test func axesHaveRoundSteps() {
    #expect(Axis([0, 1]).ticks.map(label) == ["0", "0.2", "0.4", "0.6", "0.8", "1"])
    #expect(Axis([3, 97]).ticks == [0, 20, 40, 60, 80, 100])
    #expect(Axis([0.012, 0.9], isLogarithmic: true).ticks.map(label) == ["0.01", "0.1", "1"])
    #expect(Axis([5, 5]).place(5) != nil)
    #expect(Axis([1, 2], isLogarithmic: true).place(0) == nil)
    #expect(Axis([0.2], containsZero: true).low == 0)
  }

  @Test func escapesWhatXMLCannotHold() {
    #expect(escaped("a<b & \"c\"\u{1}") == "a&lt;b &amp; &quot;c&quot;\u{FFFD}")
    #expect(escaped("\"\u{301}<\u{301}") == "&quot;\u{301}&lt;\u{301}", "marks hide no sign")
  }
}
