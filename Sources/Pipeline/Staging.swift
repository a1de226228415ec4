internal import ContentStore
internal import StageProtocol

/// A run's private folder: `context.json`, `out/` with the declared outputs, `shown/` and `tmp/`.
struct Staging {
  let folder: String

  var shown: String { folder + "/shown" }
  var temporary: String { folder + "/tmp" }

  /// Where an output is written: under `out/`, as it will lie in the workspace.
  func path(of output: Cell.Output) -> String { "\(folder)/out/\(output.path)" }

  /// Makes the folders.
  func prepare(_ outputs: [Cell.Output]) throws {
    for part in ["out", "shown", "tmp"] { try FileSystem.makeFolders("\(folder)/\(part)") }
    for output in outputs {
      let path = path(of: output)
      try FileSystem.makeFolders(output.isFolder ? path : FileSystem.parent(of: path))
    }
  }

  /// What is wrong with the outputs, a sentence each; empty when all is as declared.
  func problems(_ outputs: [Cell.Output]) throws -> [String] {
    try outputs.compactMap(problem) + undeclared(outputs)
  }

  private func problem(_ output: Cell.Output) throws -> String? {
    let what = "output '\(output.role)' at '\(output.path)'"
    guard let stamp = try FileSystem.stamp(path(of: output), following: false) else {
      return "\(what): expected \(output.isFolder ? "a folder" : "a file"), found nothing"
    }
    switch (stamp.kind, output.isFolder) {
    case (.folder, true):
      return try FileSystem.names(in: path(of: output)).isEmpty
        ? "\(what): expected a folder with something in it, found an empty one" : nil
    case (.file, false): return nil
    case (.file, true): return "\(what): expected a folder, found a file"
    case (.folder, false): return "\(what): expected a file, found a folder"
    default: return "\(what): expected \(output.isFolder ? "a folder" : "a file"), found a link or device"
    }
  }

  /// Files that no output declares, and links and devices anywhere.
  private func undeclared(_ outputs: [Cell.Output]) throws -> [String] {
    let declared = outputs.map(\.path)
    var problems: [String] = []
    func walk(_ path: String, isDeclared: Bool) throws {
      for name in try FileSystem.names(in: "\(folder)/out/\(path)") {
        let inner = path.isEmpty ? name : "\(path)/\(name)"
        guard let stamp = try FileSystem.stamp("\(folder)/out/\(inner)", following: false) else { continue }
        let isOutput = isDeclared || declared.contains(inner)
        if stamp.kind == .folder {
          if isOutput || declared.contains(where: { FileSystem.holds(inner, $0) }) {
            try walk(inner, isDeclared: isOutput)
            continue
          }
        }
        if !isOutput {
          problems.append("'\(inner)' was written but is not declared; expected only declared outputs")
        } else if isDeclared, stamp.kind != .file, stamp.kind != .folder {
          problems.append("'\(inner)' is a link or device; expected files and folders only")
        }
      }
    }
    try walk("", isDeclared: false)
    let own: Set = ["context.json", "out", "shown", "tmp"]
    let stray = try FileSystem.names(in: folder).filter { !own.contains($0) }
    return problems
      + stray.map { "'\($0)' was written to the working folder; expected only declared outputs" }
  }
}
