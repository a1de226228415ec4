import Checkpoints
import Experiment
import Foundation
import NN
import Retina
import Segmentation
import StageProtocol
import Tensors

/// What exported nets are, were made from, can do and cannot: every number from the records' files.
struct ModelCard {
  /// A net with its file's facts.
  private struct Net {
    let facts: CardFacts.Net
    let words: String
    let isRecipe: Bool
    let parameters: Int
    let fold: String?
    /// Whose scans judged it.
    let judge: TrialJudge
    let pthDigest: String
  }

  /// A row of a file of scores: a column here.
  private struct Column {
    /// The step that scored, and the row where it has several.
    let title: String
    let scores: Scores
    /// Whether a net's own step scored it.
    let isOwn: Bool
  }

  /// The rows of a table of intervals that are of the columns' scans.
  private struct Intervals {
    let step: String
    let rows: [IntervalRow]

    /// Whether rows are compared with others.
    var hasTests: Bool { rows.contains { $0.titles.contains { $0.hasPrefix("p against ") } } }
  }

  private let facts: CardFacts
  private let nets: [Net]
  private let split: ChosenFold?
  /// What the nets learned from and were judged by, each once, in the order of the nets.
  private let folds: [Fold]
  private let columns: [Column]
  private let intervals: [Intervals]

  /// Reads the evidence in a folder; throws for what is missing, damaged or no net of ours.
  init(_ facts: CardFacts, folder: String) throws {
    self.facts = facts
    let trainedNets = try facts.nets.map { try TrainedNet(path: "\(folder)/\($0.name).safetensors") }
    // Nets that see scans differently have no vote in common.
    _ = try NetPanel(trainedNets, pool: WorkerPool(threads: 1))
    nets = try zip(facts.nets, trainedNets).map { net, trained in
      let path = trained.path
      let meta = try Checkpoint(contentsOf: path).meta
      if let task = LearnedTask(meta).otherThanFluid {
        throw ExperimentError.file(path: path, expected: "a net that learned fluid", found: task)
      }
      return Net(
        facts: net,
        words:
          "\(trained.settings.model), width \(trained.net.architecture.width), \(trained.settings.words)",
        isRecipe: trained.settings.model == TestSettings.recipe,
        parameters: trained.net.parameters.entries.reduce(0) {
          $0 + ($1.parameter.role == .weight ? $1.parameter.count : 0)
        },
        fold: meta["fold"]?.string,
        judge: Self.judge(of: net.step),
        pthDigest: try FileDigest(path: "\(folder)/\(net.name).pth").sha256)
    }
    split = try facts.split.map { try ChosenFold(path: "\(folder)/\($0)") }
    folds = try Self.folds(of: nets, in: split)
    let owners = Set(facts.nets.map(\.step.name))
    columns = try facts.scores.flatMap { try Self.columns(file: $0, folder: folder, owners: owners) }
    intervals = try Self.intervals(facts, folder: folder, of: columns.map(\.scores))
  }

  /// As the step's parameters say it; steps that have no such parameter are judged by the exam.
  private static func judge(of step: CardFacts.Step) -> TrialJudge {
    guard case .string(let name)? = step.parameters["trials.judge"] else { return .fold }
    return TrialJudge(rawValue: name) ?? .fold
  }

  private static func folds(of nets: [Net], in split: ChosenFold?) throws -> [Fold] {
    guard let split else { return [] }
    var seen: Set<String> = []
    return try nets.map { try $0.judge.frames(ofFold: $0.fold ?? split.chosen, in: split.split) }
      .filter { seen.insert($0.name).inserted }
  }

  /// The rows of the tables that cover the scans of scores, and no others.
  private static func intervals(
    _ facts: CardFacts, folder: String, of scores: [Scores]
  ) throws -> [Intervals] {
    let seeds = Set(facts.nets.map(\.step.seed))
    let own = try scores.flatMap { row in try seeds.compactMap { try IntervalRow.alone(row, seed: $0) } }
    return try facts.intervals.map { file in
      let rows = try IntervalRow.rows(path: "\(folder)/\(file)")
      return Intervals(
        step: step(file: file), rows: rows.filter { row in own.contains { row.begins(as: $0) } })
    }.filter { !$0.rows.isEmpty }
  }

  /// A step's scores, as one row or a list of them.
  private static func columns(file: String, folder: String, owners: Set<String>) throws -> [Column] {
    let path = "\(folder)/\(file)"
    let isList = try Data(contentsOf: URL(fileURLWithPath: path)).first == UInt8(ascii: "[")
    let rows = try isList ? Scores.list(path: path) : [Scores(path: path)]
    let step = step(file: file)
    return rows.map { row in
      let tellsStep = row.name == step || row.name.hasPrefix("\(step),")
      let title = rows.count == 1 ? step : tellsStep ? row.name : "\(step): \(row.name)"
      return Column(title: title, scores: row, isOwn: owners.contains(step))
    }
  }

  /// Who made a file of the evidence: the folder in which it lies.
  private static func step(file: String) -> String {
    let folder = ((file as NSString).deletingLastPathComponent as NSString).lastPathComponent
    return folder.removingPercentEncoding ?? folder
  }

