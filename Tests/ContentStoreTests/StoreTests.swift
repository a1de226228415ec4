import Digest
import Foundation
import Glibc
import Testing

@testable import ContentStore

@Suite struct StoreTests {
  let scratch: Scratch
  let store: Store

  init() throws {
    scratch = try Scratch()
    store = try Store(folder: scratch(".fovea/store"))
  }

  @Test func aFileComesBack() throws {
    let content = try store.add(scratch.write("abc", "f"))
    #expect(content == ContentID(kind: .file, digest: SHA256Digest(of: "abc"), size: 3))
    #expect(try FileSystem.stamp(store.path(of: content.digest))?.mode == 0o444)
    #expect(try store.holds(content))
    try store.restore(content, to: scratch("out/deep/g"))
    #expect(try scratch.text("out/deep/g") == "abc")
    #expect(try FileSystem.stamp(scratch("out/deep/g"))?.mode == 0o644)
    #expect(try FileSystem.names(in: store.folder + "/temporary").isEmpty)
  }

  @Test func aFolderComesBack() throws {
    try scratch.write("1", "x/a")
    try scratch.write("2", "x/sub/b")
    try scratch.write("3", "x/.hidden")
    try FileSystem.makeFolders(scratch("x/empty"))
    chmod(scratch("x/a"), 0o755)
    let content = try store.add(scratch("x"))
    let cache = StatCache(file: nil)
    #expect(try cache.content(of: scratch("x")) == content)
    try scratch.write("old", "y/old")
    try store.restore(content, to: scratch("y"))
    #expect(try cache.content(of: scratch("y")) == content)
    #expect(try FileSystem.names(in: scratch("y")) == [".hidden", "a", "empty", "sub"])
    try store.verify(content)
  }

  /// What was filed when executable files counted as others would come back with another digest.
  @Test func aFolderOfTheFormerFormIsNotHeld() throws {
    let tool = try {
      try scratch.write("1", "tool"); return try store.add(scratch("tool"))
    }()
    let former = FolderManifest([.init(name: "tool", content: tool, isExecutable: true)])
    try FileSystem.writeDurably(former.bytes, to: scratch("manifest"))
    #expect(try store.add(scratch("manifest")).digest == former.content.digest)
    #expect(try store.holds(tool) && !store.holds(former.content))
    #expect(try store.manifest(of: former.content.digest) == former)
  }

  @Test func equalBytesAreKeptOnce() throws {
    for index in 0..<5 { try scratch.write("same", "x/\(index)") }
    _ = try store.add(scratch("x"))
    _ = try store.add(scratch("x/1"))
    #expect(try store.objects().count == 2)
  }

  @Test func whatAUserDoesToACopyHarmsNothing() throws {
    let content = try store.add(scratch.write("abc", "f"))
    try store.restore(content, to: scratch("f"))
    try scratch.write("spoiled", "f")
    chmod(scratch("f"), 0)
    try store.verify(content)
  }

  @Test(arguments: ["empty", "cut", "flipped", "longer"])
  func aDamagedObjectIsNamedAndMovedAside(damage: String) throws {
    let content = try store.add(scratch.write("some bytes", "f"))
    try scratch.write("previous", "out")
    try spoil(content.digest, damage)
    if damage != "flipped" { #expect(try !store.holds(content)) }
    let error = #expect(throws: ContentStoreError.self) { try store.restore(content, to: scratch("out")) }
    guard case .corruptObject(content.digest, store.path(of: content.digest), _, let aside) = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(try FileSystem.exists(aside))
    #expect(try scratch.text("out") == "previous")
    #expect(try !store.holds(content))
    #expect(throws: ContentStoreError.noObject(content.digest)) {
      try store.restore(content, to: scratch("out"))
    }
    #expect(try FileSystem.names(in: store.folder + "/temporary").isEmpty)
  }

