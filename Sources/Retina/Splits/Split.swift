public import Foundation

/// A division of the graded frames into folds; it depends on the frames, not on the order of listing.
public struct Split: Codable, Equatable, Sendable {
  /// The rule that made it.
  public let rule: SplitRule
  /// One or more divisions.
  public let folds: [Fold]
  /// Whether a subject stands on both sides of a fold, so that scores are too good.
  public let leaksSubjects: Bool
  /// What a reader of the results must know.
  public let note: String

  /// Divides the graded frames by a rule.
  ///
  /// `published` wants ten subjects, 1 to 10, with eleven graded frames each; `folds` counts only for
  /// `subjects`. Throws `RetinaError.split` where the rule does not fit.
  public init(_ rule: SplitRule, of manifest: FrameManifest, folds count: Int = 5) throws {
    let frames = manifest.graded.map(\.id)
    self.rule = rule
    switch rule {
    case .published: folds = [try PublishedSplit.fold(frames)]
    case .subjects: folds = try Self.groups(of: frames, count: count).map { Self.fold($0, of: frames) }
    case .leaveOneOut: folds = try Self.single(frames).map { Self.fold($0, of: frames) }
    }
    let shared = Set(folds.flatMap(\.sharedSubjects)).sorted()
    leaksSubjects = !shared.isEmpty
    note =
      shared.isEmpty
      ? "No subject stands on both sides."
      : "LEAK: \(shared.count) subjects stand on both sides; scores are too good. For comparison only."
  }

  /// Reads a split's JSON.
  public init(path: String) throws {
    do {
      let data = try Data(contentsOf: URL(fileURLWithPath: path))
      self = try JSONDecoder().decode(Split.self, from: data)
    } catch {
      throw RetinaError.layout(path: path, expected: "a split of frames", found: "\(error)")
    }
  }

  /// The split as JSON, the same bytes for the same frames.
  public func json() throws -> Data { try canonicalJSON(self) }

  /// The pairs in which the Duke subjects take turns.
  static let dukePairs = [[3, 5], [2, 6], [9, 10], [7, 8], [1, 4]].map { $0.map(Subject.init) }

  private static func groups(of frames: [FrameID], count: Int) throws -> [[Subject]] {
    let subjects = Set(frames.map(\.subject)).sorted()
    if subjects == (1...10).map(Subject.init) && count == 5 { return dukePairs }
    try requireTwo(subjects, rule: "subjects")
    guard count >= 2, count <= subjects.count else {
      throw RetinaError.split(
        rule: "subjects",
        expected: "split.folds of 2 to \(subjects.count) for \(subjects.count) subjects with graded scans",
        found: "\(count)")
    }
    return (0..<count).map { fold in
      stride(from: fold, to: subjects.count, by: count).map { subjects[$0] }
    }
  }

  private static func single(_ frames: [FrameID]) throws -> [[Subject]] {
    let subjects = Set(frames.map(\.subject)).sorted()
    try requireTwo(subjects, rule: "leave-one-out")
    return subjects.map { [$0] }
  }

  private static func requireTwo(_ subjects: [Subject], rule: String) throws {
    guard subjects.count >= 2 else {
      throw RetinaError.split(
        rule: rule, expected: "at least 2 subjects with graded scans", found: "\(subjects.count)")
    }
  }

  private static func fold(_ held: [Subject], of frames: [FrameID]) -> Fold {
    let names = held.map { "S\($0.number)" }
    let name = names.joined(separator: "+")
    return Fold(
      // Cells and folders are named by it; the first subject tells it from the others.
      name: name.utf8.count <= 60 ? name : "\(names[0])+\(held.count - 1)-more",
      training: frames.filter { !held.contains($0.subject) },
      validation: frames.filter { held.contains($0.subject) })
  }
}