  /// The card; the same bytes for the same evidence.
  var markdown: String {
    [
      "# Model card: \(facts.nets.map(\.step.name).joined(separator: ", "))",
      "**For research only. Not a medical device; not for any decision about a patient.**",
      what, data, metrics, use, limits, making,
    ].joined(separator: "\n\n") + "\n"
  }

  private var what: String {
    let rows = nets.map { net in
      "| `\(net.facts.name)` | \(net.words) | \(net.parameters) | `\(net.facts.sha256)` | `\(net.pthDigest)` |"
    }
    return """
      ## What it is

      \(nets.count == 1 ? "A net that marks" : "\(nets.count) nets that mark") fluid in single gray B-scans of \
      retinal OCT: two classes, background and fluid. Each is here as `.safetensors` and as `.pth` (PyTorch's \
      zip form, loads with `weights_only=True`; weights under `state_dict`).

      | files | net | parameters | SHA-256 of .safetensors | SHA-256 of .pth |
      |---|---|---|---|---|
      \(rows.joined(separator: "\n"))

      `fovea predict \(nets.map { "--checkpoint \($0.facts.name).safetensors" }.joined(separator: " ")) SCAN…` \
      \(nets.count == 1 ? "repeats the pipeline's masks byte for byte" : "lets them vote")\(atScanSize).
      """
  }

  /// Where the pipeline judged the recipe's nets on squares, which `fovea predict` does not make of their masks.
  private var atScanSize: String {
    let variants = facts.behind.compactMap { $0.parameters["preprocess.variant"] }
    guard nets.contains(where: \.isRecipe), variants.contains(.string("square")) else { return "" }
    return
      " at the scan's own size; the pipeline brought masks to the size of its frames before it judged them"
  }

  /// Whose masks the nets learned from; only the recipe can take both graders'.
  private var graders: String {
    let counts = Set(
      facts.nets.map { net -> Int in
        let parameters = net.step.parameters
        guard parameters["lever"] != .string("graders"), case .integer(2)? = parameters["recipe.graders"]
        else { return 1 }
        return 2
      })
    guard counts.count < 2 else { return "grader 1, some of the nets from both" }
    return counts == [2] ? "both graders" : "grader 1"
  }

  private var source: String? {
    facts.behind.compactMap { step -> String? in
      if case .string(let text)? = step.parameters["data.source"] { text } else { nil }
    }.first
  }

  private var origin: String {
    switch source {
    case "phantom"?:
      "Source: `phantom`: drawn scans, no eyes. These weights show that the pipeline works, and nothing else."
    case "duke"?:
      "Source: `duke`: spectral-domain OCT of eyes with diabetic macular edema, fluid marked by two graders "
        + "(Chiu et al. 2015); learned from \(graders)."
    case let source?: "Source: `\(source)`, as the parameters below say."
    case nil: "Source: not on record."
    }
  }

  private var data: String {
    var lines = ["## Data and protocol", "", origin]
    guard let split else { return lines.joined(separator: "\n") }
    lines += ["", "Split: rule `\(split.split.rule.rawValue)`. \(split.split.note)", ""]
    lines += folds.map { fold in
      "- fold \(fold.name): learned from \(Self.words(fold.training)); \(Self.words(fold.validation)) held out"
    }
    if nets.contains(where: { $0.judge == .inner }) {
      lines += ["", "Where another fold judged, the fold's own scans neither taught nor judged."]
    }
    return lines.joined(separator: "\n")
  }

  private static func words(_ frames: [FrameID]) -> String {
    "\(frames.count) scans of \(Set(frames.map(\.subject)).count) subjects"
  }

  private var metrics: String {
    guard !columns.isEmpty else { return "## Metrics\n\nNo scores of these nets are on record." }
    var lines = ["## Metrics", "", "On held-out scans, as the pipeline scored them.", ""]
    if nets.count > 1 && columns.allSatisfy(\.isOwn) {
      lines += ["Each net by itself: no step on record scored these nets alone and together.", ""]
    }
    if Set(nets.compactMap(\.fold)).count > 1 {
      lines.append("Each scan was judged by those of these nets alone that were trained without its fold.")
      if knowAll {
        lines.append(
          "All of them together have seen every subject: on these subjects' scans they say more than they can."
        )
      }
      lines.append("")
    }
    lines += scoreTable
    lines += ["", "### 95 % intervals over subjects and paired differences"]
    if intervals.isEmpty { lines += ["", "No table of intervals over just these scans is on record."] }
    if intervals.contains(where: \.hasTests) {
      lines += [
        "",
        "The p are those of single comparisons and take subjects as independent: those of a fold share nets.",
      ]
    }
    for table in intervals { lines += ["", "Of `\(table.step)`:", ""] + Self.table(table.rows) }
    return lines.joined(separator: "\n")
  }

  /// Whether each subject whose scans judged one of the nets has taught another one.
  private var knowAll: Bool {
    let taught = Set(folds.flatMap(\.training).map(\.subject))
    return taught.isSuperset(of: folds.flatMap(\.validation).map(\.subject))
  }

