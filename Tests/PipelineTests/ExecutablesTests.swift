import ContentStore
import Digest
import Foundation
import Testing

@testable import Pipeline

/// A real package, built by the real `swift build`: slow, so only where it is asked for.
@Suite(.enabled(if: ProcessInfo.processInfo.environment["FOVEA_SLOW_TESTS"] != nil))
struct ExecutablesTests {
  static let manifest = """
    // swift-tools-version: 6.0
    import PackageDescription
    let package = Package(name: "P", targets: [
      .systemLibrary(name: "CLib"), .executableTarget(name: "tool", dependencies: ["CLib"]),
    ])
    """

  @Test func aHeaderOfASystemLibraryIsNeverOld() throws {
    let folder = try ScratchFolder()
    try folder.write(Self.manifest, to: "Package.swift")
    try folder.write("module CLib { header \"shim.h\" }\n", to: "Sources/CLib/module.modulemap")
    try folder.write("static inline int answer(void) { return 1; }\n", to: "Sources/CLib/shim.h")
    try folder.write("import CLib\nprint(answer())\n", to: "Sources/tool/main.swift")
    try folder.write("", to: ".fovea/x")
    #expect(try answer(folder) == "1\n")
    try folder.write("static inline int answer(void) { return 2; }\n", to: "Sources/CLib/shim.h")
    #expect(try answer(folder) == "2\n")
  }

  private func answer(_ folder: ScratchFolder) throws -> String {
    let executables = try Executables(folder.workspace, ready: nil)
    let package = try Facts(folder.workspace).package(
      at: folder.workspace.root, manifest: SHA256Digest(of: Self.manifest))
    let digests = CodeDigests(folder.workspace, package, cache: .init(file: nil))
    let pair = try #require(try digests.pair(of: "tool"))
    #expect(!executables.isCurrent("tool", sources: pair.sources))
    try executables.build(["tool": pair])
    #expect(executables.isCurrent("tool", sources: pair.sources))
    return try Tool.output(executables.path(of: "tool"), [], folder: "/")
  }
}
