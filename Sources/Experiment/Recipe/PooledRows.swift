import Retina
import Tensors

/// Cells of several folds as rows of one table: every scan is judged by the fold that held it out.
public struct PooledRows: Sendable {
  /// The rows that cover every scan of the exam, in the order of their first cells.
  public let rows: [Scores]
  /// Where the masks of every row lie: a folder for each frame, by the frame's name.
  public let folders: [String: [String: String]]
  /// The rows that lack a fold.
  public let incomplete: [String]

  /// Brings cells of one name together; `masks` are their folders.
  ///
  /// Throws for a mask that is missing or damaged.
  public init(cells: [Scores], masks: [String], exam: Exam) throws {
    var names: [String] = []
    var folders: [String: [String: String]] = [:]
    for (cell, folder) in zip(cells, masks) {
      if folders[cell.name] == nil { names.append(cell.name) }
      for frame in cell.frames { folders[cell.name, default: [:]][frame.frame] = folder }
    }
    let needed = Set(exam.questions.map(\.frame.description))
    let complete = names.filter { needed.isSubset(of: folders[$0, default: [:]].keys) }
    let settings = Dictionary(cells.map { ($0.name, $0.settings) }) { first, _ in first }
    rows = try complete.map { name in
      let places = folders[name, default: [:]]
      return try exam.scores(name: name, settings: settings[name, default: [:]]) { question in
        try Raster(
          readingMask: PredictionGallery.maskPath(
            question.frame, in: places[question.frame.description] ?? ""))
      }
    }
    self.folders = folders
    incomplete = names.filter { !complete.contains($0) }
  }
}
