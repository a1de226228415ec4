internal import ContentStore
internal import Digest
internal import Git
internal import Pipeline
internal import Provenance
internal import StageProtocol
internal import Weave

/// Brings records, sources and shown values together for the pages in `artifacts/report/`.
struct Weaver {
  /// The forms in which a page can be written.
  enum Form: String, CaseIterable {
    case html, md, ipynb
  }

  /// A cell whose stage runs: the folder of what it has shown, and how far it is.
  struct Live {
    var shownFolder: String
    var words: String
    /// The page's source when the run began.
    var source: String?
  }

  let project: Project
  var form = Form.html
  /// Where the pictures of HTML pages go.
  var pictures = WovenPage.Pictures.inside
  /// The cells that run now.
  var live: [CellID: Live] = [:]

  /// Weaves the pages of stages, all when none is named, and the index; gives the files that changed.
  ///
  /// - Parameters:
  ///   - isCheck: compare only, write nothing.
  ///   - warn: told what whoever weaves should know.
  func weave(_ stages: Set<StageID>?, isCheck: Bool, warn: (String) -> Void) throws -> [String] {
    let judgements = Dictionary(
      uniqueKeysWithValues: try project.judgements().map { ($0.id, $0) })
    var changed: [String] = []
    var rows: [IndexInput.Stage] = []
    var problems: [WeaveError] = []
    var woven = WovenSources(project.workspace)
    for stage in project.graph.stages {
      let isChosen = stages?.contains(stage.id) ?? true
      // Other forms have no index that their pages could contradict.
      if form != .html, !isChosen { continue }
      guard let input = try input(stage, judgements) else {
        rows.append(try row(stage, front: nil, judgements))
        continue
      }
      let made = try page(input, isChosen: isChosen, woven[stage.id]?.state, warn, &problems)
      rows.append(try row(stage, front: made.front, judgements))
      guard let files = made.files else { continue }
      for (name, bytes) in files where try put(bytes, name, isCheck: isCheck) { changed.append(name) }
      if form == .html, !isCheck { try prune(stage.id.name, keeping: Set(files.map(\.0))) }
      woven[stage.id] = .init(source: SHA256Digest(of: input.source), state: made.front.state)
    }
    if form == .html {
      for stage in try woven.stages(without: paged()) {
        changed.append(WovenPage.fileName(stage: stage.name))
        if !isCheck { try remove(pageOf: stage, &woven) }
      }
      if !isCheck { try woven.save() }
      changed += try index(rows, isCheck: isCheck)
    }
    if !problems.isEmpty { throw Unwoven(problems: problems) }
    return changed
  }

  /// The files of a stage's page, where it is wanted or the one that stands tells another state, and what the index
  /// tells of it.
  ///
  /// One page's mistake is no reason to keep others back; what stood there may not be so any more, so that a page which
  /// says what is wrong takes its place.
  private func page(
    _ input: WeaveInput, isChosen: Bool, _ known: PageState?, _ warn: (String) -> Void,
    _ problems: inout [WeaveError]
  ) throws -> (files: [(String, [UInt8])]?, front: PageFront) {
    do {
      if !isChosen {
        let front = try PageFront(input)
        if front.state == known { return (nil, front) }
      }
      let page = try Page(input)
      return (try files(page, warn: warn), PageFront(page))
    } catch let problem as WeaveError {
      problems.append(problem)
      let page = Page(unwoven: input, problem)
      return (try files(page, warn: warn), PageFront(page))
    }
  }

  /// The stages whose pages have a source.
  private func paged() throws -> [StageID] {
    try project.graph.stages.filter { stage in
      guard let path = project.page(of: stage.definition) else { return false }
      return try FileSystem.exists(project.workspace.path(path))
    }.map(\.id)
  }

  /// The stages with results whose source is not the one that was woven last, or whose page is gone, and those that
  /// have no page any more, though it stands.
  ///
  /// Costs a look at each source and page while nothing changed.
  func outdated() throws -> Set<StageID> {
    let woven = WovenSources(project.workspace)
    let stages = try project.graph.stages.filter { stage in
      guard let path = project.page(of: stage.definition),
        let source = try project.cache.content(of: project.workspace.path(path))?.digest
      else { return false }
      let page = "\(project.workspace.report)/\(WovenPage.fileName(stage: stage.id.name))"
      let entry = woven[stage.id]
      if try entry?.source == source && entry?.state != .unwoven && FileSystem.exists(page) { return false }
      // A page without a record of its weaving followed a run that was killed.
      return try FileSystem.exists(page)
        || stage.cells.contains {
          try project.ledger.stageRecord(stage: $0.id.stage.name, cell: $0.id.cell).record != nil
        }
    }
    return Set(stages.map(\.id) + woven.stages(without: try paged()))
  }

