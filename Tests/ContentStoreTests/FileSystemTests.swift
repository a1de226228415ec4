import Foundation
import Glibc
import Testing

@testable import ContentStore

@Suite struct FileSystemTests {
  let scratch: Scratch

  init() throws { scratch = try Scratch() }

  @Test func aWrittenFileIsReadBack() throws {
    try FileSystem.writeDurably("one", to: scratch("a"))
    try FileSystem.writeDurably("two", to: scratch("a"))
    #expect(try scratch.text("a") == "two")
    #expect(try FileSystem.names(in: scratch.path) == ["a"])
    #expect(try FileSystem.stamp(scratch("a"))?.mode == 0o644)
  }

  @Test func aWriteThatFailsLeavesNothing() throws {
    try FileSystem.makeFolders(scratch("a"))
    #expect(throws: ContentStoreError.self) { try FileSystem.writeDurably("x", to: scratch("a")) }
    #expect(try FileSystem.names(in: scratch.path) == ["a"])
    #expect(throws: ContentStoreError.absent(path: scratch("no/.b.tmp"))) {
      do {
        try FileSystem.writeDurably("x", to: scratch("no/b"))
      } catch ContentStoreError.absent {
        throw ContentStoreError.absent(path: scratch("no/.b.tmp"))
      }
    }
  }

  @Test func whatKilledWritersLeftIsSweptAndNothingElse() throws {
    let kept = [".a.\(getpid()).1.tmp", "b.99999999.1.tmp", ".c.99999999.tmp", ".d.x.1.tmp", "f"]
    for name in kept + [".one.json.99999999.12.tmp"] { try scratch.write("", name) }
    try FileSystem.sweepTemporaries(in: scratch.path)
    #expect(try Set(FileSystem.names(in: scratch.path)) == Set(kept))
    try FileSystem.sweepTemporaries(in: scratch("none"))
  }

  @Test func namesAreSortedByTheirBytes() throws {
    let names = ["b", "a", "Z", "é", "e\u{301}", "~", "a b", "-x", "n\nl"]
    for name in names { try scratch.write("", name) }
    let found = try FileSystem.names(in: scratch.path)
    #expect(found.count == names.count)
    #expect(
      found.map { Array($0.utf8) } == names.map { Array($0.utf8) }.sorted { $0.lexicographicallyPrecedes($1) }
    )
  }

  @Test func aNameThatIsNoTextIsAnError() throws {
    let bytes: [CChar] = Array(scratch.path.utf8CString.dropLast()) + [0x2f, 0x61, -1, 0x62, 0]
    close(open(bytes, O_CREAT | O_WRONLY, 0o644))
    #expect(throws: ContentStoreError.nameNotUTF8(folder: scratch.path, name: "a\\xffb")) {
      try FileSystem.names(in: scratch.path)
    }
    unlink(bytes)
  }

  @Test func aNameOf255BytesIsWritten() throws {
    let name = String(repeating: "é", count: 127) + "x"
    try FileSystem.writeDurably("long", to: scratch(name))
    #expect(try scratch.text(name) == "long")
  }

  @Test func specialFilesAreRefusedAtOnce() throws {
    #expect(mkfifo(scratch("fifo"), 0o644) == 0)
    for path in [scratch("fifo"), "/dev/null", scratch.path] {
      #expect(throws: ContentStoreError.self) { try FileSystem.read(path) }
    }
    #expect(throws: ContentStoreError.wrongKind(path: scratch("fifo"), expected: "a file", found: "a FIFO")) {
      try FileSystem.read(scratch("fifo"))
    }
    #expect(throws: ContentStoreError.absent(path: scratch("none"))) { try FileSystem.read(scratch("none")) }
  }

  @Test func aFileAboveTheLimitIsRefused() throws {
    try scratch.write("12345", "a")
    #expect(try FileSystem.read(scratch("a"), limit: 5).count == 5)
    #expect(throws: ContentStoreError.tooLarge(path: scratch("a"), limit: 4, found: 5)) {
      try FileSystem.read(scratch("a"), limit: 4)
    }
  }

  @Test func filesAndFoldersReplaceEachOther() throws {
    func stage(folder: Bool, _ text: String) throws -> String {
      try scratch.write(text, folder ? "staged/inner/f" : "staged")
    }
    for (from, to) in [(false, false), (false, true), (true, true), (true, false), (false, true)] {
      let target = scratch("deep/er/target")
      _ = try stage(folder: to, "\(from)\(to)")
      try FileSystem.replaceDurably(target, with: scratch("staged"))
      #expect(try scratch.text(to ? "deep/er/target/inner/f" : "deep/er/target") == "\(from)\(to)")
      #expect(try !FileSystem.exists(scratch("staged")))
      #expect(try FileSystem.names(in: scratch("deep/er")) == ["target"])
    }
  }

  @Test func aSlashAtTheEndOfAFolderDoesNotMatter() throws {
    for text in ["one", "two"] {
      try scratch.write(text, "staged/f")
      try FileSystem.replaceDurably(scratch("deep/target/"), with: scratch("staged"))
      #expect(try scratch.text("deep/target/f") == text)
      #expect(try FileSystem.names(in: scratch("deep")) == ["target"])
    }
  }

  @Test func foldersWithoutPermissionsAreRemoved() throws {
    try scratch.write("x", "a/b/c")
    chmod(scratch("a/b"), 0o500)
    try FileSystem.remove(scratch("a"))
    #expect(try !FileSystem.exists(scratch("a")))
    try FileSystem.remove(scratch("a"))
  }

  @Test func aLinkIsRemovedAndNotWhatItLeadsTo() throws {
    try scratch.write("x", "kept/file")
    symlink(scratch("kept"), scratch("link"))
    try FileSystem.remove(scratch("link"))
    #expect(try scratch.text("kept/file") == "x")
  }

  @Test func parents() {
    #expect(FileSystem.parent(of: "a/b") == "a")
    #expect(FileSystem.parent(of: "a/b/") == "a")
    #expect(FileSystem.parent(of: "a") == ".")
    #expect(FileSystem.parent(of: "/a") == "/")
    #expect(FileSystem.parent(of: "/") == "/")
  }

  @Test func pathsAreComparedAsTexts() {
    #expect(FileSystem.bare("a/b/") == "a/b" && FileSystem.bare("a/b") == "a/b")
    #expect(FileSystem.holds("a/b", "a/b") && FileSystem.holds("a/b", "a/b/c"))
    #expect(!FileSystem.holds("a/b", "a/bc") && !FileSystem.holds("a/b", "a"))
    // One letter with an accent of two scalars is not the same letter of one.
    #expect(!FileSystem.holds("e\u{301}", "\u{e9}/c"))
    #expect(FileSystem.above("a/b/c") == ["a/b", "a"] && FileSystem.above("/a/b") == ["/a"])
    #expect(FileSystem.above("a").isEmpty)
    #expect(FileSystem.around("a/b/c") == ["a/b/c", "a/b", "a"])
    // An accent behind a slash makes one letter of both, and still two bytes and more.
    #expect(FileSystem.above("a/\u{301}b") == ["a"])
  }

  @Test func aFilesEndIsReadAlone() throws {
    try FileSystem.writeDurably("0123456789", to: scratch("file"))
    #expect(try FileSystem.end(of: scratch("file"), count: 3) == Array("789".utf8))
    #expect(try FileSystem.end(of: scratch("file"), count: 30) == Array("0123456789".utf8))
    #expect(throws: ContentStoreError.self) { try FileSystem.end(of: scratch("none"), count: 3) }
  }
}
