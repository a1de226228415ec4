import Foundation
import Testing

/// Records and objects that were cut, edited, merged or replaced: never trusted, never lost.
@Suite struct DamageTests {
  func done() throws -> Scratch {
    let scratch = try ChainTests().done()
    return scratch
  }

  /// Reliability case 34; every length and byte is tried where no process is needed (LedgerTests) and by
  /// `Scripts/fault-test`.
  @Test(arguments: [
    (": > R", "ends early"), ("printf x > R", "expected a value"),
    ("head -c 100 R > t; mv t R", "expected a text at byte 100"),
    ("sed -i 's/\"schema\": 1/\"schema\": 2/' R", "expected schema 1, found 2"),
    ("sed -i 's/\"schema\": 1/\"schema\": 0/' R", "expected schema 1, found 0"),
    ("sed -i 's/\"m\": 2/\"m\": 3/; s/b.m\": 2/b.m\": 3/' R", "not what was written"),
    (
      "{ echo '<<<<<<< ours'; cat R; echo '======='; cat R; echo '>>>>>>> theirs'; } > t; mv t R",
      "expected a value"
    ),
    ("cp artifacts/records/one.json R", "record of one"), ("tr a b < R > t; mv t R", "expected 'false'"),
    ("cat R R > t; mv t R", "text after the end"), ("head -c 3000000 /dev/zero > R", "expected a value"),
  ])
  func aRecordThatIsNotItselfIsStale(script: String, words: String) throws {
    let scratch = try done()
    try scratch.shell(script.replacingOccurrences(of: "R", with: "artifacts/records/two.json"))
    let status = try scratch.fovea("status", "--explain")
    #expect(status.code == 2, "\(status)")
    #expect(status.output.contains("record damaged") && status.output.contains(words), "\(status)")
    let run = try scratch.fovea()
    #expect(run.output.hasPrefix("ran 0, restored 1, fresh 1"), "\(run)")
    #expect(try scratch.read("artifacts/two.txt") == "abc\n\"m\":2\n")
    try scratch.expectNothingToDo()
  }

  /// Somebody else's folder is not replaced; the message says where it is.
  @Test func aFolderInARecordsPlaceIsLeftThere() throws {
    let scratch = try done()
    try scratch.shell("rm artifacts/records/two.json; mkdir artifacts/records/two.json")
    let status = try scratch.fovea("status", "--explain")
    #expect(status.code == 2 && status.output.contains("expected a file, found a folder"), "\(status)")
    let run = try scratch.fovea()
    #expect(run.code == 1 && run.error.contains("artifacts/records/two.json"), "\(run)")
    #expect(try scratch.read("artifacts/two.txt") == "abc\n\"m\":2\n")
    try scratch.shell("rmdir artifacts/records/two.json")
    #expect(try scratch.fovea().output.hasPrefix("ran 0, restored 1, fresh 1"))
    try scratch.expectNothingToDo()
  }

  @Test func aLinkInARecordsPlaceThatLeadsNowhereIsNoRecord() throws {
    let scratch = try done()
    try scratch.shell("rm artifacts/records/two.json; ln -s nowhere artifacts/records/two.json")
    let status = try scratch.fovea("status", "--explain")
    #expect(status.code == 2 && status.output.contains("never ran"), "\(status)")
    let run = try scratch.fovea()
    #expect(run.output.hasPrefix("ran 0, restored 1, fresh 1"), "\(run)")
    #expect(try scratch.read("artifacts/records/two.json").contains("\"stage\": \"two\""))
    #expect(!scratch.exists("artifacts/records/nowhere"))
    try scratch.expectNothingToDo()
  }

  @Test func lineEndsOfGitAreNoDamage() throws {
    let scratch = try done()
    try scratch.shell("sed -i 's/$/\\r/' artifacts/records/two.json")
    try scratch.expectNothingToDo()
  }

  @Test(arguments: [
    (".fovea/lock", "head -c 5000 /dev/urandom >"), (".fovea/statcache", ": >"),
    (".fovea/runs/index", "head -c 5000 /dev/urandom >"),
    (".fovea/runs/latest/two", "head -c 5000 /dev/urandom >"),
    (".fovea/store/keys/*", "printf '{\"schema\": 1}' >"), (".fovea/runs/*.json", ": >"),
    (".fovea/codecache", ": >"), (".fovea/facts.json", "printf '{\"schema\": 1}' >"),
  ])
  func theDriversOwnFilesMayBeAnything(path: String, damage: String) throws {
    let scratch = try done()
    try scratch.shell("for f in \(path); do \(damage) \"$f\"; done")
    try scratch.expectNothingToDo()
    try scratch.edit("pipeline.yaml", "m: 2", "m: 3")
    #expect(try scratch.fovea().code == 0)
    try scratch.edit("pipeline.yaml", "m: 3", "m: 2")
    #expect(try scratch.fovea().code == 0)
    #expect(try scratch.read("artifacts/two.txt") == "abc\n\"m\":2\n")
    try scratch.expectNothingToDo()
  }

  /// Reliability case 35.
  @Test(arguments: [
    ": > O", "truncate -s -1 O", "printf X | dd of=O conv=notrunc bs=1 2>/dev/null",
    "rm O; ln -s /etc/passwd O",
    "rm O; mkdir O", "rm O", "chmod 666 O; echo more >> O",
  ])
  func aDamagedObjectCostsARun(script: String) throws {
    let scratch = try done()
    let digest = try scratch.shell("sha256sum artifacts/two.txt | cut -c1-64")
    let object = ".fovea/store/objects/\(digest.prefix(2))/\(digest.dropFirst(2))"
    #expect(scratch.exists(object))
    try scratch.shell("chmod 644 \(object); " + script.replacingOccurrences(of: "O", with: object))
    try scratch.expectNothingToDo()
    try scratch.remove("artifacts/two.txt")
    let run = try scratch.fovea()
    #expect(run.code == 0 && run.output.hasPrefix("ran 1, restored 0, fresh 1"), "\(script): \(run)")
    #expect(try scratch.read("artifacts/two.txt") == "abc\n\"m\":2\n")
    try scratch.remove("artifacts/two.txt")
    #expect(try scratch.fovea().output.hasPrefix("ran 0, restored 1"), "the object is mended")
    try scratch.expectNothingToDo()
  }

  @Test func aChangedModeOfAnObjectIsNoDamage() throws {
    let scratch = try done()
    try scratch.shell("chmod -R u+w .fovea/store/objects; rm artifacts/two.txt")
    #expect(try scratch.fovea().output.hasPrefix("ran 0, restored 1"))
  }
}