  /// Weaves the pages of stages that run, and the index, as they stand now.
  ///
  /// - Parameter rows: the index's rows of before; only stages that run or have none are looked at.
  func follow(_ rows: inout [StageID: IndexInput.Stage]) throws {
    let running = Set(live.keys.map(\.stage))
    let judgements = Dictionary(uniqueKeysWithValues: try project.judgements().map { ($0.id, $0) })
    // Until it is woven for good, such a page counts as out of date.
    var woven = WovenSources(project.workspace)
    for stage in running { woven[stage] = nil }
    try woven.save()
    for stage in project.graph.stages where rows[stage.id] == nil || running.contains(stage.id) {
      guard let input = try input(stage, judgements) else {
        rows[stage.id] = try row(stage, front: nil, judgements)
        continue
      }
      // What is wrong with a page is told when the run is over.
      var problems: [WeaveError] = []
      let isRunning = running.contains(stage.id)
      let made = try page(input, isChosen: isRunning, woven[stage.id]?.state, { _ in }, &problems)
      rows[stage.id] = try row(stage, front: made.front, judgements)
      guard isRunning, let files = made.files else { continue }
      for (name, bytes) in files { _ = try put(bytes, name, isCheck: false) }
    }
    let index = index(of: project.graph.stages.compactMap { rows[$0.id] })
    _ = try put(Array(IndexWriter.html(index).utf8), IndexWriter.fileName, isCheck: false)
  }

  /// The pages of the stages of some cells and an index, which tell of these cells alone, by name; nothing is
  /// written.
  ///
  /// - Parameter seconds: what cells cost with the runs that were stopped; without, what the last one took.
  func pages(
    of cells: Set<CellID>, seconds: [CellID: Double], warn: (String) -> Void
  ) throws -> [(name: String, bytes: [UInt8])] {
    let judgements = Dictionary(uniqueKeysWithValues: try project.judgements().map { ($0.id, $0) })
    var rows: [IndexInput.Stage] = []
    var made: [(String, [UInt8])] = []
    for stage in project.graph.stages {
      let own = stage.cells.map(\.id).filter(cells.contains)
      guard !own.isEmpty, let page = try input(stage, judgements, cells: own).map({ try Page($0) })
      else { continue }
      made += try files(page, warn: warn)
      rows.append(try row(stage, front: PageFront(page), judgements, cells: own, seconds: seconds))
    }
    return made + [(IndexWriter.fileName, Array(IndexWriter.html(index(of: rows)).utf8))]
  }

  /// The pages that hold a mistake.
  struct Unwoven: Error, CustomStringConvertible {
    let problems: [WeaveError]
    var description: String { problems.map(\.description).joined(separator: "\n") }
  }

  private func index(_ rows: [IndexInput.Stage], isCheck: Bool) throws -> [String] {
    let index = IndexWriter.html(index(of: rows))
    return try put(Array(index.utf8), IndexWriter.fileName, isCheck: isCheck) ? [IndexWriter.fileName] : []
  }

  private func index(of rows: [IndexInput.Stage]) -> IndexInput {
    IndexInput(project: project.definition.name, profile: project.definition.profile ?? "", stages: rows)
  }

  /// A page's files, by name in the report folder.
  private func files(_ page: Page, warn: (String) -> Void) throws -> [(String, [UInt8])] {
    switch form {
    case .html:
      let woven = try WovenPage(page, pictures: pictures)
      woven.warnings.forEach(warn)
      return woven.files.map { ($0.path, $0.bytes) } + [(woven.name, Array(woven.html.utf8))]
    case .md:
      let output = MarkdownWriter.markdown(page)
      return [("\(page.stage).md", Array(output.text.utf8))] + output.files.map { ($0.path, $0.bytes) }
    case .ipynb:
      return [("\(page.stage).ipynb", Array(NotebookWriter.notebook(page).utf8))]
    }
  }

  /// Removes what was woven of a stage that has no page any more.
  private func remove(pageOf stage: StageID, _ woven: inout WovenSources) throws {
    try prune(stage.name, keeping: [])
    try FileSystem.remove("\(project.workspace.report)/\(WovenPage.fileName(stage: stage.name))")
    woven[stage] = nil
  }

  /// Removes pictures beside a page that the page no longer shows; their names are digests.
  private func prune(_ stage: String, keeping files: Set<String>) throws {
    let folder = "\(project.workspace.report)/\(stage)"
    guard try FileSystem.exists(folder) else { return }
    for name in try FileSystem.names(in: folder) where name.wholeMatch(of: #/[0-9a-f]{16}\.png/#) != nil {
      if !files.contains("\(stage)/\(name)") { try FileSystem.remove("\(folder)/\(name)") }
    }
  }

  /// Writes a file unless it is there already with these bytes; says whether it was not.
  private func put(_ bytes: [UInt8], _ name: String, isCheck: Bool) throws -> Bool {
    let path = "\(project.workspace.report)/\(name)"
    if try FileSystem.exists(path), try FileSystem.read(path, limit: 1 << 30) == bytes {
      return false
    }
    if !isCheck {
      try FileSystem.makeFolders(FileSystem.parent(of: path))
      try FileSystem.writeDurably(bytes, to: path)
    }
    return true
  }

