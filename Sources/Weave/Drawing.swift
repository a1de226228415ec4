/// SVG text on its way into a page.
///
/// Works on bytes: what matters to a browser here is ASCII, and drawings are most of a page.
enum Drawing {
  private static let forbidden = [
    "<script", "<foreignobject", "<iframe", "javascript:", "<!entity", "<!doctype", "@import",
  ].map { (word: $0, bytes: Array($0.utf8)) }

  /// The `<svg>` element of a text; throws `WeaveError.badDrawing` on anything that runs, loads or is no drawing.
  static func harmless(_ svg: String, label: String) throws(WeaveError) -> String {
    let text = Array(svg.utf8)
    guard let start = text.indices.first(where: { holds("<svg", at: $0, of: text) }) else {
      throw .badDrawing(label: label, found: "no <svg> element")
    }
    let element = Array(text[start...])
    let small = element.map(lowered)
    if let found = danger(small) ?? disorder(small) { throw .badDrawing(label: label, found: found) }
    return String(decoding: element, as: UTF8.self)
  }

  /// The drawing with its ids made unique, so that two drawings of a page do not share marks.
  static func isolated(_ svg: String, prefix: String) -> String {
    let text = Array(svg.utf8)
    let mark = Array("\(prefix)-".utf8)
    var result: [UInt8] = []
    result.reserveCapacity(text.count + text.count / 8)
    var index = 0
    while index < text.count {
      if let end = endOfReference(at: index, of: text) {
        result += text[index..<end]
        result += mark
        index = end
      } else {
        result.append(text[index])
        index += 1
      }
    }
    return String(decoding: result, as: UTF8.self)
  }

  /// The drawing with its links to scans leading to the fragments where these stand, by name; a link to a
  /// scan that is not shown leads nowhere.
  static func linked(_ svg: String, _ scans: [String: String]) -> String {
    let text = Array(svg.utf8)
    let head: StaticString = " href=\"#scan:"
    var result: [UInt8] = []
    result.reserveCapacity(text.count)
    var index = 0
    while index < text.count {
      let name = index + head.utf8CodeUnitCount
      if text[index] == space, holds(head, at: index, of: text),
        let end = text[name...].firstIndex(of: UInt8(ascii: "\""))
      {
        if let fragment = scans[String(decoding: text[name..<end], as: UTF8.self)] {
          result += Array(" href=\"#\(escaped(fragment))\"".utf8)
        }
        index = end + 1
      } else {
        result.append(text[index])
        index += 1
      }
    }
    return String(decoding: result, as: UTF8.self)
  }

  // MARK: Bytes

  static let space = UInt8(ascii: " ")

  /// What in a text of small letters runs or loads something, in words; nil for nothing.
  private static func danger(_ text: [UInt8]) -> String? {
    for index in text.indices {
      switch text[index] {
      case UInt8(ascii: "<"), UInt8(ascii: "j"), UInt8(ascii: "@"):
        for (word, bytes) in forbidden where holds(bytes, at: index, of: text) { return word }
      case UInt8(ascii: "o"):
        if beginsAttribute(index, text), isHandler(index, text) { return "an event handler" }
      case UInt8(ascii: "h"):
        if let value = valueOfAttribute("href", at: index, of: text), !isInside(value, text) {
          return "an outside link"
        }
      case UInt8(ascii: "s"):
        if beginsAttribute(index, text), let value = valueOfAttribute("src", at: index, of: text),
          !isInside(value, text)
        {
          return "an outside link"
        }
      case UInt8(ascii: "u"):
        guard holds("url(", at: index, of: text) else { continue }
        let value = text[(index + 4)...].firstIndex { !isBlank($0) && !isQuote($0) }
        if value.map({ text[$0] }) != UInt8(ascii: "#") { return "an outside url()" }
      default: continue
      }
    }
    return nil
  }

  /// Whether an attribute's name may begin here: HTML lets blanks, a slash or the last value's quote stand before.
  private static func beginsAttribute(_ index: Int, _ text: [UInt8]) -> Bool {
    guard index > 0 else { return false }
    let before = text[index - 1]
    return isBlank(before) || isQuote(before) || before == UInt8(ascii: "/")
  }

  /// Whether `on…=` stands here.
  private static func isHandler(_ index: Int, _ text: [UInt8]) -> Bool {
    guard holds("on", at: index, of: text) else { return false }
    let letters = text[(index + 2)...].prefix { (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0) }
    return !letters.isEmpty
      && text[letters.endIndex...].first { !isBlank($0) } == UInt8(ascii: "=")
  }

  /// Where the value of an attribute that is named here begins, behind its quote.
  private static func valueOfAttribute(_ name: StaticString, at index: Int, of text: [UInt8]) -> Int? {
    guard holds(name, at: index, of: text) else { return nil }
    let rest = text[(index + name.utf8CodeUnitCount)...]
    guard let sign = rest.firstIndex(where: { !isBlank($0) }), text[sign] == UInt8(ascii: "=") else {
      return nil
    }
    let value = text[(sign + 1)...].firstIndex { !isBlank($0) } ?? text.endIndex
    return value < text.endIndex && isQuote(text[value]) ? value + 1 : value
  }

  /// Whether a link leads into the page or holds its picture itself.
  private static func isInside(_ value: Int, _ text: [UInt8]) -> Bool {
    holds("#", at: value, of: text) || holds("data:image/png;base64,", at: value, of: text)
  }

  /// Where an id begins that is given or referred to here; nil when none is, or when it is a scan's name.
  private static func endOfReference(at index: Int, of text: [UInt8]) -> Int? {
    switch text[index] {
    case UInt8(ascii: "u"):
      guard holds("url(", at: index, of: text) else { return nil }
      let quote = index + 4
      let sign = quote < text.count && isQuote(text[quote]) ? quote + 1 : quote
      return holds("#", at: sign, of: text) ? sign + 1 : nil
    case UInt8(ascii: "h"):
      guard let end = endOfQuote("href=", at: index, of: text), holds("#", at: end, of: text),
        !holds("#scan:", at: end, of: text)
      else { return nil }
      return end + 1
    case UInt8(ascii: "a"): return endOfQuote("aria-labelledby=", at: index, of: text)
    case UInt8(ascii: "i"):
      return index > 0 && isBlank(text[index - 1]) ? endOfQuote("id=", at: index, of: text) : nil
    default: return nil
    }
  }

  /// The place behind a name and the quote that follows it.
  private static func endOfQuote(_ name: StaticString, at index: Int, of text: [UInt8]) -> Int? {
    let end = index + name.utf8CodeUnitCount
    return holds(name, at: index, of: text) && end < text.count && isQuote(text[end]) ? end + 1 : nil
  }

  private static func holds(_ word: StaticString, at index: Int, of text: [UInt8]) -> Bool {
    let count = word.utf8CodeUnitCount
    guard index + count <= text.count else { return false }
    return (0..<count).allSatisfy { text[index + $0] == word.utf8Start[$0] }
  }

  private static func holds(_ word: [UInt8], at index: Int, of text: [UInt8]) -> Bool {
    index + word.count <= text.count && word.indices.allSatisfy { text[index + $0] == word[$0] }
  }

  private static func lowered(_ byte: UInt8) -> UInt8 {
    (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) ? byte + 32 : byte
  }

  static func isQuote(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'")
  }

  /// What HTML and XML take for a blank.
  static func isBlank(_ byte: UInt8) -> Bool { byte == space || (9...13).contains(byte) }
}
