/// Writes the report's first page: the graph of the stages and a table with links.
public enum IndexWriter {
  /// The file's name in the report folder.
  public static let fileName = "index.html"

  /// The page; the same input gives the same bytes.
  public static func html(_ input: IndexInput) -> String {
    """
    \(HTMLFrame.head(title: input.project, refresh: isLive(input) ? HTMLFrame.liveSeconds : nil))
    <body>
    <a class="skip" href="#main">Skip to the text</a>
    <header>
    <p class="crumbs">\(escaped(input.project)), profile <strong>\(escaped(input.profile))</strong></p>
    \(HTMLFrame.themeSwitch)
    </header>
    <div class="columns">
    <main id="main">
    <h1>\(escaped(input.project))</h1>
    <p class="lead">\(lead(input.stages))</p>
    <figure>
    <div class="scroll" tabindex="0" role="region" aria-label="Graph">\(StageGraph(input.stages).svg())</div>
    <figcaption>Every stage stands below the stages that it reads; what it also reaches \
    through another stage has no line of its own.</figcaption>
    </figure>
    <h2 id="stages">Stages</h2>
    <div class="scroll" id="stages-table" tabindex="0" role="region" aria-label="Stages"><table>
    <thead><tr><th scope="col">stage</th><th scope="col">page</th><th scope="col">state</th>\
    <th scope="col" class="number">cells</th><th scope="col" class="number">time</th>\
    <th scope="col">commit</th></tr></thead>
    <tbody>
    \(input.stages.map(row).joined(separator: "\n"))
    </tbody></table></div>
    </main>
    </div>
    \(PageScript.element)
    </body>
    </html>

    """
  }

  private static func isLive(_ input: IndexInput) -> Bool { input.stages.contains { $0.state == .running } }

  /// How many stages stand how, and what to do about it.
  private static func lead(_ stages: [IndexInput.Stage]) -> String {
    let cells = stages.reduce(0) { $0 + $1.cells }
    let counts = PageState.allCases.compactMap { state -> String? in
      let count = stages.count { $0.state == state }
      return count == 0 ? nil : "\(state.sign) \(count) \(state.rawValue)"
    }
    let seconds = stages.compactMap(\.seconds)
    let time = seconds.isEmpty ? "" : ", \(Seconds.text(seconds.reduce(0, +))) of work"
    let isDone = stages.allSatisfy { $0.state == .fresh || $0.state == .rewoven }
    let advice = isDone ? "" : " <code class=\"command\">fovea run</code> brings them up to date."
    return "\(stages.count) stages, \(cells) cells\(time): \(counts.joined(separator: ", ")).\(advice)"
  }

  private static func row(_ stage: IndexInput.Stage) -> String {
    let commits = stage.commits.map { "\($0.name.prefix(12))\($0.dirty ? ", with changes" : "")" }
    let code = commits.isEmpty ? ["–"] : commits
    let page = escaped(WovenPage.fileName(stage: stage.name))
    return "<tr><th scope=\"row\">\(escaped(stage.name))</th>"
      + "<td>\(stage.title.map { "<a href=\"\(page)\">\(escaped($0))</a>" } ?? "–")</td>"
      + "<td><span class=\"badge \(stage.state.rawValue)\"><span aria-hidden=\"true\">\(stage.state.sign)</span> "
      + "\(stage.state.badge)</span></td><td class=\"number\">\(stage.cells)</td>"
      + "<td class=\"number\"\(stage.seconds.map { " data-order=\"\($0)\"" } ?? "")>"
      + "\(stage.seconds.map(Seconds.text) ?? "–")</td>"
      + "<td>\(code.map { "<code>\(escaped($0))</code>" }.joined(separator: "<br>"))</td></tr>"
  }
}
