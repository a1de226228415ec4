internal import ContentStore

/// Something that the sandbox refused a stage, and the line of pipeline.yaml that would allow it.
public struct Refusal: Equatable, Sendable, CustomStringConvertible {
  /// What was refused.
  public enum Kind: Sendable {
    /// To open what is there and not declared.
    case undeclared
    /// To make what is not there, outside the run's own folders.
    case made
    /// To write to an input, or to start it.
    case input
    /// The stage's words do not name it.
    case unnamed
  }

  /// What was refused.
  public var kind: Kind
  /// The place: within the workspace as pipeline.yaml writes it, otherwise absolute.
  public var path: String
  /// The stage.
  public var stage: String

  /// What was refused, and what to do.
  public var description: String {
    switch kind {
    case .undeclared:
      "the sandbox refused '\(path)', which the stage does not declare; to read it, add to stage "
        + "'\(stage)' in pipeline.yaml:\n    deps: {\(role): \(path)}"
    case .made:
      "the sandbox refused '\(path)': a stage writes its declared outputs alone, each at the place that "
        + "its context names; add to stage '\(stage)' in pipeline.yaml:\n    outs: {\(role): \(path)}"
    case .input:
      "the sandbox refused to write '\(path)', or it was started: a stage reads its inputs and never changes them, and "
        + "outputs are not executable (name their interpreter)"
    case .unnamed:
      "the sandbox may have refused something that is not declared: a stage reads its deps and writes its "
        + "outs, nothing else; `sandbox: off` lifts that"
    }
  }

  /// A role made of the file's name.
  private var role: String {
    let name = path.split(separator: "/").last?.split(separator: ".").first ?? "input"
    let plain = name.map { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_" || $0 == "-") ? $0 : "_" }
    return plain.isEmpty ? "input" : String(plain)
  }
}

extension Refusal {
  /// What a failed stage was refused, as far as its words tell: paths in them that it may not open.
  static func found(
    in words: String, of cell: Cell, _ confinement: Confinement, folder: String, workspace: Workspace
  ) -> [Refusal] {
    let marks = ["ermission", "not permitted", "cross-device", "EACCES"]
    let lines = words.split(separator: "\n").filter { line in marks.contains { line.contains($0) } }
    let stage = cell.id.stage.name
    let inputs = cell.dependencies.map { workspace.path($0.path) }
    var found: [Refusal] = []
    for path in lines.flatMap({ paths(in: $0, folder: folder) }) where !confinement.allows(path, .write) {
      let kind: Kind
      if !FileSystem.seemsToExist(path) {
        kind = .made
      } else if !confinement.allows(path, .read) {
        kind = .undeclared
      } else if inputs.contains(where: { FileSystem.holds($0, path) }) {
        kind = .input
      } else {
        continue  // the shell, or another program that speaks
      }
      let refusal = Refusal(kind: kind, path: within(path, workspace), stage: stage)
      if !found.contains(refusal) { found.append(refusal) }
    }
    return found.isEmpty && !lines.isEmpty ? [Refusal(kind: .unnamed, path: "", stage: stage)] : found
  }

  private static func within(_ path: String, _ workspace: Workspace) -> String {
    guard FileSystem.holds(workspace.root, path), path != workspace.root else { return path }
    return String(path.dropFirst(workspace.root.count + 1))
  }

  /// The paths that a line names: what starts with a slash or a dot and leads somewhere, or to a place whose
  /// folder exists.
  private static func paths(in line: Substring, folder: String) -> [String] {
    let ends: Set<Character> = ["'", "\"", "“", "”", "‘", "’", "`", ":", ",", ";", ")", "]", "}", ">", "="]
    var paths: [String] = []
    var rest = line
    while let start = rest.firstIndex(where: { $0 == "/" || $0 == "." }) {
      rest = rest[start...]
      let isStart =
        start == line.startIndex
        || {
          let before = line[line.index(before: start)]
          return before.isWhitespace || ends.contains(before) || before == "(" || before == "["
        }()
      guard isStart, rest.hasPrefix("/") || rest.hasPrefix("../") || rest.hasPrefix("./") else {
        rest = rest.dropFirst()
        continue
      }
      // The system takes no longer path, and a name with more blanks and signs than these is not looked for.
      let near = rest.prefix(4096)
      let stops =
        near.indices.lazy.filter { near[$0].isWhitespace || ends.contains(near[$0]) }.prefix(32)
        + [near.endIndex]
      let candidates = stops.map { absolute(String(rest[..<$0]), folder) }
      // The longest that exists: names may hold blanks. Else the shortest, if it could be made.
      let place = candidates.lastIndex { FileSystem.seemsToExist($0) && $0.count > 1 } ?? 0
      if FileSystem.seemsToExist(candidates[place])
        || FileSystem.seemsToExist(FileSystem.parent(of: candidates[place]))
      {
        paths.append(candidates[place])
      }
      rest = rest[stops[place]...]
    }
    return paths
  }

  /// A path as it counts from a folder, its dots taken out.
  private static func absolute(_ path: String, _ folder: String) -> String {
    var parts: [Substring] = []
    for part in (path.hasPrefix("/") ? path : folder + "/" + path).split(separator: "/") where part != "." {
      if part == ".." { _ = parts.popLast() } else { parts.append(part) }
    }
    return "/" + parts.joined(separator: "/")
  }
}

extension FileSystem {
  /// Whether something stands at a path, as far as this process can see.
  fileprivate static func seemsToExist(_ path: String) -> Bool {
    (try? stamp(path, following: false)) ?? nil != nil
  }
}
