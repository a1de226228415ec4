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
    /// Its pkg-config name, for a system library.
    var pkgConfig: String?
    /// The digest of everything that the manifest says of it.
    var settings: SHA256Digest
  }

  /// The digest of Package.swift.
  var manifest: SHA256Digest
  /// The compiler that read it.
  var toolchain: String
  /// Tools version and language versions.
  var language: SHA256Digest
  var targets: [String: Target]

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
  }

  /// Where SwiftPM looks for a target whose path is not written.
  private static func defaultPath(_ name: String, _ root: String) throws -> String {
    let candidates = ["Sources", "Source", "src", "srcs", "Tests"].map { "\($0)/\(name)" }
    return try candidates.first { try FileSystem.exists("\(root)/\($0)") } ?? "Sources/\(name)"
  }
}

extension JSONValue {
  /// A list's elements, or nil for anything else.
  var elements: [JSONValue]? { if case .array(let values) = self { values } else { nil } }
  /// A text, or nil for anything else.
  var text: String? { if case .string(let text) = self { text } else { nil } }
}
