import Testing

@testable import StageProtocol

@Suite struct NumberFormatTests {
  @Test(arguments: [
    ("%.3f", 0.12345, "0.123"), ("%+.1f", 2.25, "+2.2"), ("%.1e", 12345, "1.2e+04"), ("%.4g", 0.5, "0.5"),
    ("%.1f%%", 45.678, "45.7%"), ("%d", 2.5, "2"), ("%d px", 3, "3 px"), ("%f", 1, "1.000000"),
    ("%.2f", .nan, "nan"), ("%.2f", -.infinity, "-inf"),
    ("%d", 1e20, "100000000000000000000"), ("%+d", 9.3e18, "+9300000000000000000"),
  ])
  func numbersAreWrittenAsInC(_ row: (format: String, value: Double, text: String)) {
    #expect(NumberFormat(row.format)?.text(row.value) == row.text)
  }

  @Test(arguments: ["", "3", "%s", "%n", "%.99f", "%", "%f %f", "%5d", "%.3d", "%.f"])
  func otherFormatsAreRefused(_ text: String) {
    #expect(NumberFormat(text) == nil)
  }

  @Test func valuesReadWell() {
    #expect(JSONValue.null.text() == "–")
    #expect(JSONValue.number(1.0 / 3).text() == "0.333333")
    #expect(JSONValue.integer(12).text(NumberFormat("%.1f")) == "12.0")
    #expect(JSONValue.integer(.max).text() == "9223372036854775807")
    #expect(JSONValue.array([.integer(1), .bool(true)]).text() == "1, yes")
  }

  @Test func tablesAlignNumbers() {
    let table = ShownTable(
      columns: [.init("model"), .init("Dice", format: "%.2f")],
      rows: [[.string("unet"), .number(0.5)], [.string("nothing"), .null]])
    #expect(table.plainText == "model    Dice\nunet     0.50\nnothing     –")
    #expect(table.isNumeric(1))
    #expect(!table.isNumeric(0))
  }
}
