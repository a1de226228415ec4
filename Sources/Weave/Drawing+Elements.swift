/// The elements of a drawing.
extension Drawing {
  /// What a page takes of SVG: nothing that HTML would read as its own, and no styles, which would reach the page.
  private static let elements: Set<String> = [
    "a", "circle", "clippath", "defs", "desc", "ellipse", "g", "image", "line", "lineargradient", "marker",
    "mask",
    "path", "pattern", "polygon", "polyline", "radialgradient", "rect", "stop", "svg", "symbol", "text",
    "textpath",
    "title", "tspan", "use",
  ]

  /// What in a text of small letters is not one tree of such elements, in words; nil for nothing.
  ///
  /// Whatever follows the tree, or is opened and never closed, would end inside the page's own markup.
  static func disorder(_ text: [UInt8]) -> String? {
    var open: [String] = []
    var index = 0
    while index < text.count {
      guard text[index] == UInt8(ascii: "<") else {
        if open.isEmpty, !isBlank(text[index]) { return "text after the drawing" }
        index += 1
        continue
      }
      if index > 0, open.isEmpty { return "an element after the drawing" }
      let isEnd = index + 1 < text.count && text[index + 1] == UInt8(ascii: "/")
      let start = index + (isEnd ? 2 : 1)
      let word = text[start...].prefix { !isBlank($0) && !">/".utf8.contains($0) }
      let name = String(decoding: word, as: UTF8.self)
      guard elements.contains(name) else { return name.hasPrefix("!") ? "a comment" : "<\(name)>" }
      guard let tag = endOfTag(from: word.endIndex, text) else { return "<\(name)> that is no XML" }
      if isEnd {
        guard open.popLast() == name else { return "</\(name)> without its beginning" }
      } else {
        // HTML reads what lies in these as its own.
        if open.last == "title" || open.last == "desc" { return "<\(name)> in a <\(open.last ?? "")>" }
        if !tag.isClosed { open.append(name) }
      }
      index = tag.end
    }
    return open.last.map { "<\($0)> without its end" }
  }

  /// The place behind a tag whose attributes begin at an index, and whether it closes itself; nil where an attribute
  /// has no value in quotes: HTML and XML agree on no other.
  private static func endOfTag(from start: Int, _ text: [UInt8]) -> (end: Int, isClosed: Bool)? {
    var rest = text[start...]
    while true {
      rest = rest.drop(while: isBlank)
      if rest.first == UInt8(ascii: ">") { return (rest.startIndex + 1, false) }
      if rest.starts(with: "/>".utf8) { return (rest.startIndex + 2, true) }
      let name = rest.prefix { $0 > space && !"=\"'<>/".utf8.contains($0) }
      rest = rest[name.endIndex...].drop(while: isBlank)
      guard !name.isEmpty, rest.popFirst() == UInt8(ascii: "=") else { return nil }
      rest = rest.drop(while: isBlank)
      guard let quote = rest.popFirst(), isQuote(quote), let end = rest.firstIndex(of: quote),
        !rest[..<end].contains(UInt8(ascii: "<"))
      else { return nil }
      rest = rest[(end + 1)...]
    }
  }
}
