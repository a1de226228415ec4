import ContentStore
import Digest
import Foundation
import Testing

@testable import Pipeline

/// A real package, built by the real `swift build`: slow, so only where it is asked for.
@Suite(
  .enabled(if: ProcessInfo.processInfo.environment["FOVEA_SLOW_TESTS"] != nil, "FOVEA_SLOW_TESTS is not set"))
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
    let cache = StatCache(file: nil)
    let executables = try Executables(folder.workspace, ready: nil, cache: cache)
    let package = try #require(try Facts(folder.workspace, cache: cache).package())
    let digests = CodeDigests(folder.workspace, package, cache: cache)
    let pair = try #require(try digests.pair(of: "tool"))
    #expect(try !executables.isCurrent("tool", sources: pair.sources))
    try executables.build(["tool": pair])
    try executables.remember(["tool": pair])
    #expect(try executables.isCurrent("tool", sources: pair.sources))
    return try Tool.output(executables.path(of: "tool"), [], folder: "/")
  }
}

/// Which program was built from what.
@Suite struct ExecutablesStampTests {
  @Test func aProgramThatSomebodyElseBuiltIsNotCurrent() throws {
    let folder = try ScratchFolder()
    try folder.write("", to: ".fovea/x")
    try folder.script("echo built from one", at: ".build/release/tool")
    let executables = try Executables(folder.workspace, ready: nil, cache: StatCache(file: nil))
    let one = SHA256Digest(of: "one")
    let pair = CodeDigests.Pair(code: one, sources: one, headers: one, headersWritten: 0, targets: ["tool"])
    #expect(try !executables.isCurrent("tool", sources: one))
    try executables.remember(["tool": pair])
    #expect(try executables.isCurrent("tool", sources: one))
    #expect(try !executables.isCurrent("tool", sources: SHA256Digest(of: "two")))
    // A build by hand of an edit that was taken back since.
    try folder.script("echo built from two", at: ".build/release/tool")
    #expect(try !executables.isCurrent("tool", sources: one))
  }
}
