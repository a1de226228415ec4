import Foundation
import Glibc
import Testing

/// Names and kinds of files that inputs can have.
@Suite struct HostileInputTests {
  func scratch() throws -> Scratch {
    let scratch = try Scratch(
      """
      name: inputs
      stages:
        one: {target: one, deps: {data: data}, outs: {o: artifacts/one.txt}}
      """, stages: ["one": "echo done > out/artifacts/one.txt"])
    try scratch.write("x", to: "data/a.txt")
    return scratch
  }

  /// Reliability case 32.
  @Test(arguments: [
    "a\nb", "a\tb", "a b", "a\"b'c", "-rf", String(repeating: "n", count: 255), "é", "e\u{301}", "A.txt",
    "\u{202e}txt.exe", "🩺", "$(touch x)", "`x`", "a\\b", "*",
  ])
  func namesAreBytes(name: String) throws {
    let scratch = try scratch()
    #expect(try scratch.fovea().output.hasPrefix("ran 1"))
    try scratch.write("y", to: "data/\(name)")
    let status = try scratch.fovea("status")
    #expect(status.code == 2 && status.output.contains("input changed data"), "\(status)")
    #expect(try scratch.fovea().output.hasPrefix("ran 1"))
    try scratch.expectNothingToDo()
    try scratch.remove("data/\(name)")
    #expect(try scratch.fovea().output.hasPrefix("ran 0, restored 1"))
  }

  @Test func composedAndDecomposedNamesAreTwo() throws {
    let scratch = try scratch()
    try scratch.write("y", to: "data/é")
    #expect(try scratch.fovea().output.hasPrefix("ran 1"))
    try scratch.remove("data/é")
    try scratch.write("y", to: "data/e\u{301}")
    #expect(try scratch.fovea().output.hasPrefix("ran 1"), "another name is another folder")
    try scratch.write("y", to: "data/é")
    #expect(try scratch.fovea().output.hasPrefix("ran 1"))
    try scratch.expectNothingToDo()
  }

  @Test func aNameThatIsNoTextIsRefused() throws {
    let scratch = try scratch()
    let path: [CChar] = Array("\(scratch.root)/data/".utf8CString.dropLast()) + [0x61, -1, 0]
    close(open(path, O_CREAT | O_WRONLY, 0o644))
    let run = try scratch.fovea()
    #expect(run.code == 1 && run.error.contains("data") && run.error.contains("a\\xff"), "\(run)")
    #expect(!scratch.exists("artifacts"))
    unlink(path)
  }

  /// Reliability case 33: refused at once, nothing is waited for.
  @Test(arguments: [
    ("mkfifo data/fifo", "a FIFO"), ("ln -s loop data/loop", "data/loop"),
    ("ln -s nowhere data/dangling", "data/dangling"),
    ("ln -s . data/above", "data/above"), ("ln -s /dev/null data/null", "a device"),
    ("rm -r data; mkfifo data", "a FIFO"), ("rm -r data; ln -s data data", "data"), ("rm -r data", "data"),
  ])
  func specialFilesAreRefused(script: String, words: String) throws {
    let scratch = try scratch()
    try scratch.shell(script)
    try scratch.expectRefused(words, "one")
    #expect(!scratch.exists("artifacts/one.txt"))
  }

  @Test func aSocketIsRefused() throws {
    let scratch = try scratch()
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    let path = Array("\(scratch.root)/data/s".utf8.prefix(100))
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path) }
    let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
    defer { close(descriptor) }
    let bound = withUnsafePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
      }
    }
    try #require(bound == 0)
    try scratch.expectRefused("a socket")
  }

  @Test func linksThatLeadSomewhereCountAsWhatIsThere() throws {
    let scratch = try scratch()
    let outside = try Scratch("name: x", stages: [:])
    try outside.write("1", to: "far/inner.txt")
    try scratch.shell("ln -s '\(outside.root)/far' data/folder; ln data/a.txt data/hard")
    #expect(try scratch.fovea().output.hasPrefix("ran 1"))
    try scratch.expectNothingToDo()
    try outside.write("2", to: "far/inner.txt")
    #expect(try scratch.fovea().output.hasPrefix("ran 1"))
    try scratch.expectNothingToDo()
  }

  @Test(.enabled(if: getuid() != 0, "the superuser may read everything"))
  func whatMayNotBeReadIsNamed() throws {
    let scratch = try scratch()
    try scratch.shell("chmod 000 data/a.txt")
    try scratch.expectRefused("data/a.txt", "Permission denied")
  }
}
