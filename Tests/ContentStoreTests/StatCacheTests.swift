import Digest
import Foundation
import Glibc
import Testing

@testable import ContentStore

@Suite struct StatCacheTests {
  let scratch: Scratch

  init() throws { scratch = try Scratch() }

  /// A cache that trusts files left alone for 30 ms, and the time that takes.
  private func cache() -> StatCache { StatCache(file: scratch("cache"), settling: 30_000_000) }
  private func settle() { usleep(60_000) }

  @Test func aFileIsItsBytes() throws {
    let path = try scratch.write("abc", "f")
    let content = try #require(try cache().content(of: path))
    #expect(content == ContentID(kind: .file, digest: SHA256Digest(of: "abc"), size: 3))
    #expect(try cache().content(of: scratch("none")) == nil)
  }

  @Test func aSettledFileIsHashedOnce() throws {
    let path = try scratch.write("abc", "f")
    settle()
    let first = cache()
    _ = try first.content(of: path)
    _ = try first.content(of: path)
    #expect(first.work == .init(files: 1, bytes: 3))
    try first.save()
    let second = cache()
    #expect(try second.content(of: path)?.digest == SHA256Digest(of: "abc"))
    #expect(second.work.files == 0)
  }

  @Test func aYoungFileIsHashedAgain() throws {
    let cache = StatCache(file: scratch("cache"))
    let path = try scratch.write("abc", "f")
    _ = try cache.content(of: path)
    try cache.save()
    // As within one tick of the clock: nothing but the bytes may differ.
    #expect(try cache.content(of: path)?.digest == SHA256Digest(of: "abc"))
    #expect(cache.work.files == 2)
    #expect(StatCache(file: scratch("cache")).count == 0)
  }

  @Test func aFileFromTheFutureIsNeverTrusted() throws {
    let path = try scratch.write("abc", "f")
    setTimes(path, 4_000_000_000)
    settle()
    let cache = cache()
    _ = try cache.content(of: path)
    _ = try cache.content(of: path)
    #expect(cache.work.files == 2)
  }

