import StageProtocol

/// Writes who made a page's results, for people and as JSON.
enum ProvenanceMarkup {
  /// The fragment that leads to a cell's provenance: another for every name, since whatever is no letter or digit
  /// stands there as a dash and its byte.
  static func id(_ provenance: PageProvenance) -> String {
    provenance.name.utf8.reduce(into: "made-") { id, byte in
      let scalar = UnicodeScalar(byte)
      let isPlain = scalar.isASCII && Character(scalar).isLetter || ("0"..."9").contains(scalar)
      id += isPlain ? String(scalar) : "-" + (byte < 16 ? "0" : "") + String(byte, radix: 16)
    }
  }

  /// The end of the page.
  static func footer(_ page: Page) -> String {
    let cells = page.provenance.map { cell($0, isOpen: page.provenance.count == 1) }
    let none = "<p>Nothing has been computed yet; <code>fovea run \(escaped(page.stage))</code> does it.</p>"
    return """
      <footer id="who-made-this">
      <h2>Who made this</h2>
      <p>Text and code: <code>\(escaped(page.sourcePath))</code></p>
      \(cells.isEmpty ? none : cells.joined(separator: "\n"))
      \(PageFacts(page).element)
      </footer>
      """
  }

  private static func cell(_ cell: PageProvenance, isOpen: Bool) -> String {
    """
    <details id="\(id(cell))"\(isOpen ? " open" : "")>
    <summary>\(escaped(cell.name))</summary>
    <dl class="facts">
    <div><dt>sources</dt><dd>\(escaped(cell.sources))</dd></div>
    <div><dt>run</dt><dd><code>\(escaped(cell.run))</code></dd></div>
    <div><dt>key</dt><dd><code>\(escaped(cell.key))</code></dd></div>
    <div><dt>seed</dt><dd>\(cell.seed)</dd></div>
    <div><dt>again</dt><dd><code class="command">\(escaped(cell.command))</code></dd></div>
    </dl>
    \(table("Inputs", ["role", "path", "SHA-256"], cell.inputs.map(row)))
    \(table("Outputs", ["role", "path", "SHA-256"], cell.outputs.map(row)))
    \(table("Parameters", ["name", "value"], cell.parameters.sorted { $0.key < $1.key }.map { [$0.key, plain($0.value)] }))
    \(table("Software", ["name", "version"], cell.software.sorted { $0.key < $1.key }.map { [$0.key, $0.value] }))
    </details>
    """
  }

  private static func row(_ artifact: PageProvenance.Artifact) -> [String] {
    [artifact.role, artifact.path ?? "(outside of the workspace)", artifact.sha256]
  }

  /// Parameters are exact: no digits are left out.
  private static func plain(_ value: JSONValue) -> String {
    if case .number(let number) = value { "\(number)" } else { value.text() }
  }

  private static func table(_ title: String, _ heads: [String], _ rows: [[String]]) -> String {
    guard !rows.isEmpty else { return "" }
    let head = heads.map { "<th scope=\"col\">\(escaped($0))</th>" }.joined()
    let body = rows.map { row in
      "<tr>" + row.map { "<td>\(escaped($0))</td>" }.joined() + "</tr>"
    }
    return
      "<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"\(title)\"><table class=\"facts\">"
      + "<caption>\(title)</caption><thead><tr>\(head)</tr></thead>"
      + "<tbody>\(body.joined(separator: "\n"))</tbody></table></div>"
  }
}