  @Test func filingAgainMendsADamagedObject() throws {
    let path = try scratch.write("some bytes", "f")
    let content = try store.add(path)
    for damage in ["empty", "flipped"] {
      try spoil(content.digest, damage)
      #expect(try store.add(path) == content)
      try store.verify(content)
    }
    try FileSystem.remove(store.path(of: content.digest))
    try FileSystem.makeFolders(store.path(of: content.digest))
    #expect(try !store.holds(content))
    #expect(try store.add(path) == content)
    try store.verify(content)
  }

  @Test func aFolderWithADamagedObjectIsNotRestored() throws {
    try scratch.write("1", "x/a")
    try scratch.write("2", "x/sub/b")
    let content = try store.add(scratch("x"))
    try scratch.write("old", "y/old")
    try spoil(SHA256Digest(of: "2"), "flipped")
    #expect(throws: ContentStoreError.self) { try store.restore(content, to: scratch("y")) }
    #expect(try FileSystem.names(in: scratch("y")) == ["old"])
    #expect(try store.add(scratch("x")) == content)
    try spoil(content.digest, "cut")
    #expect(try !store.holds(content))
    #expect(throws: ContentStoreError.self) { try store.restore(content, to: scratch("y")) }
  }

  @Test func aSearchOfTheWholeStoreFindsAllDamage() throws {
    for index in 0..<6 { try scratch.write("text \(index)", "x/\(index)") }
    _ = try store.add(scratch("x"))
    #expect(try store.verifyAll().isEmpty)
    for index in [1, 4] { try spoil(SHA256Digest(of: "text \(index)"), "flipped") }
    #expect(try store.verifyAll().count == 2)
    #expect(try store.verifyAll().isEmpty)
    #expect(try store.objects().count == 5)
  }

  @Test func whatCannotBeFiledLeavesNothing() throws {
    try scratch.write("1", "x/a")
    mkfifo(scratch("x/fifo"), 0o644)
    #expect(throws: ContentStoreError.self) { try store.add(scratch("x")) }
    #expect(throws: ContentStoreError.absent(path: scratch("none"))) { try store.add(scratch("none")) }
    #expect(try store.objects().isEmpty)
    #expect(try FileSystem.names(in: store.folder + "/temporary").isEmpty)
  }

  @Test func leftoversAreSweptAway() throws {
    try scratch.write("half", ".fovea/store/temporary/.object.1.1.tmp/x")
    try store.sweep()
    #expect(try FileSystem.names(in: store.folder + "/temporary").isEmpty)
  }

  @Test func manifestsOfRawDataAreKeptWithoutTheData() throws {
    try scratch.write("1", "raw/a.mat")
    try scratch.write("2", "raw/sub/b.mat")
    let content = try #require(try store.addManifests(scratch("raw"), using: StatCache(file: nil)))
    #expect(try store.objects().count == 2)
    #expect(try !store.holds(content))
    #expect(try store.manifest(of: content.digest).entries.map(\.name) == ["a.mat", "sub"])
    #expect(try store.addManifests(scratch("none"), using: StatCache(file: nil)) == nil)
  }

  @Test func manyThreadsFileAtOnce() async throws {
    for index in 0..<20 { try scratch.write("text \(index % 7)", "x/\(index)") }
    let (store, folder) = (store, scratch("x"))
    let found = try await withThrowingTaskGroup(of: ContentID.self) { group in
      for _ in 0..<6 { group.addTask { try store.add(folder) } }
      return try await group.reduce(into: Set<ContentID>()) { $0.insert($1) }
    }
    #expect(found.count == 1)
    #expect(try store.objects().count == 8)
    #expect(try store.verifyAll().isEmpty)
  }

  private func spoil(_ digest: SHA256Digest, _ damage: String) throws {
    let path = store.path(of: digest)
    var bytes = try FileSystem.read(path)
    switch damage {
    case "empty": bytes = []
    case "cut": bytes.removeLast()
    case "flipped": bytes[bytes.count / 2] ^= 1
    default: bytes.append(0)
    }
    chmod(path, 0o644)
    try Data(bytes).write(to: URL(fileURLWithPath: path))
  }
}
