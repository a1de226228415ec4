private import Foundation
import Markdown
import StageProtocol

/// Writes the page about two results: code, parameters, metrics, files, and images one over the other.
///
/// One file without scripts or requests, like every page: images are switched by radio buttons, and wiped by a pane
/// whose width can be dragged.
public struct ComparisonWriter {
  /// How many bytes of images a page holds; what is beyond is listed and not shown.
  static let budget = 3_500_000

  private let input: ComparisonInput
  private var left = ComparisonWriter.budget
  private var outline = HeadingOutline(reserved: ["main", "contents", "code", "summary"])
  private var contents: [(id: String, name: String)] = []
  private var number = 0

  /// The page; the same input gives the same bytes.
  public static func html(_ input: ComparisonInput) -> String {
    var writer = ComparisonWriter(input)
    return writer.document()
  }

  private init(_ input: ComparisonInput) { self.input = input }

  private mutating func document() -> String {
    let code = code()
    let pairs = input.pairs.map { pair($0) }
    let title = "\(input.old) → \(input.new)"
    return """
      \(HTMLFrame.head(title: "\(title) – \(input.project)"))
      <body>
      <a class="skip" href="#main">Skip to the text</a>
      <header>
      <p class="crumbs">\(escaped(input.project)) / comparison</p>
      \(HTMLFrame.themeSwitch)
      </header>
      <div class="columns">
      \(navigation)
      <main id="main">
      <h1>\(escaped(title))</h1>
      \(summary)
      \(code)
      \(pairs.joined(separator: "\n"))
      </main>
      </div>
      </body>
      </html>

      """
  }

  private var navigation: String {
    let items = contents.map {
      "<li class=\"level2\"><a href=\"#\(escaped($0.id))\">\(escaped($0.name))</a></li>"
    }
    return items.isEmpty
      ? "" : "<nav id=\"contents\" aria-label=\"Contents\"><ul>\(items.joined())</ul></nav>"
  }

  private var summary: String {
    guard !input.pairs.isEmpty else { return "<p>No result differs: \(input.same) the same.</p>" }
    let rows = input.pairs.map { pair in
      let pictures = pair.files.filter { ($0.picture?.differing ?? 0) > 0 }.count
      return [
        pair.name, pair.old ?? "–", pair.new ?? "–", "\(pair.reasons.count)", "\(pair.metrics.count)",
        "\(pair.files.count)", "\(pictures)",
      ]
    }
    return "<p>\(input.pairs.count) differ, \(input.same) the same.</p>"
      + table(
        "What differs", ["stage", "old run", "new run", "ingredients", "numbers", "files", "images"], rows,
        numbersFrom: 3)
  }

  // MARK: Code

  private mutating func code() -> String {
    guard !input.codes.isEmpty else { return "" }
    contents.append(("code", "Code"))
    let parts = input.codes.map { code -> String in
      let title = "<p><code>\(escaped(code.old))</code> → <code>\(escaped(code.new))</code></p>"
      if let problem = code.problem { return title + "<p>\(escaped(problem))</p>" }
      let rows = code.files.map { [$0.path, $0.kind, "+\($0.added)", "−\($0.removed)"] }
      let patch =
        code.patch.isEmpty
        ? ""
        : "<details class=\"code\"><summary>Patch</summary><pre tabindex=\"0\"><code>\(colored(code.patch))</code></pre></details>"
      return title + table("Files of the code", ["file", "change", "added", "removed"], rows, numbersFrom: 2)
        + patch
    }
    return "<h2 id=\"code\">Code</h2>\n" + parts.joined(separator: "\n")
  }