  /// What a stage's page is made of; with all its cells unless some are named.
  private func input(
    _ stage: Graph.Stage, _ judgements: [CellID: Judgement], cells: [CellID]? = nil
  ) throws -> WeaveInput? {
    guard let source = try Self.source(of: stage, in: project) else { return nil }
    return WeaveInput(
      project: project.definition.name, stage: stage.id.name, sourcePath: source.path, source: source.text,
      cells: try (cells ?? stage.cells.map(\.id)).map { try cell($0, judgements[$0]) })
  }

  /// The source that a stage's page shows, as it stands; nil for a stage without a page.
  static func source(of stage: Graph.Stage, in project: Project) throws -> (path: String, text: String)? {
    guard let path = project.page(of: stage.definition),
      try FileSystem.exists(project.workspace.path(path))
    else { return nil }
    return (path, String(decoding: try FileSystem.read(project.workspace.path(path)), as: UTF8.self))
  }

  private func cell(_ id: CellID, _ judgement: Judgement?) throws -> WeaveInput.Cell {
    if let live = live[id] {
      return WeaveInput.Cell(
        name: id.cell, standing: .running(live.words), shownFolder: live.shownFolder, sourceAtRun: live.source
      )
    }
    guard let record = try project.ledger.stageRecord(stage: id.stage.name, cell: id.cell).record else {
      guard let last = try project.ledger.latestRun(stage: id.stage.name, cell: id.cell) else {
        return WeaveInput.Cell(name: id.cell, standing: .missing, shownFolder: nil)
      }
      return WeaveInput.Cell(
        name: id.cell, standing: .partial, shownFolder: try shown(last.shown),
        sourceAtRun: try sourceAtRun(last.run))
    }
    let isShown = try record.result.shown.map { try project.ledger.store.holds($0) } ?? true
    guard isShown else {
      let reason = "what it showed is not here; its numbers were imported or its objects collected"
      return WeaveInput.Cell(
        name: id.cell, standing: .stale(reasons: [reason]), shownFolder: nil,
        provenance: PageProvenance(Maker(record)))
    }
    let isFresh = judgement?.state == .fresh
    let source = try sourceAtRun(record.produced.run)
    return WeaveInput.Cell(
      name: id.cell,
      standing: isFresh ? .fresh : .stale(reasons: judgement?.reasons.map(\.description) ?? []),
      shownFolder: try shown(record.result.shown), sourceAtRun: source, isTextKnown: source != nil,
      provenance: PageProvenance(Maker(record)))
  }

  /// The folder of what a run showed, taken out of the store once; nil where the store lacks it.
  private func shown(_ content: ContentID?) throws -> String? {
    guard let content, try project.ledger.store.holds(content) else { return nil }
    let folder = project.workspace.shown(content.digest.hex)
    if try FileSystem.exists(folder) { return folder }
    do {
      try project.ledger.store.restore(content, to: folder)
      return folder
    } catch let error as ContentStoreError where error.isDamage {
      return nil
    }
  }

  private func sourceAtRun(_ run: String) throws -> String? {
    guard let page = try project.ledger.run(run).record?.page else { return nil }
    do {
      return String(decoding: try project.ledger.store.read(page), as: UTF8.self)
    } catch let error as ContentStoreError where error.isDamage {
      return nil
    }
  }

  /// A stage's row of the index; of all its cells unless some are named.
  ///
  /// A cell's newest run need not be the one that made what stands there, so it is the record that counts.
  private func row(
    _ stage: Graph.Stage, front: PageFront?, _ judgements: [CellID: Judgement], cells: [CellID]? = nil,
    seconds known: [CellID: Double] = [:]
  ) throws -> IndexInput.Stage {
    let cells = cells ?? stage.cells.map(\.id)
    var seconds: [Double] = []
    var commits: [IndexInput.Commit] = []
    for id in cells {
      let record = try project.ledger.stageRecord(stage: id.stage.name, cell: id.cell).record
      guard let made = record?.produced else { continue }
      if let cost = try known[id] ?? project.ledger.run(made.run).record?.wallSeconds { seconds.append(cost) }
      let commit = made.commit.map { IndexInput.Commit($0.hex, dirty: made.dirty) }
      if let commit, !commits.contains(commit) { commits.append(commit) }
    }
    return IndexInput.Stage(
      name: stage.id.name, title: front?.title,
      state: try front?.state ?? PageState(of: cells.map { try state(of: $0, judgements[$0]) }),
      upstream: stage.upstream.map(\.name), cells: cells.count,
      seconds: seconds.isEmpty ? nil : seconds.reduce(0, +), commits: commits)
  }

  /// How a cell stands whose stage has no page.
  private func state(of id: CellID, _ judgement: Judgement?) throws -> PageState {
    if live[id] != nil { return .running }
    if judgement?.state == .fresh { return .fresh }
    let record = try project.ledger.stageRecord(stage: id.stage.name, cell: id.cell).record
    return record == nil ? .missing : .stale
  }
}
