import ContentStore
import Digest
import Glibc
import Testing

@testable import Pipeline

@Suite struct CodeDigestsTests {
  static let dump = """
    {"name": "P", "toolsVersion": {"_version": "6.1.0"}, "targets": [
      {"name": "one", "type": "executable", "path": "Stages/1_one", "exclude": ["Inner", "README.md"],
       "dependencies": [{"byName": ["Shared", null]}], "settings": [], "resources": []},
      {"name": "inner", "type": "executable", "path": "Stages/1_one/Inner", "exclude": [],
       "dependencies": [{"product": ["Yams", "Yams", null, null]}], "settings": [], "resources": []},
      {"name": "Shared", "type": "regular", "exclude": [], "settings": [], "resources": [],
       "dependencies": [{"target": ["CLib", null]}]},
      {"name": "CLib", "type": "system", "path": "Sources/CLib", "pkgConfig": "zlib", "exclude": [],
       "dependencies": [], "settings": [], "resources": []}]}
    """

  func scratch() throws -> (ScratchFolder, PackageDescription) {
    let folder = try ScratchFolder()
    try folder.write("let a = 1\n", to: "Stages/1_one/main.swift")
    try folder.write("let i = 1\n", to: "Stages/1_one/Inner/main.swift")
    try folder.write("let s = 1\n", to: "Sources/Shared/S.swift")
    try folder.write("int f(void);\n", to: "Sources/CLib/shim.h")
    try folder.write("x", to: ".fovea/x")
    let package = try PackageDescription(
      dump: Self.dump, root: folder.workspace.root, manifest: SHA256Digest(of: "m"), toolchain: "swift")
    return (folder, package)
  }

  func pair(_ target: String, _ folder: ScratchFolder, _ package: PackageDescription) throws
    -> CodeDigests.Pair?
  {
    let digests = CodeDigests(folder.workspace, package, cache: StatCache(file: nil))
    let pair = try digests.pair(of: target)
    try digests.save()
    return pair
  }

  @Test func followsTheLocalClosure() throws {
    let (folder, package) = try scratch()
    #expect(package.closure(of: "one").map(\.name) == ["CLib", "Shared", "one"])
    #expect(package.targets["Shared"]?.path == "Sources/Shared")
    #expect(package.closure(of: "one").compactMap(\.pkgConfig) == ["zlib"])
    #expect(package.targets["inner"]?.usesPackages == true && package.targets["one"]?.usesPackages == false)
    #expect(try pair("nothing", folder, package) == nil)
  }

  @Test func commentsChangeTheSourcesNotTheCode() throws {
    let (folder, package) = try scratch()
    let before = try pair("one", folder, package)
    try folder.write("//: prose\nlet a = 1  // why\n", to: "Stages/1_one/main.swift")
    let after = try pair("one", folder, package)
    #expect(before?.code == after?.code && before?.sources != after?.sources)
    try folder.write("let a = 2\n", to: "Stages/1_one/main.swift")
    #expect(try pair("one", folder, package)?.code != before?.code)
  }

  /// A wrong digest in the cache would be a wrong verdict.
  @Test func aDamagedCacheIsNoCache() throws {
    let (folder, package) = try scratch()
    let before = try pair("one", folder, package)
    let whole = try folder.read(".fovea/codecache")
    let bytes = Array(whole.utf8)
    for length in stride(from: 0, to: bytes.count, by: 53) {
      try folder.write(String(decoding: bytes[..<length], as: UTF8.self), to: ".fovea/codecache")
      #expect(try pair("one", folder, package) == before, "cut to \(length) bytes")
    }
    for place in stride(from: 0, to: bytes.count, by: 41) {
      // Another digit, so that the damage looks like a digest.
      let other = UInt8(ascii: bytes[place] == UInt8(ascii: "7") ? "8" : "7")
      let damaged = bytes[..<place] + [other] + bytes[(place + 1)...]
      try folder.write(String(decoding: damaged, as: UTF8.self), to: ".fovea/codecache")
      #expect(try pair("one", folder, package) == before, "byte \(place)")
    }
    #expect(try folder.read(".fovea/codecache") == whole)
  }

  @Test(arguments: [
    ("Sources/Shared/S.swift", true), ("Sources/CLib/shim.h", true), ("Sources/Shared/New.swift", true),
    ("Stages/1_one/Inner/main.swift", false), ("Stages/1_one/README.md", false),
    ("Sources/Other/O.swift", false), ("Sources/Shared/.hidden.swift", false),
  ])
  func countsWhatIsCompiled(path: String, counts: Bool) throws {
    let (folder, package) = try scratch()
    let before = try pair("one", folder, package)
    try folder.write("let other = 3\n", to: path)
    #expect(try (pair("one", folder, package)?.code != before?.code) == counts)
  }

  static let cDump = """
    {"name": "P", "toolsVersion": {"_version": "6.1.0"}, "targets": [
      {"name": "one", "type": "executable", "exclude": [], "settings": [],
       "resources": [{"path": "Data", "rule": {"copy": {}}}],
       "dependencies": [{"byName": ["C", null]}, {"product": ["Loc", "local", null, null]}]},
      {"name": "C", "type": "regular", "exclude": ["unused.c"], "resources": [], "dependencies": [],
       "settings": [{"tool": "c", "kind": {"headerSearchPath": {"_0": "../../Common"}}},
        {"tool": "c", "kind": {"unsafeFlags": {"_0": ["-I", "Flag", "-IJoined"]}}}]}]}
    """

  /// C includes files of any name, headers from anywhere in the package; a package by path has no version.
  @Test(arguments: [
    ("Sources/C/table.dat", true), ("Sources/C/README.md", false), ("Sources/C/unused.c", false),
    ("Common/deep/c.h", true), ("Common/Other.swift", false), ("Flag/f.h", true), ("Joined/j.inc", true),
    ("Sources/one/Data/.hidden", true), ("local/Sources/Loc/L.swift", true),
    ("local/Sources/Loc/table.dat", true), ("local/Tests/LocTests/T.swift", false),
  ])
  func countsWhatCIncludesAndPackagesByPath(path: String, counts: Bool) throws {
    let folder = try ScratchFolder()
    let files = [
      "Sources/one/main.swift", "Sources/C/a.c", "Sources/C/include/a.h", "Sources/one/Data/d",
      "local/Sources/Loc/L.swift", path, ".fovea/x",
    ]
    for file in files { try folder.write("1", to: file) }
    var package = try PackageDescription(
      dump: Self.cDump, root: folder.workspace.root, manifest: SHA256Digest(of: "m"), toolchain: "swift")
    package.localPackages = [
      .init(path: "local", manifest: SHA256Digest(of: "l"), folders: ["local/Sources/Loc"])
    ]
    let before = try pair("one", folder, package)
    try folder.write("2", to: path)
    #expect(try (pair("one", folder, package)?.code != before?.code) == counts)
  }

  @Test func aDamagedCacheCostsNothingButTime() throws {
    let (folder, package) = try scratch()
    let before = try pair("one", folder, package)
    try folder.write("fovea-code 1\nxyz\n", to: ".fovea/codecache")
    #expect(try pair("one", folder, package) == before)
  }

  @Test func aLinkThatLeadsBackIsTold() throws {
    let (folder, package) = try scratch()
    let place = folder.workspace.path("Sources/Shared/loop")
    #expect(symlink(".", place) == 0)
    #expect(throws: ContentStoreError.linkLoop(path: place)) { try pair("one", folder, package) }
  }
}
