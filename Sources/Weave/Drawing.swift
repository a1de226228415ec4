/// SVG text on its way into a page.
enum Drawing {
  private static let forbidden = [
    "<script", "<foreignobject", "<iframe", "javascript:", "<!entity", "<!doctype", "@import",
  ]

  /// The `<svg>` element of a text; throws `WeaveError.badDrawing` on anything that runs or loads.
  static func harmless(_ svg: String, label: String) throws(WeaveError) -> String {
    guard let start = svg.firstRange(of: "<svg") else {
      throw .badDrawing(label: label, found: "no <svg> element")
    }
    let element = String(svg[start.lowerBound...])
    let lower = element.lowercased()
    for word in forbidden where lower.contains(word) { throw .badDrawing(label: label, found: word) }
    if lower.contains(#/\son[a-z]+\s*=/#) { throw .badDrawing(label: label, found: "an event handler") }
    if lower.contains(#/href\s*=\s*["'](?!#|data:image\/png;base64,)/#) {
      throw .badDrawing(label: label, found: "an outside link")
    }
    if lower.contains(#/url\(\s*["']?[^#"'\s]/#) {
      throw .badDrawing(label: label, found: "an outside url()")
    }
    return element
  }

  /// The drawing with its ids made unique, so that two drawings of a page do not share marks.
  static func isolated(_ svg: String, prefix: String) -> String {
    svg.replacing(#/(\sid=["']|url\(["']?#|href=["']#(?!scan:)|aria-labelledby=["'])/#) {
      "\($0.output.0)\(prefix)-"
    }
  }

  /// The drawing with its links to scans leading to the fragments where these stand, by name; a link to a
  /// scan that is not shown leads nowhere.
  static func linked(_ svg: String, _ scans: [String: String]) -> String {
    svg.replacing(#/ href="#scan:([^"]*)"/#) { match in
      scans[String(match.output.1)].map { " href=\"#\(escaped($0))\"" } ?? ""
    }
  }
}
