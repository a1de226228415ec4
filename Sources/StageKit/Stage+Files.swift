private import Foundation
public import StageProtocol

extension Stage {
  /// The path of the one input of a role; throws `StageError` when there is none or several.
  public func input(_ role: String) throws -> String {
    let all = try inputs(role)
    guard all.count == 1 else { throw StageError.severalInputs(role: role, count: all.count) }
    return all[0].path
  }

  /// Every input of a role, with the cell that made it, in the order of the cells.
  public func inputs(_ role: String) throws -> [StageContext.Input] {
    guard let found = context.inputs[role], !found.isEmpty else {
      throw StageError.undeclared(what: "input", role: role, declared: context.inputs.keys.sorted())
    }
    return found
  }

  /// The path of an input that a profile may leave out, or nil.
  public func optionalInput(_ role: String) -> String? {
    context.inputs[role]?.first?.path
  }

  /// Where to write the output of a role; a declared folder exists when this returns.
  public func output(_ role: String) throws -> String {
    guard let output = context.outputs[role] else {
      throw StageError.undeclared(what: "output", role: role, declared: context.outputs.keys.sorted())
    }
    if output.isFolder { try Folder.create(output.path) }
    return output.path
  }

  /// A folder that survives a killed run of the same key: for checkpoints to resume from.
  public func scratch() throws -> String {
    try Folder.create(context.scratch)
    return context.scratch
  }
}

/// Folders, with errors in the project's words.
enum Folder {
  static func create(_ path: String) throws(StageError) {
    do {
      try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    } catch {
      throw .file(path: path, operation: "create the folder", reason: error.localizedDescription)
    }
  }
}
