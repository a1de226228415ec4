internal import ContentStore
internal import Digest
internal import Foundation
internal import StageProtocol

/// What Package.swift says of its targets, as far as a stage's code depends on it.
struct PackageDescription: Codable, Equatable {
  /// A target.
  struct Target: Codable, Equatable {
    var name: String
    /// Its folder within the package.
    var path: String
    /// The names of local targets that it uses.
    var dependencies: [String]
    /// Whether it uses products of other packages.
    var usesPackages: Bool
    /// Paths within its folder that are left out.
    var exclude: [String]
    /// Paths within its folder that alone count, or nil for all.
    var sources: [String]?
    /// Paths within its folder that are copied into the bundle.
    var resources: [String]
    /// Folders within the package in which its C sources look for headers (`headerSearchPath`, `-I`).
    var headerSearchPaths: [String]
    /// Its pkg-config name, for a system library.
    var pkgConfig: String?
    /// The digest of everything that the manifest says of it.
    var settings: SHA256Digest
  }

  /// Another package on this disk, in which nothing is fixed by a version.
  struct LocalPackage: Codable, Equatable {
    /// Its folder, relative to the workspace.
    var path: String
    /// The digest of its manifests.
    var manifest: SHA256Digest
    /// The folders of its targets, tests left out, relative to the workspace.
    var folders: [String]
  }

  /// The digest of the manifests.
  var manifest: SHA256Digest
  /// The compiler that read it.
  var toolchain: String
  /// Tools version and language versions.
  var language: SHA256Digest
  var targets: [String: Target]
  /// The packages that it takes from this disk by path, and those that they take, by path.
  var localPackages: [LocalPackage] = []

  /// Reads what `swift package dump-package` writes.
  init(dump: String, root: String, manifest: SHA256Digest, toolchain: String) throws {
    guard let json = try? JSONDecoder().decode(JSONValue.self, from: Data(dump.utf8)),
      let targets = json["targets"]?.elements
    else {
      throw PipelineError.unexpected(
        path: root + "/Package.swift", expected: "a package description",
        found: "'\(dump.prefix(200))'")
    }
    self.manifest = manifest
    self.toolchain = toolchain
    let language = ["toolsVersion", "swiftLanguageVersions", "cLanguageStandard", "cxxLanguageStandard"]
    self.language = try Self.digest(.array(language.map { json[$0] ?? .null }))
    let names = Set(targets.compactMap { $0["name"]?.text })
    self.targets = [:]
    for target in targets {
      guard let name = target["name"]?.text else { continue }
      self.targets[name] = try Target(target, name: name, root: root, local: names)
    }
  }

  /// The absolute paths of the packages that a description (`swift package dump-package`) takes from this disk.
  static func localPaths(dump: String) -> [String] {
    let json = try? JSONDecoder().decode(JSONValue.self, from: Data(dump.utf8))
    return (json?["dependencies"]?.elements ?? []).compactMap {
      $0["fileSystem"]?.elements?.first?["path"]?.text
    }
  }

  /// A target with every local target that it uses, directly or not, by name.
  func closure(of target: String) -> [Target] {
    var found: [String: Target] = [:]
    var open = [target]
    while let name = open.popLast() {
      guard found[name] == nil, let target = targets[name] else { continue }
      found[name] = target
      open += target.dependencies
    }
    return found.values.sorted { $0.name < $1.name }
  }

  fileprivate static func digest(_ value: JSONValue) throws -> SHA256Digest {
    SHA256Digest(of: [UInt8](try JSONFile.encoded(value)))
  }
}

extension PackageDescription.Target {
  fileprivate init(_ json: JSONValue, name: String, root: String, local: Set<String>) throws {
    self.name = name
    let used = (json["dependencies"]?.elements ?? []).map { entry -> String? in
      let named = entry["byName"]?.elements?.first?.text ?? entry["target"]?.elements?.first?.text
      return named.flatMap { local.contains($0) ? $0 : nil }
    }
    dependencies = used.compactMap(\.self)
    usesPackages = used.contains(nil)
    exclude = (json["exclude"]?.elements ?? []).compactMap(\.text)
    sources = json["sources"]?.elements?.compactMap(\.text)
    resources = (json["resources"]?.elements ?? []).compactMap { $0["path"]?.text }
    pkgConfig = json["pkgConfig"]?.text
    path = try json["path"]?.text ?? Self.defaultPath(name, root)
    settings = try PackageDescription.digest(json)
    let path = self.path
    headerSearchPaths = (json["settings"]?.elements ?? []).flatMap { Self.headerSearchPaths($0, path) }
  }

  /// The folders that a setting names, as paths within the package.
  private static func headerSearchPaths(_ setting: JSONValue, _ path: String) -> [String] {
    if let folder = setting["kind"]?["headerSearchPath"]?["_0"]?.text {
      return [lexically("\(path)/\(folder)")]
    }
    let flags = setting["kind"]?["unsafeFlags"]?["_0"]?.elements?.compactMap(\.text) ?? []
    return flags.enumerated().compactMap { index, flag in
      guard flag.hasPrefix("-I") else { return nil }
      let folder = flag == "-I" ? flags.dropFirst(index + 1).first ?? "" : String(flag.dropFirst(2))
      return folder.isEmpty || folder.hasPrefix("/") ? nil : lexically(folder)
    }
  }

  /// A path without `.` and `..`; one that leads out of the package keeps its `..`.
  private static func lexically(_ path: String) -> String {
    path.split(separator: "/").reduce(into: [Substring]()) { parts, part in
      if part == "..", let last = parts.last, last != ".." {
        parts.removeLast()
      } else if part != "." {
        parts.append(part)
      }
    }.joined(separator: "/")
  }

  /// Where SwiftPM looks for a target whose path is not written.
  private static func defaultPath(_ name: String, _ root: String) throws -> String {
    let candidates = ["Sources", "Source", "src", "srcs", "Tests"].map { "\($0)/\(name)" }
    return try candidates.first { try FileSystem.exists("\(root)/\($0)") } ?? "Sources/\(name)"
  }
}
