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
      let name = String(
        decoding: text[(index + (isEnd ? 2 : 1))...].prefix { !isBlank($0) && !">/".utf8.contains($0) },
        as: UTF8.self)
      guard elements.contains(name) else { return name.hasPrefix("!") ? "a comment" : "<\(name)>" }
      guard let end = endOfTag(from: index, text) else { return "a tag without its end" }
      if isEnd {
        guard open.popLast() == name else { return "</\(name)> without its beginning" }
      } else if text[end - 1] != UInt8(ascii: "/") {
        open.append(name)
      }
      index = end + 1
    }
    return open.last.map { "<\($0)> without its end" }
  }

  /// Where the tag that begins at an index ends: its `>`, which values in quotes may hold as well.
  private static func endOfTag(from index: Int, _ text: [UInt8]) -> Int? {
    var quote: UInt8?
    return text[index...].firstIndex { byte in
      if let open = quote {
        if byte == open { quote = nil }
        return false
      }
      if isQuote(byte) { quote = byte }
      return byte == UInt8(ascii: ">")
    }
  }
}
