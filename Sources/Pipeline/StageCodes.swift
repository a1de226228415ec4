internal import CProcess
internal import ContentStore
internal import Digest

/// The ingredients that come from code, compiler and machine.
final class StageCodes {
  /// Those of one stage.
  struct Code {
    var digest: SHA256Digest
    /// The sources as they stand.
    var sources: SHA256Digest? { pair?.sources }
    /// What the builder goes by, or nil for a ready program without sources.
    var pair: CodeDigests.Pair?
    var toolchain: String
    var libraries: [String: String]
  }

  /// The class of the processor's features.
  static var processor: String {
    let level = fovea_x86_level()
    #if arch(arm64)
      return "aarch64"
    #else
      return "x86-64-v\(level)"
    #endif
  }

  private let workspace: Workspace
  private let facts: Facts
  private let executables: Executables
  private let cache: StatCache
  private let package: PackageDescription?
  private let digests: CodeDigests?
  private var libraries: [String: [String: String]] = [:]

  init(_ workspace: Workspace, executables: Executables, cache: StatCache) throws {
    self.workspace = workspace
    self.executables = executables
    self.cache = cache
    facts = Facts(workspace, cache: cache)
    package = try facts.package()
    digests = package.map { CodeDigests(workspace, $0, cache: cache) }
  }

  /// The code of a stage; throws `PipelineError.unknownTarget`, or `.noExecutable` without a package.
  func code(of stage: StageDefinition) throws -> Code {
    guard let package, let digests else {
      let path = executables.path(of: stage.target)
      guard let program = try cache.content(of: path)?.digest else {
        throw PipelineError.noExecutable(path: path)
      }
      return Code(digest: program, pair: nil, toolchain: "none", libraries: [:])
    }
    guard let pair = try digests.pair(of: stage.target) else {
      throw PipelineError.unknownTarget(
        stage.target, stage: stage.id, nearest: nearestName(to: stage.target, among: package.targets.keys),
        place: stage.place)
    }
    return Code(
      digest: try readyCode(of: stage, built: pair.code), pair: pair,
      toolchain: "\(package.toolchain), \(executables.configuration)",
      libraries: try libraryVersions(stage.target, package))
  }

  /// The digest of the code, and of a ready program with it: nobody knows which sources that was built from.
  private func readyCode(of stage: StageDefinition, built code: SHA256Digest) throws -> SHA256Digest {
    guard executables.configuration == "ready",
      let program = try cache.content(of: executables.path(of: stage.target))?.digest
    else { return code }
    return SHA256Digest(of: "fovea-ready\0\(code)\0\(program)")
  }

  /// When and what was last written to a stage's sources; nil for a ready program without sources.
  func fingerprint(of stage: StageDefinition) throws -> SHA256Digest? {
    try digests?.fingerprint(of: stage.target)
  }

  /// The files of a stage's code; none for a ready program.
  func paths(of stage: StageDefinition) throws -> [String] { try digests?.paths(of: stage.target) ?? [] }

  /// Where the source of a stage's page lies, within the workspace.
  func page(of stage: StageDefinition) -> String? {
    stage.page ?? package?.targets[stage.target].map { "\($0.path)/main.swift" }
  }

  /// Looks at the sources again from now on.
  func forget() { digests?.forget() }

  /// Writes what was learned.
  func save() throws {
    try facts.save()
    try digests?.save()
  }

  private func libraryVersions(_ target: String, _ package: PackageDescription) throws -> [String: String] {
    if let known = libraries[target] { return known }
    let names = package.closure(of: target).compactMap(\.pkgConfig)
    let versions = try Dictionary(uniqueKeysWithValues: Set(names).map { ($0, try facts.libraryVersion($0)) })
    libraries[target] = versions
    return versions
  }
}
