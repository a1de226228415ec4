import Testing

@testable import fovea

@Suite struct PlainTextTests {
  @Test(arguments: [
    ("plain, a\tb\nc, ü", "plain, a\tb\nc, ü"),
    ("\u{1b}[1;31mred\u{1b}[0m\u{1b}[m", "\u{1b}[1;31mred\u{1b}[0m\u{1b}[m"),
    ("\u{1b}[2J\u{1b}[1A", "␛[2J␛[1A"), ("a\rb\u{7}\u{0}\u{7f}", "a␍b␇␀␡"), ("\u{9b}2J", "\u{fffd}2J"),
    ("\r\n", "␍\n"), ("\u{1b}", "␛"), ("\u{1b}[31", "␛[31"),
  ])
  func onlyColorsReachTheTerminal(text: String, expected: String) {
    #expect(PlainText.of(text) == expected)
  }
}