  /// Added and removed lines keep their signs, so that color is not all that tells them apart.
  private func colored(_ patch: String) -> String {
    patch.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).map { line in
      let kind =
        line.hasPrefix("+")
        ? "added" : line.hasPrefix("-") ? "removed" : line.hasPrefix("@@") ? "comment" : ""
      return kind.isEmpty ? escaped(line) : "<span class=\"\(kind)\">\(escaped(line))</span>"
    }.joined(separator: "\n")
  }

  // MARK: Stages and cells

  private mutating func pair(_ pair: ComparisonInput.Pair) -> String {
    let id = outline.uniqueID(for: pair.name)
    contents.append((id, pair.name))
    var parts = ["<h2 id=\"\(escaped(id))\">\(escaped(pair.name))</h2>"]
    guard pair.old != nil, pair.new != nil else {
      return parts[0] + "<p>Only on the \(pair.old == nil ? "new" : "old") side.</p>"
    }
    if !pair.reasons.isEmpty {
      parts.append("<ul>\(pair.reasons.map { "<li>\(escaped($0))</li>" }.joined())</ul>")
    }
    if !pair.metrics.isEmpty {
      parts.append(
        table("Numbers", ["name", "old", "new", "change"], pair.metrics.map(row), numbersFrom: 1))
    }
    let shown = pair.files.filter { ($0.picture?.differing ?? 0) > 0 }
      .sorted { ($1.picture?.differing ?? 0, $0.path) < ($0.picture?.differing ?? 0, $1.path) }
    parts += shown.map { picture($0) }
    let files = pair.files.map { [$0.path, $0.old ?? "–", $0.new ?? "–", $0.words] }
    if !files.isEmpty {
      parts.append(
        "<details\(shown.isEmpty ? " open" : "")><summary>\(files.count) files</summary>"
          + table("Files", ["file", "old", "new", "difference"], files) + "</details>")
    }
    return parts.joined(separator: "\n")
  }

  private func row(_ metric: ComparisonInput.Metric) -> [String] {
    func text(_ value: Double?) -> String { value.map { NumberFormat.standard.text($0) } ?? "–" }
    let change = metric.old.flatMap { old in metric.new.map { $0 - old } }
    let sign = change.map { $0 > 0 ? "+" : $0 < 0 ? "−" : "" } ?? ""
    return [metric.name, text(metric.old), text(metric.new), sign + text(change.map(abs))]
  }

  // MARK: Images

  private mutating func picture(_ file: ComparisonInput.File) -> String {
    guard let picture = file.picture else { return "" }
    let size = picture.old.count + picture.new.count + (picture.difference?.count ?? 0)
    let caption = "<figcaption>\(escaped(file.path)): \(escaped(file.words))</figcaption>"
    guard size * 4 / 3 <= left else {
      return "<figure>\(caption)<p>Not shown here: the page would grow too large.</p></figure>"
    }
    left -= size * 4 / 3
    number += 1
    let ways =
      [("beside", "side by side"), ("old", "old"), ("new", "new")]
      + (picture.difference == nil ? [] : [("difference", "difference"), ("wipe", "wipe")])
    let buttons = ways.map { way, name in
      "<label><input type=\"radio\" name=\"show-\(number)\" class=\"\(way)\"\(way == "beside" ? " checked" : "")>"
        + "\(name)</label>"
    }
    let width = max(320, PNGHeader.width(picture.new))
    return """
      <figure class="compare">
      <fieldset><legend>Show \(escaped(file.path))</legend>\(buttons.joined())</fieldset>
      <div class="panes" style="--w:\(width)px">
      \(pane("old", picture.old, "\(file.path), old"))
      \(pane("new", picture.new, "\(file.path), new"))
      \(picture.difference.map { pane("difference", $0, "\(file.path), the old image darkened and what differs in red: \(file.words)") } ?? "")
      </div>
      \(caption)
      </figure>
      """
  }

  private func pane(_ kind: String, _ png: [UInt8], _ alt: String) -> String {
    "<div class=\"pane \(kind)\"><img alt=\"\(escaped(alt))\" width=\"\(PNGHeader.width(png))\" "
      + "height=\"\(PNGHeader.height(png))\" src=\"data:image/png;base64,\(Data(png).base64EncodedString())\">"
      + "<span class=\"tag\">\(kind)</span></div>"
  }

  private func table(_ title: String, _ heads: [String], _ rows: [[String]], numbersFrom first: Int = .max)
    -> String
  {
    func mark(_ column: Int) -> String { column >= first ? " class=\"number\"" : "" }
    let head = heads.enumerated().map { "<th scope=\"col\"\(mark($0))>\(escaped($1))</th>" }.joined()
    let body = rows.map { row in
      let cells = row.enumerated().map { column, text in
        column == 0 ? "<th scope=\"row\">\(escaped(text))</th>" : "<td\(mark(column))>\(escaped(text))</td>"
      }
      return "<tr>\(cells.joined())</tr>"
    }
    return
      "<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"\(escaped(title))\"><table>"
      + "<caption>\(escaped(title))</caption><thead><tr>\(head)</tr></thead>"
      + "<tbody>\(body.joined(separator: "\n"))</tbody></table></div>"
  }
}
