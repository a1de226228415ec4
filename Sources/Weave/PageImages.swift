private import Digest
private import Foundation

/// The pictures of a page: inside of it, each once, as files beside it that are loaded when they are seen, or
/// left out.
struct PageImages {
  /// Where pictures go.
  enum Place: Sendable, Equatable {
    /// Into the page, as data.
    case inside
    /// Into a folder beside the page, named here.
    case beside(folder: String)
    /// Nowhere: what they show is said in words, and outlines stand alone.
    case nowhere
  }

  let place: Place
  /// The files so far, by name.
  private(set) var files: [WovenPage.File] = []
  /// What was defined so far, for `use`: id and markup.
  private(set) var definitions: [String] = []
  private var names: [[UInt8]: String] = [:]
  private var uses: [String: String] = [:]

  init(_ place: Place) { self.place = place }

  /// An `<img>` of its own size.
  mutating func image(_ png: [UInt8], alt: String) -> String {
    if place == .nowhere { return withheld(alt) }
    let size = (PNGHeader.width(png), PNGHeader.height(png))
    let lazily = place == .inside ? "" : " loading=\"lazy\""
    return "<img alt=\"\(escaped(alt))\" width=\"\(size.0)\" height=\"\(size.1)\"\(lazily) "
      + "src=\"\(source(png))\">"
  }

  /// What stands for a picture that is left out.
  func withheld(_ alt: String) -> String { "<p class=\"withheld\">Not published: \(escaped(alt))</p>" }

  /// What stands below an SVG's other marks, in its units, and what stands before the SVG.
  ///
  /// Inside the page a picture is kept once and used again wherever it is shown. A file beside the page is
  /// an `<img>` under the SVG, because only those are loaded when they come into sight.
  mutating func ground(_ png: [UInt8], width: Int, height: Int) -> (inSVG: String, before: String) {
    if place == .nowhere { return ("", "") }
    guard place == .inside else {
      let image =
        "<img class=\"ground\" alt=\"\" loading=\"lazy\" width=\"\(width)\" height=\"\(height)\" "
        + "src=\"\(source(png))\">"
      return ("", image)
    }
    let key = "\(name(of: png)) \(width) \(height)"
    if let id = uses[key] { return ("<use href=\"#\(id)\"/>", "") }
    // No heading's id has a low line.
    let id = "picture_\(uses.count + 1)"
    uses[key] = id
    definitions.append(
      "<image id=\"\(id)\" width=\"\(width)\" height=\"\(height)\" preserveAspectRatio=\"none\" "
        + "href=\"\(source(png))\"/>")
    return ("<use href=\"#\(id)\"/>", "")
  }

  private mutating func source(_ png: [UInt8]) -> String {
    guard case .beside(let folder) = place else {
      return "data:image/png;base64,\(Data(png).base64EncodedString())"
    }
    let isNew = names[png] == nil
    let path = "\(folder)/\(name(of: png)).png"
    if isNew { files.append(WovenPage.File(path: path, bytes: png)) }
    return path
  }

  /// The first digits of the content's digest: the same picture is the same file.
  private mutating func name(of png: [UInt8]) -> String {
    if let name = names[png] { return name }
    let name = String(SHA256Digest(of: png).hex.prefix(16))
    names[png] = name
    return name
  }
}
