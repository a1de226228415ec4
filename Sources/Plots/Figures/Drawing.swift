/// An SVG picture in the making: equal calls give equal text.
struct Drawing {
  let width: Double
  let height: Double
  private let title: String
  private let summary: String
  private var body: [String] = []
  private var hasLinks = false

  init(width: Double, height: Double, title: String, summary: String) {
    self.width = width
    self.height = height
    self.title = title
    self.summary = summary
  }

  /// Where a text stands at its point.
  enum Anchor: String { case start, middle, end }

  mutating func line(
    _ x1: Double, _ y1: Double, _ x2: Double, _ y2: Double, _ color: Palette.Color, dash: String? = nil,
    opacity: Double = 1
  ) {
    let dashes = dash.map { " stroke-dasharray=\"\($0)\"" } ?? ""
    body.append(
      "<line x1=\"\(short(x1))\" y1=\"\(short(y1))\" x2=\"\(short(x2))\" y2=\"\(short(y2))\" "
        + "stroke-opacity=\"\(decimal(opacity, 2))\" \(color.attribute("stroke"))\(dashes)/>")
  }

  mutating func text(
    _ x: Double, _ y: Double, _ text: String, anchor: Anchor = .start, turned: Bool = false,
    bold: Bool = false
  ) {
    let turn = turned ? " transform=\"rotate(-90 \(short(x)) \(short(y)))\"" : ""
    let weight = bold ? " font-weight=\"bold\"" : ""
    body.append(
      "<text x=\"\(short(x))\" y=\"\(short(y))\" text-anchor=\"\(anchor.rawValue)\"\(turn)\(weight) "
        + "\(Palette.ink.attribute("fill"))>\(escaped(text))</text>")
  }

  /// A rectangle; `hint` is shown when it is pointed at.
  mutating func box(
    _ x: Double, _ y: Double, _ width: Double, _ height: Double, _ color: Palette.Color, opacity: Double = 1,
    hint: String? = nil
  ) {
    let start =
      "<rect x=\"\(short(x))\" y=\"\(short(y))\" width=\"\(short(width))\" height=\"\(short(height))\" "
      + "fill-opacity=\"\(decimal(opacity, 3))\" \(color.attribute("fill"))"
    body.append(hint.map { "\(start)><title>\(escaped($0))</title></rect>" } ?? start + "/>")
  }

  /// A round mark; `hint` is shown when it is pointed at, and `link` is where it leads.
  mutating func dot(
    _ x: Double, _ y: Double, radius: Double, _ color: Palette.Color, hint: String, link: String? = nil
  ) {
    let circle =
      "<circle cx=\"\(short(x))\" cy=\"\(short(y))\" r=\"\(short(radius))\" fill-opacity=\"0.7\" "
      + "\(color.attribute("fill"))><title>\(escaped(hint))</title></circle>"
    guard let link else { return body.append(circle) }
    hasLinks = true
    body.append("<a href=\"\(escaped(link))\" aria-label=\"\(escaped(hint))\">\(circle)</a>")
  }

  /// An unseen rectangle that tells `hint` when it is pointed at.
  mutating func hover(_ x: Double, _ y: Double, _ width: Double, _ height: Double, hint: String) {
    body.append(
      "<rect x=\"\(short(x))\" y=\"\(short(y))\" width=\"\(short(width))\" height=\"\(short(height))\" "
        + "fill-opacity=\"0\"><title>\(escaped(hint))</title></rect>")
  }

  /// A line through points; nil breaks it.
  mutating func polyline(
    _ points: [(x: Double, y: Double)?], _ color: Palette.Color, width: Double, opacity: Double = 1
  ) {
    var path = ""
    var isDrawing = false
    for point in points {
      guard let point else {
        isDrawing = false
        continue
      }
      path += "\(isDrawing ? "L" : "M")\(short(point.x)) \(short(point.y))"
      isDrawing = true
    }
    guard !path.isEmpty else { return }
    body.append(
      "<path d=\"\(path)\" fill=\"none\" stroke-width=\"\(short(width))\" stroke-opacity=\"\(decimal(opacity, 2))\" "
        + "stroke-linejoin=\"round\" stroke-linecap=\"round\" \(color.attribute("stroke"))/>")
  }

  /// The whole document; it can stand alone or inside a page.
  var svg: String {
    let size = "\(short(width)) \(short(height))"
    return """
      <svg xmlns="http://www.w3.org/2000/svg" class="plot" viewBox="0 0 \(size)" width="\(short(width))" \
      height="\(short(height))" role="\(hasLinks ? "group" : "img")" font-family="system-ui, sans-serif" font-size="12">
      <title>\(escaped(title))</title>
      <desc>\(escaped(summary))</desc>
      \(body.joined(separator: "\n"))
      </svg>

      """
  }
}
