internal import Digest
internal import Git
internal import StageProtocol

/// As JSON: what is not there is null and never left out.
extension AuditReport {
  private enum Key: String, CodingKey {
    case schema, sha256, path, stage, cell, run, commit, dirty, snapshot, finished, key, parameters, inputs
    case outputs, chain, also
  }

  /// Writes every part.
  public func encode(to encoder: any Encoder) throws {
    var box = encoder.container(keyedBy: Key.self)
    try box.encode(schema, forKey: .schema)
    try box.encode(sha256, forKey: .sha256)
    try box.encode(path, forKey: .path)
    try box.encode(stage, forKey: .stage)
    try box.encode(cell, forKey: .cell)
    try box.encode(run, forKey: .run)
    try box.encode(commit, forKey: .commit)
    try box.encode(dirty, forKey: .dirty)
    try box.encode(snapshot, forKey: .snapshot)
    try box.encode(finished, forKey: .finished)
    try box.encode(key, forKey: .key)
    try box.encode(parameters, forKey: .parameters)
    try box.encode(inputs, forKey: .inputs)
    try box.encode(outputs, forKey: .outputs)
    try box.encode(chain, forKey: .chain)
    try box.encode(also, forKey: .also)
  }
}

extension AuditReport.Input {
  private enum Key: String, CodingKey { case role, path, sha256, run, files }

  /// Writes every part; `files` only where it is known.
  public func encode(to encoder: any Encoder) throws {
    var box = encoder.container(keyedBy: Key.self)
    try box.encode(role, forKey: .role)
    try box.encode(path, forKey: .path)
    try box.encode(sha256, forKey: .sha256)
    try box.encode(run, forKey: .run)
    try box.encodeIfPresent(files, forKey: .files)
  }
}

extension AuditReport.Also {
  private enum Key: String, CodingKey { case run, stage, cell, path }

  /// Writes every part.
  public func encode(to encoder: any Encoder) throws {
    var box = encoder.container(keyedBy: Key.self)
    try box.encode(run, forKey: .run)
    try box.encode(stage, forKey: .stage)
    try box.encode(cell, forKey: .cell)
    try box.encode(path, forKey: .path)
  }
}

extension AuditReport.Step {
  private enum Key: String, CodingKey { case run, stage, cell, commit, dirty, snapshot, key, inputs }

  /// Writes every part.
  public func encode(to encoder: any Encoder) throws {
    var box = encoder.container(keyedBy: Key.self)
    try box.encode(run, forKey: .run)
    try box.encode(stage, forKey: .stage)
    try box.encode(cell, forKey: .cell)
    try box.encode(commit, forKey: .commit)
    try box.encode(dirty, forKey: .dirty)
    try box.encode(snapshot, forKey: .snapshot)
    try box.encode(key, forKey: .key)
    try box.encode(inputs, forKey: .inputs)
  }
}
