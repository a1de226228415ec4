internal import ContentStore
internal import Digest
internal import SwiftSource

/// Digests of the stages' code: of the sources as the compiler sees them, and of the sources as they stand.
///
/// Nothing is lexed for a file whose bytes were seen before: `.fovea/codecache` remembers the digest of the
/// code by the digest of the bytes.
final class CodeDigests {
  /// Two digests over a target and all local targets that it uses.
  struct Pair: Equatable {
    /// Comments and layout gone: part of the key.
    var code: SHA256Digest
    /// As the files stand: whether to build.
    var sources: SHA256Digest
    /// The C headers and module maps alone: SwiftPM does not notice when they change.
    var headers: SHA256Digest
    /// When the newest of those was written: nanoseconds since 1970.
    var headersWritten: Int64
    /// The names of the targets.
    var targets: [String]
  }

  private struct File {
    var path: String
    var raw: SHA256Digest
    var code: SHA256Digest
  }

  private static let header = "fovea-code 2"
  private static let extensions: Set<String> = [
    "swift", "c", "h", "cc", "cpp", "cxx", "hpp", "m", "mm", "s", "S", "inc", "def", "modulemap",
  ]

  private let workspace: Workspace
  private let package: PackageDescription
  private let cache: StatCache
  private var files: [String: [File]] = [:]
  private var pairs: [String: Pair] = [:]
  private var known: [SHA256Digest: SHA256Digest]
  private var isUnsaved = false

  init(_ workspace: Workspace, _ package: PackageDescription, cache: StatCache) {
    self.workspace = workspace
    self.package = package
    self.cache = cache
    known = Self.load(workspace.machine + "/codecache")
  }

  /// The digests for a target; nil when the package has no such target.
  func pair(of target: String) throws -> Pair? {
    if let pair = pairs[target] { return pair }
    let closure = package.closure(of: target)
    guard !closure.isEmpty else { return nil }
    var head = [Self.header, package.language.hex]
    if closure.contains(where: \.usesPackages) {
      head.append(try cache.content(of: workspace.path("Package.resolved"))?.digest.hex ?? "")
    }
    for target in closure { head += [target.name, target.settings.hex] }
    // A header may lie in two targets' search paths.
    let all = Dictionary(
      try files(of: closure).map { ($0.path, $0) }, uniquingKeysWith: { first, _ in first }
    )
    .values.sorted { ByteOrder.precedes($0.path, $1.path) }
    // NUL ends every field: no name holds one.
    func digest(_ part: (File) -> SHA256Digest) -> SHA256Digest {
      SHA256Digest(of: (head + all.flatMap { [$0.path, part($0).hex] }).map { $0 + "\0" }.joined())
    }
    let headers = all.filter { !$0.path.hasSuffix(".swift") }
    let times = try headers.compactMap { try FileSystem.stamp(workspace.path($0.path))?.modified }
    let pair = Pair(
      code: digest(\.code), sources: digest(\.raw),
      headers: SHA256Digest(of: headers.map { "\($0.path)\0\($0.raw)\0" }.joined()),
      headersWritten: times.max() ?? 0, targets: closure.map(\.name))
    pairs[target] = pair
    return pair
  }

  /// The files of a pair, by the paths that lead to them; the package's manifest is one of them.
  func paths(of target: String) throws -> [String] {
    try ["Package.swift"] + files(of: package.closure(of: target)).map(\.path)
  }

  /// What the file system says of the files of a pair, times included: two that are equal mean that nobody
  /// wrote to one in between, not even the same bytes.
  func fingerprint(of target: String) throws -> SHA256Digest {
    let stamps = try paths(of: target).map { path in
      try FileSystem.stamp(workspace.path(path)).map {
        "\($0.device) \($0.inode) \($0.size) \($0.modified) \($0.changed)\0"
      } ?? "none\0"
    }
    return SHA256Digest(of: stamps.joined())
  }

  /// Looks at the files again from now on.
  func forget() {
    files = [:]
    pairs = [:]
  }

  /// Writes the cache's file if anything is new in it.
  func save() throws {
    guard isUnsaved else { return }
    let text = Self.header + "\n" + known.map { "\($0.key) \($0.value)\n" }.sorted().joined()
    try FileSystem.writeDurably(text + "\(SHA256Digest(of: text))\n", to: workspace.machine + "/codecache")
    isUnsaved = false
  }

  /// The files of targets, and of other packages of this disk where one uses packages.
  private func files(of targets: [PackageDescription.Target]) throws -> [File] {
    let local = targets.contains(where: \.usesPackages) ? package.localPackages : []
    return try targets.flatMap(sourceFiles) + local.flatMap(filesOfPackage)
  }