  private var scoreTable: [String] {
    let scores = columns.map(\.scores)
    let head = [["metric"] + columns.map(\.title), scores.map { _ in "---" } + ["---"]]
    let about = [
      ["frames"] + scores.map { "\($0.frames.count)" },
      ["subjects"] + scores.map { "\(Set($0.frames.map(\.subject)).count)" },
    ]
    let values = ScoreColumn.all.map { column in [column.title] + scores.map(column.text) }
    return (head + about + values + [["note"] + scores.map(ScoreTable.note)]).map(Self.line)
  }

  private static func table(_ rows: [IntervalRow]) -> [String] {
    let titles = rows.first?.titles ?? []
    let values = rows.map { [$0.name] + $0.values.map { $0.isEmpty ? "undefined" : $0 } }
    return ([["row"] + titles, ["---"] + titles.map { _ in "---" }] + values).map(line)
  }

  private var use: String {
    """
    ## Intended use

    To repeat the results above, to compare methods on the same scans, and as a start for training on other \
    data. Images go in as 8-bit gray; what else a scan has to be is in the files' metadata. `frame: filled` there \
    says that white pixels (255) which touch the scan's edge, straight or through others such above, below or \
    beside them, became the upper median of all pixels below 255 before anything else.
    """
  }

  /// The eyes among those held out whose scans chose the recipe's settings (docs/decisions/006).
  private var tuners: [String] {
    guard let split, source == "duke", !split.split.leaksSubjects, nets.contains(where: \.isRecipe) else {
      return []
    }
    let held = Set(folds.flatMap(\.validation).map(\.subject))
    return [2, 6, 9, 10].filter { held.contains(Subject($0)) }.map { "S\($0)" }
  }

  /// Whether the held-out frames chose Fovea's own pretraining, from which a net began (docs/decisions/008).
  private var isBegunByExam: Bool {
    guard let split, source == "duke", split.split.rule == .published else { return false }
    // Files of others are named, what was learned here is told in words.
    let origins = columns.filter(\.isOwn).compactMap { $0.scores.settings["weights"] }
    return origins.contains { !$0.isEmpty && !$0.hasSuffix(".pth") }
  }

  private var limits: String {
    var lines = ["## Limits", ""]
    if let split {
      let subjects = Set(split.split.folds.flatMap { $0.training + $0.validation }.map(\.subject)).count
      lines.append(
        "- \(subjects) subjects in all: intervals over so few are wide, and other populations are not in them."
      )
      if split.split.leaksSubjects {
        lines.append("- Subjects stand on both sides of the split: the scores above are too good.")
      }
    }
    if !tuners.isEmpty {
      lines.append(
        "- The recipe's settings were chosen on scans of this exam (\(tuners.joined(separator: ", ")); "
          + "docs/decisions/006): their part in the scores is not out of sample.")
    }
    if isBegunByExam {
      lines.append(
        "- How these nets began was chosen by what `fcn-large` scored on these held-out frames "
          + "(docs/decisions/008).")
    }
    if source == "duke" {
      lines.append("- One device, one disease, one study; scans of other devices may look nothing like them.")
    }
    lines += [
      "- Graders agree with each other only so far; a net repeats the habits of those it learned from.",
      "- Fluid is one class: no kind of it is told from another, and other lesions may be taken for it.",
      "- No clinical evaluation of any kind.",
    ]
    return lines.joined(separator: "\n")
  }

  private var making: String {
    var lines = ["## How it was made", "", "| step | run | key | commit | snapshot | ended | seed |"]
    lines.append("|---|---|---|---|---|---|---|")
    let steps = facts.nets.map(\.step) + facts.behind.reversed()
    lines += steps.map { step in
      Self.line([
        "`\(step.name)`", "`\(step.run)`", "`\(step.key.prefix(16))`", "`\(step.commit ?? "none")`",
        "`\(step.snapshot ?? "none")`", step.finished, "\(step.seed)",
      ])
    }
    lines += [
      "", "Pipeline `\(facts.pipeline)`; `fovea audit` on a .safetensors file above finds the same facts.",
      "",
    ]
    for step in steps where !step.parameters.isEmpty {
      let values = step.parameters.sorted { $0.key < $1.key }.map { "`\($0.key)` = `\(Self.text($0.value))`" }
      lines.append("- `\(step.name)`: \(values.joined(separator: ", "))")
    }
    return lines.joined(separator: "\n")
  }

  private static func line(_ cells: [String]) -> String { "| \(cells.joined(separator: " | ")) |" }

  private static func text(_ value: JSONValue) -> String {
    switch value {
    case .string(let text): text
    case .integer(let number): "\(number)"
    case .number(let number): "\(number)"
    case .bool(let flag): "\(flag)"
    case .null: "null"
    case .array(let values): "[" + values.map(text).joined(separator: ", ") + "]"
    case .object(let members):
      "{" + members.sorted { $0.key < $1.key }.map { "\($0.key): \(text($0.value))" }.joined(separator: ", ")
        + "}"
    }
  }
}
