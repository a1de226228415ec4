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

    init?(_ path: String) throws {
      guard let stamp = try FileSystem.stamp(path) else { return nil }
      self.path = path
      inode = stamp.inode
      size = stamp.size
      modified = stamp.modified
    }
  }

  /// A version and the file that it belongs to.
  struct Version: Codable, Equatable {
    var mark: FileMark
    var text: String
  }

  private struct Content: Codable {
    var schema = 1
    var swift: Version?
    var libraries: [String: Version] = [:]
    var package: PackageDescription?
  }

  private let file: String
  private var content: Content
  private var isUnsaved = false

  init(_ workspace: Workspace) {
    file = workspace.machine + "/facts.json"
    let loaded = JSONFile.load(Content.self, from: file)
    content = loaded?.schema == 1 ? loaded ?? Content() : Content()
  }

  /// The compiler's version, as it names itself; throws when there is no compiler.
  func swiftVersion() throws -> String {
    let path = try Tool.find("swift")
    let mark = try FileMark(path)
    if let known = content.swift, known.mark == mark { return known.text }
    let said = try Tool.output(path, ["--version"], folder: "/")
    guard let line = said.split(separator: "\n").first(where: { $0.contains("Swift version") }), let mark
    else {
      throw PipelineError.unexpected(path: path, expected: "a version", found: "'\(said.prefix(80))'")
    }
    content.swift = Version(mark: mark, text: String(line))
    isUnsaved = true
    return String(line)
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

  /// The package's description, asked anew when its manifest or the compiler changed.
  func package(at root: String, manifest: SHA256Digest) throws -> PackageDescription {
    let toolchain = try swiftVersion()
    if let known = content.package, known.manifest == manifest, known.toolchain == toolchain { return known }
    let text = try Tool.output("swift", ["package", "dump-package", "--package-path", root], folder: root)
    let package = try PackageDescription(dump: text, root: root, manifest: manifest, toolchain: toolchain)
    content.package = package
    isUnsaved = true
    return package
  }

  /// Writes the file if anything is new in it.
  func save() throws {
    guard isUnsaved else { return }
    try JSONFile.save(content, to: file)
    isUnsaved = false
  }
}
