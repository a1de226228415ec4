internal import ContentStore
internal import Digest
internal import StageProtocol

/// What other programs said of this machine and package, remembered until the file behind it changes.
///
/// Kept in `.fovea/facts.json`; a damaged file costs the time to ask again.
final class Facts {
  /// What tells whether a file is still the same one.
  struct FileMark: Codable, Equatable {
    var path: String
    var inode: UInt64
    var size: Int64
    var modified: Int64
    var changed: Int64

    init?(_ path: String) throws {
      guard let stamp = try FileSystem.stamp(path) else { return nil }
      self.path = path
      inode = stamp.inode
      size = stamp.size
      modified = stamp.modified
      changed = stamp.changed
    }
  }

  /// A version and the file that it belongs to.
  struct Version: Codable, Equatable {
    var mark: FileMark
    var text: String
  }

  /// The compiler's version and the files that decide it, nil for those that are not there.
  struct Compiler: Codable, Equatable {
    var marks: [FileMark?]
    var text: String
  }

  private struct Content: Codable {
    var schema = 2
    var swift: Compiler?
    var libraries: [String: Version] = [:]
    var package: PackageDescription?
  }

  private let workspace: Workspace
  private let cache: StatCache
  private let file: String
  private var content: Content
  private var isUnsaved = false
  private var asked: String?

  init(_ workspace: Workspace, cache: StatCache) {
    self.workspace = workspace
    self.cache = cache
    file = workspace.machine + "/facts.json"
    let loaded = JSONFile.load(Content.self, from: file)
    content = loaded?.schema == Content().schema ? loaded ?? Content() : Content()
  }

  /// The compiler's version, as it names itself in the workspace; throws when there is no compiler.
  func swiftVersion() throws -> String {
    if let asked { return asked }
    let path = try Tool.find("swift")
    let marks = try compilerMarks(path)
    if let marks, let known = content.swift, known.marks == marks { return known.text }
    let said = try Tool.output(path, ["--version"], folder: workspace.root)
    guard let line = said.split(separator: "\n").first(where: { $0.contains("Swift version") }) else {
      throw PipelineError.unexpected(path: path, expected: "a version", found: "'\(said.prefix(80))'")
    }
    asked = String(line)
    if let marks {
      content.swift = Compiler(marks: marks, text: String(line))
      isUnsaved = true
    }
    return String(line)
  }

  /// The files that decide which compiler `swift` is; nil when nobody knows, as for a script.
  ///
  /// swiftly's `swift` is one program for all toolchains: its settings, and the `.swift-version` nearest above the
  /// workspace, choose.
  private func compilerMarks(_ path: String) throws -> [FileMark?]? {
    if try FileSystem.beginning(of: path, count: 2) == Array("#!".utf8) { return nil }
    let program = try FileSystem.destination(of: path).path
    var deciding = [path]
    if program.split(separator: "/").last == "swiftly" {
      let variables = Tool.inherited
      let home = variables["SWIFTLY_HOME_DIR"] ?? (variables["HOME"] ?? "") + "/.local/share/swiftly"
      deciding.append(home + "/config.json")
      var folder = workspace.root
      while true {
        deciding.append((folder == "/" ? "" : folder) + "/.swift-version")
        if folder == "/" { break }
        folder = FileSystem.parent(of: folder)
      }
    }
    return try deciding.map(FileMark.init)
  }

  /// A library's version by pkg-config; `unknown` where pkg-config does not know it.
  func libraryVersion(_ name: String) throws -> String {
    if let known = content.libraries[name], try FileMark(known.mark.path) == known.mark { return known.text }
    func ask(_ option: String) throws -> String {
      try Tool.output("pkg-config", [option, name], folder: "/").filter { !$0.isNewline }
    }
    do {
      let version = try ask("--modversion")
      if let mark = try FileMark("\(try ask("--variable=pcfiledir"))/\(name).pc") {
        content.libraries[name] = Version(mark: mark, text: version)
        isUnsaved = true
      }
      return version
    } catch is PipelineError {
      return "unknown"
    }
  }

  /// The workspace's package, or nil where there is none; asked anew when a manifest or the compiler changed.
  func package() throws -> PackageDescription? {
    guard let manifest = try manifest(in: ".") else { return nil }
    let toolchain = try swiftVersion()
    if let known = content.package, known.manifest == manifest, known.toolchain == toolchain,
      try known.localPackages.allSatisfy({ try self.manifest(in: $0.path) == $0.manifest })
    {
      return known
    }
    let root = workspace.root
    let text = try dump(root)
    var package = try PackageDescription(dump: text, root: root, manifest: manifest, toolchain: toolchain)
    package.localPackages = try localPackages(PackageDescription.localPaths(dump: text))
    content.package = package
    isUnsaved = true
    return package
  }

  private func dump(_ root: String) throws -> String {
    try Tool.output("swift", ["package", "dump-package", "--package-path", root], folder: workspace.root)
  }

  /// Packages on this disk and those that they name in turn.
  private func localPackages(_ paths: [String]) throws -> [PackageDescription.LocalPackage] {
    var found: [String: PackageDescription.LocalPackage] = [:]
    var open = paths
    while let path = open.popLast() {
      let place = Self.relative(path, to: workspace.root)
      guard found[place] == nil else { continue }
      guard let manifest = try manifest(in: place) else {
        throw PipelineError.unexpected(path: path, expected: "a package", found: "no Package.swift")
      }
      let text = try dump(path)
      let package = try PackageDescription(dump: text, root: path, manifest: manifest, toolchain: "")
      let folders = package.targets.values.map(\.path).filter { !$0.hasPrefix("Tests/") }
      found[place] = .init(
        path: place, manifest: manifest, folders: folders.map { "\(place)/\($0)" }.sorted())
      open += PackageDescription.localPaths(dump: text)
    }
    return found.values.sorted { ByteOrder.precedes($0.path, $1.path) }
  }

  /// The digest of a package's manifests: Package.swift, and those for the compiler's version alone.
  private func manifest(in folder: String) throws -> SHA256Digest? {
    let base = workspace.path(folder)
    guard let manifest = try cache.content(of: base + "/Package.swift")?.digest else { return nil }
    let numbers = Self.versionNumbers(in: try swiftVersion())
    let special = try numbers.indices.compactMap { last -> String? in
      let name = "Package@swift-\(numbers[...last].joined(separator: ".")).swift"
      return try cache.content(of: "\(base)/\(name)").map { "\(name)\0\($0.digest)\0" }
    }
    return special.isEmpty ? manifest : SHA256Digest(of: "\(manifest)\0\(special.joined())")
  }

  /// `6`, `3` and `1` of `Swift version 6.3.1 (…)`; without a regular expression, which takes a no-op's time.
  private static func versionNumbers(in text: String) -> [Substring] {
    let words = text.split(separator: " ")
    guard let mark = words.firstIndex(of: "version"), mark + 1 < words.count else { return [] }
    return words[mark + 1].prefix { $0 == "." || $0.isASCII && $0.isNumber }.split(separator: ".")
  }

  /// A path as seen from a folder, both absolute.
  private static func relative(_ path: String, to folder: String) -> String {
    let (inner, outer) = (path.split(separator: "/"), folder.split(separator: "/"))
    let common = zip(inner, outer).prefix { $0 == $1 }.count
    let parts = outer.dropFirst(common).map { _ in ".." } + inner.dropFirst(common)
    return parts.isEmpty ? "." : parts.joined(separator: "/")
  }

  /// Writes the file if anything is new in it.
  func save() throws {
    guard isUnsaved else { return }
    try JSONFile.save(content, to: file)
    isUnsaved = false
  }
}
