import ContentStore
import Foundation
import Testing

@testable import Pipeline

/// What other programs said, and when they are asked again.
@Suite struct FactsTests {
  static let manifest = """
    // swift-tools-version: 6.0
    import PackageDescription
    let package = Package(name: "P", dependencies: [.package(path: "local")], targets: [
      .executableTarget(name: "one", dependencies: [.product(name: "Loc", package: "local")])
    ])
    """
  static let local = """
    // swift-tools-version: 6.0
    import PackageDescription
    let package = Package(
      name: "local", products: [.library(name: "Loc", targets: ["Loc"])], targets: [.target(name: "Loc")])
    """

  func facts(_ folder: ScratchFolder) -> Facts { Facts(folder.workspace, cache: StatCache(file: nil)) }

  @Test func everyManifestCounts() throws {
    let folder = try ScratchFolder()
    try folder.write("", to: ".fovea/x")
    try folder.write(Self.manifest, to: "Package.swift")
    try folder.write("", to: "Sources/one/main.swift")
    try folder.write(Self.local, to: "local/Package.swift")
    try folder.write("", to: "local/Sources/Loc/L.swift")
    let first = facts(folder)
    let package = try #require(try first.package())
    #expect(package.localPackages.map(\.path) == ["local"])
    #expect(package.localPackages.map(\.folders) == [["local/Sources/Loc"]])
    try first.save()
    #expect(try facts(folder).package() == package)
    try folder.write(Self.local + "// more\n", to: "local/Package.swift")
    let second = facts(folder)
    #expect(try second.package()?.localPackages.first?.manifest != package.localPackages.first?.manifest)
    try second.save()
    let major = try #require(try second.swiftVersion().firstMatch(of: #/version (\d+)/#)?.output.1)
    try folder.write(
      Self.manifest.replacingOccurrences(of: "name: \"one\",", with: "name: \"other\","),
      to: "Package@swift-\(major).swift")
    #expect(try facts(folder).package()?.targets.keys.sorted() == ["other"])
  }
}
