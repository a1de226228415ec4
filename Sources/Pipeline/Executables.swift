internal import ContentStore
internal import Digest
internal import Glibc
internal import StageProtocol

/// Where the stages' programs lie, and building them when their sources changed.
///
/// They lie beside the running `fovea` when that was built in the workspace, otherwise in `.build/release`.
/// A folder of ready programs (`FOVEA_STAGES`) is used as it is and nothing is ever built.
public final class Executables {
  /// The folder that holds them.
  let folder: String
  /// `debug`, `release`, or `ready` for a folder of ready programs.
  let configuration: String

  private let workspace: Workspace
  private let cache: StatCache
  private let scratch: String?

  /// - Parameters:
  ///   - ready: a folder of ready programs, or nil to use and make the workspace's own.
  ///   - cache: saves hashing the programs.
  init(_ workspace: Workspace, ready: String?, cache: StatCache) throws {
    self.workspace = workspace
    self.cache = cache
    if let ready {
      folder = try Workspace(root: ready).root
      configuration = "ready"
      scratch = nil
      return
    }
    let own = FileSystem.parent(of: try Self.ownPath())
    let name = own.split(separator: "/").last.map(String.init) ?? ""
    if own.hasPrefix(workspace.root + "/.build"), ["debug", "release"].contains(name) {
      folder = own
      configuration = name
      scratch = own.dropFirst(workspace.root.count + 1).split(separator: "/").first.map {
        "\(workspace.root)/\($0)"
      }
    } else {
      folder = workspace.root + "/.build/release"
      configuration = "release"
      scratch = nil
    }
  }

  /// A target's program.
  func path(of target: String) -> String { "\(folder)/\(target)" }

  /// Whether a program is there and is the very one that was built from these sources.
  ///
  /// A build by hand, one for other stages, or one that failed halfway may have put another there.
  func isCurrent(_ target: String, sources: SHA256Digest?) throws -> Bool {
    guard access(path(of: target), X_OK) == 0 else { return false }
    guard configuration != "ready", let sources else { return true }
    let stamps = stamps
    guard stamps[target] == sources, let program = stamps[Self.program(target)] else { return false }
    return try cache.content(of: path(of: target))?.digest == program
  }

  /// A target's program, opened; for a built one only if it is the very one that was built from these
  /// sources.
  ///
  /// Throws `StageFailure.tainted` when another stands there by now.
  func program(of target: String, sources: SHA256Digest?) throws -> Program {
    let program = try Program(path(of: target), cache: cache)
    guard configuration != "ready", let sources else { return program }
    let stamps = stamps
    guard stamps[target] == sources, stamps[Self.program(target)] == program.digest else {
      throw StageFailure.tainted(["the program of target '\(target)' was replaced after it was built"])
    }
    return program
  }

  /// What belongs to a program beside it: bundles of resources, and the package's own libraries.
  func companions(of target: String) throws -> [String] {
    try FileSystem.names(in: folder)
      .filter { $0.hasSuffix("_\(target).resources") || $0.hasSuffix(".so") }
      .map { "\(folder)/\($0)" }
  }

  /// Builds targets, all at once when there are several; `remember` them once their sources held still.
  ///
  /// Throws `PipelineError.toolFailed` with the compiler's words.
  func build(_ targets: [String: CodeDigests.Pair]) throws {
    try discardBuiltOnOtherHeaders(targets)
    var arguments = ["build", "-c", configuration, "--package-path", workspace.root]
    if let scratch { arguments += ["--scratch-path", scratch] }
    if targets.count == 1, let only = targets.keys.first { arguments += ["--product", only] }
    _ = try Tool.output("swift", arguments, folder: workspace.root, outputOnly: false, isInterruptible: true)
  }

  /// Remembers which sources the programs that stand there were built from.
  func remember(_ targets: [String: CodeDigests.Pair]) throws {
    var stamps = stamps
    for (name, pair) in targets {
      stamps[name] = pair.sources
      stamps[Self.headers(name)] = pair.headers
      stamps[Self.program(name)] = try cache.content(of: path(of: name))?.digest
    }
    try JSONFile.save([configuration: stamps], to: stampFile)
  }

  /// SwiftPM compiles nothing anew when only a header of a system library changed; what was built on the
  /// old one is thrown away, so that no old code runs under a new key.
  private func discardBuiltOnOtherHeaders(_ targets: [String: CodeDigests.Pair]) throws {
    for (name, pair) in targets {
      guard let built = try FileSystem.stamp(path(of: name))?.modified else { continue }
      let isOther = stamps[Self.headers(name)].map { $0 != pair.headers } ?? false
      guard isOther || pair.headersWritten > built else { continue }
      try discard(pair)
    }
  }

  /// Throws away what was compiled of a target and of all that it uses, so that the next build compiles it anew.
  func discard(_ pair: CodeDigests.Pair) throws {
    for target in pair.targets { try discardObjects(in: "\(folder)/\(target).build") }
  }

  /// Only what the compiler writes: SwiftPM does not write its own plans again.
  private func discardObjects(in folder: String) throws {
    guard try FileSystem.exists(folder) else { return }
    for name in try FileSystem.names(in: folder)
    where [".o", ".swiftdeps", ".priors"].contains(where: name.hasSuffix) {
      try FileSystem.remove("\(folder)/\(name)")
    }
  }

  private static func headers(_ target: String) -> String { target + "/headers" }

  private static func program(_ target: String) -> String { target + "/program" }

  private var stampFile: String { "\(workspace.machine)/build-\(configuration).json" }

  private var stamps: [String: SHA256Digest] {
    JSONFile.load([String: [String: SHA256Digest]].self, from: stampFile)?[configuration] ?? [:]
  }

  /// The path of the running program.
  private static func ownPath() throws -> String {
    guard let path = FileSystem.real("/proc/self/exe") else {
      throw PipelineError.system(what: "read /proc/self/exe", code: errno)
    }
    return path
  }
}
