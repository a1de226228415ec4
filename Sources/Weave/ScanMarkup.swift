import StageProtocol

/// Writes scans with switches for their layers; without any script all switches and links work.
struct ScanMarkup {
  /// How many layers a set can have: the style sheet has a rule for each switch.
  static let mostLayers = 24

  private let item: PageItem
  private let set: ShownScans

  init(_ item: PageItem, _ scans: PageItem.Scans) {
    self.item = item
    set = scans.set
  }

  /// The fragment that leads to a scan.
  static func id(_ item: PageItem, _ index: Int) -> String { "\(item.id)-scan-\(index + 1)" }

  /// The switches and the scans, neighbors of one group together.
  func html(_ pngs: [[UInt8]], _ images: inout PageImages) -> String {
    var parts = [switches]
    if images.place == .nowhere {
      parts.append("<p class=\"withheld\">The scans are not published; their outlines stand alone.</p>")
    }
    var index = 0
    while index < set.scans.count {
      let group = set.scans[index].group
      let count = set.scans[index...].prefix { $0.group == group }.count
      let figures = (index..<index + count).map { scan($0, pngs[$0], &images) }
      parts.append(self.group(group, figures))
      index += count
    }
    return parts.joined(separator: "\n")
  }

  /// Groups of more than a handful are contact sheets that a reader opens himself.
  private func group(_ name: String, _ figures: [String]) -> String {
    let sheet = "<div class=\"sheet\">\n\(figures.joined(separator: "\n"))\n</div>"
    if name.isEmpty { return sheet }
    let title = "\(escaped(name)) <span class=\"count\">\(figures.count)</span>"
    guard figures.count > 4 else { return "<p class=\"group-name\">\(title)</p>\n\(sheet)" }
    return "<details class=\"contact\"\(figures.count <= 12 ? " open" : "")><summary>\(title)</summary>\n"
      + "\(sheet)</details>"
  }

  private var switches: String {
    let labels = set.layers.prefix(Self.mostLayers).enumerated().map { index, layer in
      "<label><input type=\"checkbox\" class=\"t\(index)\"\(layer.isShown ? " checked" : "")>"
        + "<svg class=\"key\" viewBox=\"0 0 28 14\" width=\"28\" height=\"14\" aria-hidden=\"true\">"
        + "\(mark(index, path: "M2 2H26V12H2Z", isKey: true))</svg>\(escaped(layer.name))</label>"
    }
    return "<fieldset class=\"layers\"><legend>Layers</legend>\(labels.joined())</fieldset>"
  }

  private func scan(_ index: Int, _ png: [UInt8], _ images: inout PageImages) -> String {
    let scan = set.scans[index]
    let ground = images.ground(png, width: scan.width, height: scan.height)
    let marks = scan.paths.prefix(Self.mostLayers).enumerated().filter { !$1.isEmpty }.map {
      mark($0, path: $1, isKey: false)
    }
    let id = Self.id(item, index)
    return """
      <figure class="scan" id="\(escaped(id))"><a href="#\(escaped(id))" class="enlarge">\
      <span class="stack">\(ground.before)<svg viewBox="0 0 \(scan.width) \(scan.height)" role="img" \
      aria-label="\(escaped(scan.alt))">\(ground.inSVG)\(marks.joined())</svg></span></a>\
      <figcaption>\(escaped(scan.caption)) <a class="shrink" href="#\(escaped(item.id))">smaller</a>\
      </figcaption></figure>
      """
  }

  /// A layer's mark with colors and dashes as attributes, so that it can be read without the style sheet.
  private func mark(_ index: Int, path: String, isKey: Bool) -> String {
    let look = set.layers[index].look
    let color: String
    let dash: String
    switch look {
    case .reference: (color, dash) = ("#e69f00", "")
    case .second: (color, dash) = ("#56b4e9", "1 3")
    case .prediction:
      let order = set.layers[..<index].count { $0.look == .prediction }
      color = Self.predictions[order % Self.predictions.count]
      dash = Self.dashes[order / Self.predictions.count % Self.dashes.count]
    case .missed: (color, dash) = ("#e69f00", "")
    case .wrong: (color, dash) = ("#cc79a7", "")
    }
    let isArea = look == .missed || look == .wrong
    let paint =
      isArea
      ? "fill=\"\(color)\" fill-opacity=\"0.55\" fill-rule=\"evenodd\""
      : "fill=\"none\" stroke=\"\(color)\" stroke-width=\"2\"\(dash.isEmpty ? "" : " stroke-dasharray=\"\(dash)\"") "
        + "vector-effect=\"non-scaling-stroke\""
    return "<path class=\"\(isKey ? "" : "l\(index) ")\(look.rawValue)\" \(paint) d=\"\(path)\"/>"
  }

  private static let predictions = [
    "#2fd39b", "#f0e442", "#ff8a3d", "#8fd0f5", "#e29bc2", "#ffffff", "#b6f06a",
  ]
  private static let dashes = ["5 3", "9 3", "2 3", "9 3 2 3"]
}
