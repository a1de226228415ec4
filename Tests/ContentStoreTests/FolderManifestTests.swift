import Digest
import Testing

@testable import ContentStore

@Suite struct FolderManifestTests {
  private static let entries = ["b", "a", "é", "e\u{301}", "new\nline", "with space"].map { name in
    FolderManifest.Entry(
      name: name, content: ContentID(kind: .file, digest: SHA256Digest(of: name), size: 3),
      isExecutable: name == "a")
  }

  @Test func theOrderOfTheListingDoesNotCount() {
    let manifest = FolderManifest(Self.entries)
    for seed in 0..<20 {
      var random = Random(state: UInt64(seed))
      #expect(FolderManifest(Self.entries.shuffled(using: &random)).content == manifest.content)
    }
    #expect(manifest.content.size == 18)
  }

  @Test func aManifestIsReadBack() throws {
    let manifest = FolderManifest(Self.entries)
    #expect(try FolderManifest(parsing: manifest.bytes, of: manifest.content.digest) == manifest)
    let empty = FolderManifest([])
    #expect(try FolderManifest(parsing: empty.bytes, of: empty.content.digest) == empty)
  }

  @Test func aCutManifestIsAnErrorOrAShorterOne() throws {
    let manifest = FolderManifest(Self.entries)
    let digest = manifest.content.digest
    for length in 0..<manifest.bytes.count {
      let cut = try? FolderManifest(parsing: Array(manifest.bytes[..<length]), of: digest)
      #expect(cut?.content.digest != digest)
    }
  }

  @Test(arguments: [
    "f 00 3 a", "q \(SHA256Digest(of: "")) 3 a", "f \(SHA256Digest(of: "")) -3 a",
    "f \(SHA256Digest(of: "")) 9223372036854775807 a", "f \(SHA256Digest(of: "")) 3 ../a",
    "f \(SHA256Digest(of: "")) 3 ..", "f \(SHA256Digest(of: "")) 3 ",
  ])
  func aMalformedEntryIsAnError(line: String) {
    #expect(throws: ContentStoreError.self) {
      try FolderManifest(parsing: Array("fovea-folder 1\0\(line)\0".utf8), of: SHA256Digest(of: ""))
    }
  }
}

/// A small generator, so that a failure can be repeated.
struct Random: RandomNumberGenerator {
  var state: UInt64
  mutating func next() -> UInt64 {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return state
  }
}
