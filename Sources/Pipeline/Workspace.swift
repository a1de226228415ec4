internal import ContentStore
internal import Glibc

/// The folder that holds pipeline.yaml, and the places in it.
public struct Workspace: Sendable, Equatable {
  /// The folder, absolute and without links in it.
  public let root: String

  /// The workspace of a folder; throws when the folder does not exist.
  public init(root: String) throws {
    guard let real = FileSystem.real(root) else { throw ContentStoreError.absent(path: root) }
    self.root = real
  }

  /// The workspace that a folder belongs to: the nearest one, from the folder upwards.
  ///
  /// Throws `PipelineError.noWorkspace`.
  public static func find(from folder: String) throws -> Workspace {
    var workspace = try Workspace(root: folder)
    while try !FileSystem.exists(workspace.pipeline) {
      let above = FileSystem.parent(of: workspace.root)
      guard above != workspace.root else { throw PipelineError.noWorkspace(from: folder) }
      workspace = try Workspace(root: above)
    }
    return workspace
  }

  /// Where a path of pipeline.yaml lies: relative ones are relative to the root.
  public func path(_ path: String) -> String { path.hasPrefix("/") ? path : "\(root)/\(path)" }

  /// pipeline.yaml.
  public var pipeline: String { root + "/pipeline.yaml" }
  /// The machine's own folder.
  public var machine: String { root + "/.fovea" }
  /// The lock's file.
  public var lock: String { machine + "/lock" }
  /// The store's folder.
  public var store: String { machine + "/store" }
  /// The stat cache's file.
  public var statCache: String { machine + "/statcache" }
  /// A run's private outputs.
  public func staging(_ run: String) -> String { "\(machine)/staging/\(run)" }
  /// What survives killed runs, by key.
  public var scratch: String { machine + "/scratch" }
  /// What survives a killed run of a key.
  public func scratch(_ key: String) -> String { "\(scratch)/\(key)" }
  /// What a stage showed, taken out of the store.
  public func shown(_ digest: String) -> String { "\(machine)/shown/\(digest)" }
  /// The woven pages.
  public var report: String { root + "/artifacts/report" }
  /// A run's log, within the workspace.
  public func log(_ run: String) -> String { ".fovea/runs/\(run).log" }
}
