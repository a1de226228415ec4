import Foundation

/// What can be said of a page without a browser; Scripts/check-pages says the rest.
enum PageCheck {
  /// Everything that is wrong with a page; empty when nothing is.
  static func problems(_ html: String) -> [String] {
    let body = html.firstRange(of: "</style>").map { html[$0.upperBound...] } ?? html[...]
    // The page's own script builds nothing that must hold on paper.
    let text = String(body).replacing(#/<script>[\s\S]*?<\/script>/#, with: "")
    return ids(text) + images(text) + drawings(text) + headings(text) + addresses(text) + tables(text)
      + handlers(text)
  }

  private static func ids(_ text: String) -> [String] {
    let ids = text.matches(of: #/\sid="([^"]*)"/#).map { String($0.output.1) }
    let targets = text.matches(of: #/href="#([^"]*)"/#).map { String($0.output.1) }
    let twice = Dictionary(grouping: ids, by: \.self).filter { $0.value.count > 1 }.keys.sorted()
    return twice.map { "id twice: \($0)" }
      + Set(targets).subtracting(ids).sorted().map { "link to nowhere: \($0)" }
  }

  private static func images(_ text: String) -> [String] {
    text.matches(of: #/<img [^>]*>/#).map { String($0.output) }.filter { image in
      // The ground of a scan is named by the drawing that lies on it.
      !image.contains(#/\salt="[^"]+"/#) && !image.contains("class=\"ground\" alt=\"\"")
    }.map { "image without alt: \($0.prefix(80))" }
  }

  private static func drawings(_ text: String) -> [String] {
    text.matches(of: #/<svg[^>]*>/#).filter { drawing in
      // Named itself, by what it stands in, or by its title.
      let before = text[..<drawing.range.lowerBound].suffix(2000)
      return !drawing.output.contains(#/aria-label="[^"]+"/#)
        && !drawing.output.contains("aria-hidden=\"true\"")
        && !before.contains(#/aria-label="[^"]+"[^<>]*>\s*$/#)
        && !text[drawing.range.upperBound...].starts(with: #/\s*<title>[^<]/#)
    }.map { "drawing without words: \($0.output.prefix(80))" }
  }

  private static func headings(_ text: String) -> [String] {
    let levels = text.matches(of: #/<h([1-6])[ >]/#).compactMap { Int($0.output.1) }
    let titles = levels.filter { $0 == 1 }.count
    return (titles == 1 ? [] : ["\(titles) titles"])
      + zip(levels, levels.dropFirst()).filter { $1 > $0 + 1 }.map { "h\($1) after h\($0)" }
  }

  private static func addresses(_ text: String) -> [String] {
    text.matches(of: #/\s(?:src|href)="((?:https?:)?\/\/[^"]*)"/#).map { "outside: \($0.output.1)" }
  }

  private static func tables(_ text: String) -> [String] {
    text.matches(of: #/<table[^>]*>/#).count <= text.ranges(of: "<th").count ? [] : ["a table without heads"]
  }

  private static func handlers(_ text: String) -> [String] {
    text.matches(of: #/<[^>]*\son[a-z]+="/#).map { "handler: \($0.output.prefix(60))" }
  }

  /// The contrast of two colors by WCAG 2.2, from 1 to 21.
  static func contrast(_ one: String, _ other: String) -> Double {
    func luminance(_ color: String) -> Double {
      let digits = color.dropFirst()
      let full = digits.count == 3 ? digits.map { "\($0)\($0)" }.joined() : String(digits)
      let value = Int(full, radix: 16) ?? 0
      let channels = [16, 8, 0].map { shift -> Double in
        let share = Double(value >> shift & 255) / 255
        return share <= 0.04045 ? share / 12.92 : pow((share + 0.055) / 1.055, 2.4)
      }
      return 0.2126 * channels[0] + 0.7152 * channels[1] + 0.0722 * channels[2]
    }
    let values = [luminance(one), luminance(other)].sorted()
    return (values[1] + 0.05) / (values[0] + 0.05)
  }
}