  @Test func otherBytesOfTheSameSizeAndTimeAreSeen() throws {
    let path = try scratch.write("abc", "f")
    setTimes(path, 1_000_000_000)
    settle()
    let cache = cache()
    #expect(try cache.content(of: path)?.digest == SHA256Digest(of: "abc"))
    let before = try FileSystem.stamp(path)
    let handle = try FileHandle(forWritingTo: URL(fileURLWithPath: path))
    try handle.write(contentsOf: Data("xyz".utf8))
    try handle.close()
    setTimes(path, 1_000_000_000)
    let after = try FileSystem.stamp(path)
    #expect(
      before?.modified == after?.modified && before?.size == after?.size && before?.inode == after?.inode)
    #expect(try cache.content(of: path)?.digest == SHA256Digest(of: "xyz"))
  }

  @Test func aFileReplacedByRenameIsSeen() throws {
    let path = try scratch.write("abc", "f")
    try scratch.write("xyz", "g")
    settle()
    let cache = cache()
    _ = try cache.content(of: path)
    rename(scratch("g"), path)
    #expect(try cache.content(of: path)?.digest == SHA256Digest(of: "xyz"))
  }

  @Test func aTouchedFileKeepsItsDigest() throws {
    let path = try scratch.write("abc", "f")
    let cache = cache()
    let before = try cache.content(of: path)
    setTimes(path, 1_234_567_890)
    #expect(try cache.content(of: path) == before)
  }

  @Test func everyDamageToTheFileCostsARehashOnly() throws {
    for name in ["a", "b", "c"] { try scratch.write(name, "in/\(name)") }
    settle()
    let first = cache()
    let content = try first.content(of: scratch("in"))
    try first.save()
    let whole = try FileSystem.read(scratch("cache"))
    #expect(StatCache.decoded(whole)?.count == 3)
    for length in 0..<whole.count { #expect(StatCache.decoded(Array(whole[..<length])) == nil) }
    for place in whole.indices {
      var flipped = whole
      flipped[place] ^= 0x10
      #expect(StatCache.decoded(flipped) == nil)
    }
    #expect(StatCache.decoded(whole + [0]) == nil)
    try FileSystem.writeDurably(Array(whole.dropLast(7)), to: scratch("cache"))
    let second = cache()
    #expect(try second.content(of: scratch("in")) == content)
    #expect(second.work.files == 3)
    try FileSystem.remove(scratch("cache"))
    mkdir(scratch("cache"), 0o755)
    #expect(try cache().content(of: scratch("in")) == content)
  }

  @Test func aFolderIsItsNamesAndBytes() throws {
    try scratch.write("1", "x/a")
    try scratch.write("2", "x/sub/b")
    let cache = cache()
    let first = try cache.content(of: scratch("x"))
    #expect(first?.kind == .folder && first?.size == 2)
    try scratch.write("2", "y/sub/b")
    try scratch.write("1", "y/a")
    #expect(try cache.content(of: scratch("y")) == first)
    chmod(scratch("y/a"), 0o755)
    #expect(try cache.content(of: scratch("y")) == first, "disks of other systems have other permissions")
    #expect(try cache.content(of: scratch("y")) == first)
    rename(scratch("y/a"), scratch("y/A"))
    #expect(try cache.content(of: scratch("y")) != first)
    rename(scratch("y/A"), scratch("y/a"))
    mkdir(scratch("y/empty"), 0o755)
    #expect(try cache.content(of: scratch("y")) != first)
  }

  @Test func linksCountAsWhatTheyLeadTo() throws {
    try scratch.write("1", "x/a")
    try scratch.write("2", "x/sub/b")
    try scratch.write("1", "elsewhere/file")
    try scratch.write("2", "elsewhere/folder/b")
    try FileSystem.makeFolders(scratch("y"))
    symlink("../elsewhere/file", scratch("y/a"))
    symlink(scratch("elsewhere/folder"), scratch("y/sub"))
    symlink("y", scratch("z"))
    let cache = cache()
    let plain = try cache.content(of: scratch("x"))
    #expect(try cache.content(of: scratch("y")) == plain)
    #expect(try cache.content(of: scratch("z")) == plain)
    settle()
    try scratch.write("3", "elsewhere/folder/b")
    #expect(try cache.content(of: scratch("z")) != plain)
  }

  @Test func whatIsNoFileAndNoFolderIsAnError() throws {
    try scratch.write("1", "x/a")
    symlink("nowhere", scratch("x/dangling"))
    #expect(throws: ContentStoreError.absent(path: scratch("x/dangling"))) {
      try cache().content(of: scratch("x"))
    }
    unlink(scratch("x/dangling"))
    symlink("..", scratch("x/loop"))
    #expect(throws: ContentStoreError.self) { try cache().content(of: scratch("x")) }
    unlink(scratch("x/loop"))
    mkfifo(scratch("x/fifo"), 0o644)
    #expect(throws: ContentStoreError.self) { try cache().content(of: scratch("x")) }
    symlink("selfish", scratch("selfish"))
    #expect(throws: ContentStoreError.self) { try cache().content(of: scratch("selfish")) }
  }

  @Test func manyThreadsAgree() async throws {
    for index in 0..<50 { try scratch.write("\(index)", "in/\(index)") }
    settle()
    let cache = cache()
    let folder = scratch("in")
    let found = try await withThrowingTaskGroup(of: ContentID?.self) { group in
      for _ in 0..<8 { group.addTask { try cache.content(of: folder) } }
      return try await group.reduce(into: Set<ContentID?>()) { $0.insert($1) }
    }
    #expect(found.count == 1)
  }

  @Test func unusedEntriesAreForgottenInTheEnd() throws {
    try scratch.write("abc", "old")
    try scratch.write("0", "new")
    settle()
    var cache = cache()
    _ = try cache.content(of: scratch("old"))
    try cache.save()
    for round in 0..<70 {
      cache = StatCache(file: scratch("cache"), settling: -1_000_000_000)
      try scratch.write("\(round)", "new")
      _ = try cache.content(of: scratch("new"))
      try cache.save()
    }
    #expect(StatCache(file: scratch("cache")).count == 1)
  }

  private func setTimes(_ path: String, _ seconds: Int) {
    let times = [timespec(tv_sec: seconds, tv_nsec: 0), timespec(tv_sec: seconds, tv_nsec: 0)]
    #expect(utimensat(AT_FDCWD, path, times, 0) == 0)
  }
}