  private func sourceFiles(of target: PackageDescription.Target) throws -> [File] {
    if let found = files[target.name] { return found }
    var found: [File] = []
    let folder = target.path
    let left = target.exclude.map { Self.join(folder, $0) }
    for top in target.sources?.map({ Self.join(folder, $0) }) ?? [folder] {
      try walk(top, leavingOut: left, where: Self.isSource) { found.append($0) }
    }
    if !found.contains(where: { $0.path.hasSuffix(".swift") }) {
      // C includes a file of any name.
      try walk(folder, leavingOut: left, where: { !Self.isSource($0) && !Self.isProse($0) }) {
        found.append($0)
      }
    }
    for place in target.headerSearchPaths {
      try walk(place, leavingOut: [], where: { Self.isSource($0) && !$0.hasSuffix(".swift") }) {
        found.append($0)
      }
    }
    for resource in target.resources {
      let top = Self.join(folder, resource)
      try walk(top, leavingOut: left, withHidden: true, where: { _ in true }) { found.append($0) }
    }
    files[target.name] = found
    return found
  }

  /// Everything in the targets of another package of this disk but prose: which of them are used is not asked.
  private func filesOfPackage(_ local: PackageDescription.LocalPackage) throws -> [File] {
    if let found = files["package \(local.path)"] { return found }
    var found: [File] = []
    for folder in local.folders {
      try walk(folder, leavingOut: [], where: { !Self.isProse($0) }) { found.append($0) }
    }
    files["package \(local.path)"] = found
    return found
  }

  private static func isSource(_ path: String) -> Bool {
    path.split(separator: ".").last.map { extensions.contains(String($0)) } ?? false
  }

  /// Text for people only.
  private static func isProse(_ path: String) -> Bool {
    [".md", ".markdown", ".rst"].contains(where: path.hasSuffix) || path.contains(".docc/")
  }

  private func walk(
    _ path: String, leavingOut: [String], withHidden: Bool = false, within above: [FileStamp] = [],
    where isWanted: (String) -> Bool, into found: (File) -> Void
  ) throws {
    if leavingOut.contains(path) { return }
    guard let stamp = try FileSystem.stamp(workspace.path(path)) else { return }
    if stamp.kind == .folder {
      guard !above.contains(where: { $0.device == stamp.device && $0.inode == stamp.inode }) else {
        throw ContentStoreError.linkLoop(path: workspace.path(path))
      }
      for name in try FileSystem.names(in: workspace.path(path)) where withHidden || !name.hasPrefix(".") {
        try walk(
          "\(path)/\(name)", leavingOut: leavingOut, withHidden: withHidden, within: above + [stamp],
          where: isWanted, into: found)
      }
    } else if stamp.kind == .file, isWanted(path), let file = try file(path) {
      found(file)
    }
  }

  private func file(_ path: String) throws -> File? {
    guard let raw = try cache.content(of: workspace.path(path))?.digest else { return nil }
    guard path.hasSuffix(".swift") else { return File(path: path, raw: raw, code: raw) }
    if let code = known[raw] { return File(path: path, raw: raw, code: code) }
    let bytes = try FileSystem.read(workspace.path(path))
    let code = SHA256Digest(of: codeBytes(of: bytes))
    known[SHA256Digest(of: bytes)] = code
    isUnsaved = true
    return File(path: path, raw: SHA256Digest(of: bytes), code: code)
  }

  private static func join(_ folder: String, _ path: String) -> String {
    var path = path[...]
    while path.hasSuffix("/") { path = path.dropLast() }
    return path == "." || path.isEmpty ? folder : "\(folder)/\(path)"
  }

  private static func load(_ path: String) -> [SHA256Digest: SHA256Digest] {
    guard let bytes = try? FileSystem.read(path) else { return [:] }
    // The last line is the SHA-256 of those before it: a wrong digest in here would be a wrong verdict.
    let checked = bytes.dropLast(SHA256Digest.byteCount * 2 + 1)
    let check = checked.withUnsafeBytes { SHA256Digest(of: $0) }
    guard bytes.dropFirst(checked.count).elementsEqual("\(check)\n".utf8) else { return [:] }
    // Bytes, not characters: this is read before every command.
    let lines = String(decoding: checked, as: UTF8.self).utf8.split(separator: 0x0a)
    guard lines.first?.elementsEqual(header.utf8) == true else { return [:] }
    return lines.dropFirst().reduce(into: [:]) { known, line in
      guard line.count == 129, let raw = SHA256Digest(hex: Substring(line.prefix(64))),
        let code = SHA256Digest(hex: Substring(line.suffix(64)))
      else { return }
      known[raw] = code
    }
  }
}
