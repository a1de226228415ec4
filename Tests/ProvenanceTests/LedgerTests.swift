import ContentStore
import Digest
import Foundation
import Git
import StageProtocol
import Testing

@testable import Provenance

@Suite struct LedgerTests {
  let fixture: Fixture
  var ledger: Ledger { fixture.ledger }

  init() throws { fixture = try Fixture() }

  private func made(_ text: String, _ stage: String = "modeling", _ cell: String? = "unet-fcn") throws
    -> RunRecord
  {
    try fixture.write(text, "artifacts/\(stage)/w")
    return try fixture.run(stage, cell, outputs: [fixture.output("weights", "artifacts/\(stage)/w")])
  }

  @Test func aRunIsReadBack() throws {
    var record = try made("1")
    #expect(try ledger.commit(record).isEmpty)
    record.metrics["dice"] = .string("nan")
    #expect(try ledger.run(record.run).record == record)
    #expect(try ledger.latestRun(stage: "modeling", cell: "unet-fcn") == record)
    #expect(try ledger.latestRun(stage: "modeling", cell: nil) == nil)
    #expect(try ledger.restorable(record.key) == record)
    let standing = try #require(try ledger.stageRecord(stage: "modeling", cell: "unet-fcn").record)
    #expect(standing.result.key == record.key && standing.produced.run == record.run)
    #expect(try ledger.stageRecords().map(\.name) == ["modeling@unet-fcn.json"])
    #expect(try ledger.runs() == [record.run])
  }

  @Test func failuresAreWrittenDownAndChangeNothingElse() throws {
    let good = try made("1")
    _ = try ledger.commit(good)
    for outcome in [RunRecord.Outcome.failed, .tainted] {
      var bad = try fixture.run("modeling", "unet-fcn", outcome: outcome)
      bad.failure = "cannot read \(fixture.root)/x from https://me:secret@example.org/y"
      _ = try ledger.commit(bad)
      let latest = try #require(try ledger.latestRun(stage: "modeling", cell: "unet-fcn"))
      let failure = try #require(latest.failure).replacing(#/hidden-[0-9a-f]{16}/#, with: "HIDDEN")
      #expect(latest.outcome == outcome && failure == "cannot read x from https://HIDDEN@example.org/y")
      #expect(try ledger.restorable(bad.key) == nil)
    }
    #expect(try ledger.stageRecord(stage: "modeling", cell: "unet-fcn").record?.produced.run == good.run)
  }

  @Test func theSameResultLeavesTheSameBytes() throws {
    _ = try ledger.commit(try made("1"))
    let path = fixture(Ledger.recordPath(stage: "modeling", cell: "unet-fcn"))
    let first = try FileSystem.read(path)
    _ = try ledger.commit(try made("1"))
    #expect(try FileSystem.read(path) == first)
    #expect(try ledger.runs().count == 2)
  }

  @Test func goingBackRestoresTheOldRecord() throws {
    func made(_ rate: Int64) throws -> RunRecord {
      try fixture.write("weights \(rate)", "artifacts/w")
      return try fixture.run(
        "modeling", outputs: [fixture.output("weights", "artifacts/w")], parameters: ["rate": .integer(rate)])
    }
    let old = try made(1)
    _ = try ledger.commit(old)
    let path = fixture(Ledger.recordPath(stage: "modeling", cell: nil))
    let first = try FileSystem.read(path)
    _ = try ledger.commit(try made(2))
    #expect(try FileSystem.read(path) != first)
    var back = old
    back.run = try ledger.newRun()
    back.outcome = .restored
    back.restoredFrom = old.run
    _ = try ledger.commit(back)
    #expect(try FileSystem.read(path) == first)
    #expect(try ledger.latestRun(stage: "modeling", cell: nil)?.outcome == .restored)
    #expect(try ledger.restorable(old.key)?.run == old.run)
  }

  @Test func otherOutputsOfOneKeyAreReported() throws {
    let first = try made("1")
    _ = try ledger.commit(first)
    let notes = try ledger.commit(try made("2"))
    #expect(notes.count == 1 && notes[0].contains("not deterministic"))
    #expect(try ledger.restorable(first.key)?.run == first.run)
    try FileSystem.remove(fixture.store.path(of: SHA256Digest(of: "1")))
    #expect(try ledger.restorable(first.key) == nil)
    let third = try made("3")
    #expect(try ledger.commit(third).isEmpty)
    #expect(try ledger.restorable(first.key)?.run == third.run)
  }

  @Test func runsCountUpWithoutAClock() throws {
    let first = try ledger.newRun()
    try fixture.write("log", ".fovea/runs/000041-00000000.log")
    let other = try Ledger(root: fixture.root, store: fixture.store)
    #expect(first.hasPrefix("000001-"))
    #expect(try other.newRun().hasPrefix("000042-"))
    #expect(try other.newRun().hasPrefix("000043-"))
    try fixture.write("log", ".fovea/runs/9223372036854775807-00000000.log")
    let next = try Ledger(root: fixture.root, store: fixture.store).newRun()
    #expect(next.hasPrefix("000042-"), "no run of anybody's has so high a number: \(next)")
  }

  /// Whoever adds them up would trap.
  @Test func costsAndSizesThatAreNoneAreDamage() throws {
    for change: (inout RunRecord) -> Void in [
      { $0.wallSeconds = 1e300 }, { $0.cpuSeconds = -1 }, { $0.peakMemory = -1 },
      { $0.outputs[0].content.size = .max }, { $0.outputs[0].content.size = -1 },
    ] {
      var record = try made("1")
      change(&record)
      try fixture.write(
        String(decoding: RecordFile.text(record), as: UTF8.self), ".fovea/runs/\(record.run).json")
      #expect(try ledger.run(record.run).damage != nil, "\(record)")
    }
  }

  @Test func aDamagedRecordIsNeverTrusted() throws {
    let record = try made("1")
    _ = try ledger.commit(record)
    let path = Ledger.recordPath(stage: "modeling", cell: "unet-fcn")
    let whole = try FileSystem.read(fixture(path))
    func state(_ bytes: [UInt8]) -> Recorded<StageRecord> { RecordFile.parse(bytes) }
    #expect(state(whole).record != nil)
    // Without its last line feed a record is whole.
    for length in 0..<(whole.count - 1) {
      #expect(state(Array(whole[..<length])).damage != nil)
    }
    for place in whole.indices.dropLast() where whole[place] > 0x20 {
      var flipped = whole
      flipped[place] ^= [1, 0x20, 0x80][place % 3]
      #expect(state(flipped).record == nil, "byte \(place)")
    }
    let text = String(decoding: whole, as: UTF8.self)
    #expect(state(Array(text.replacing("\n", with: "\r\n").utf8)).record != nil)
    let others = [
      text.replacing("\"schema\": 1", with: "\"schema\": 2"), "<<<<<<< HEAD\n" + text, text + text,
      text.replacing("{\n", with: "{\"schema\": 1,\n", maxReplacements: 1), "{}", "[]", "null", "",
    ]
    for other in others { #expect(state(Array(other.utf8)).damage != nil) }
  }

  @Test func damageOnDiskIsARunWithReasonAndNoCrash() throws {
    let record = try made("1")
    _ = try ledger.commit(record)
    let paths = [
      Ledger.recordPath(stage: "modeling", cell: "unet-fcn"), ".fovea/runs/\(record.run).json",
      ".fovea/store/keys/\(record.key).json", ".fovea/runs/latest/modeling@unet-fcn", ".fovea/runs/index",
    ]
    for path in paths {
      let whole = try FileSystem.read(fixture(path))
      for damaged in [[], Array(whole.dropLast(whole.count / 2)), [UInt8](repeating: 0, count: whole.count)] {
        try FileSystem.writeDurably(damaged, to: fixture(path))
        let fresh = try Ledger(root: fixture.root, store: fixture.store)
        let isRun = path.hasSuffix("\(record.run).json")
        #expect(
          (try fresh.stageRecord(stage: "modeling", cell: "unet-fcn").record == nil) == (path == paths[0]))
        #expect((try fresh.run(record.run).damage != nil) == isRun)
        #expect((try fresh.restorable(record.key) == nil) == (isRun || path == paths[2]))
        #expect((try fresh.latestRun(stage: "modeling", cell: "unet-fcn") == nil) == isRun)
        let audit = Audit(ledger: fresh, cache: StatCache(file: nil))
        #expect(try audit.report(digest: SHA256Digest(of: "1"))?.run == record.run)
      }
      try FileSystem.writeDurably(whole, to: fixture(path))
    }
  }

  @Test func anIndexThatCannotBeWrittenIsANoteAndNoFailure() throws {
    try FileSystem.makeFolders(fixture(".fovea/runs/index"))
    let record = try made("1")
    #expect(try ledger.commit(record).count == 1)
    #expect(try ledger.restorable(record.key)?.run == record.run)
  }

  @Test func aRecordThatIsSilentAboutAnOutputIsNotTrusted() throws {
    try fixture.write("1", "artifacts/x")
    try fixture.write("2", "artifacts/y")
    var run = try fixture.run(
      "s", outputs: [fixture.output("x", "artifacts/x"), fixture.output("y", "artifacts/y")])
    run.outputs.removeLast()
    _ = try fixture.ledger.commit(run)
    #expect(try fixture.ledger.stageRecord(stage: "s", cell: nil).damage?.contains("outputs") == true)
    #expect(try fixture.ledger.run(run.run).damage?.contains("outputs") == true)
    #expect(try fixture.ledger.restorable(run.key) == nil)
  }

  @Test(arguments: [-1, 1e300])
  func aTimeThatIsNoneIsNotTrusted(seconds: Double) throws {
    try fixture.write("1", "artifacts/1.txt")
    var record = try fixture.run("setup", outputs: [fixture.output("o", "artifacts/1.txt")])
    record.finished = seconds
    _ = try fixture.ledger.commit(record)
    #expect(try fixture.ledger.run(record.run).damage?.contains("a time") == true)
    #expect(try fixture.ledger.stageRecord(stage: "setup", cell: nil).damage?.contains("a time") == true)
  }

  @Test func aRecordOfAnotherStageIsNotTrusted() throws {
    _ = try ledger.commit(try made("1"))
    let text = try FileSystem.read(fixture(Ledger.recordPath(stage: "modeling", cell: "unet-fcn")))
    try FileSystem.writeDurably(text, to: fixture("artifacts/records/split.json"))
    #expect(
      try ledger.stageRecord(stage: "split", cell: nil).damage == "it is the record of modeling@unet-fcn")
  }

  @Test func oddNamesAreFileNames() {
    #expect(Ledger.recordPath(stage: "a", cell: "x/y z%") == "artifacts/records/a@x%2Fy%20z%25.json")
    #expect(Ledger.recordPath(stage: ".a", cell: nil) == "artifacts/records/%2Ea.json")
  }

  @Test func nothingOfThisMachineIsInTheRecords() throws {
    _ = try ledger.commit(try made("1"))
    for path in try FileSystem.names(in: fixture(".fovea/runs")) where path.hasSuffix(".json") {
      let text = String(decoding: try FileSystem.read(fixture(".fovea/runs/" + path)), as: UTF8.self)
      #expect(!text.contains(fixture.root))
    }
  }

  @Test func manyCellsCommitAtOnce() async throws {
    let records = try (0..<12).map { try made("\($0)", "modeling", "cell-\($0)") }
    try await withThrowingTaskGroup(of: Void.self) { group in
      for record in records { group.addTask { _ = try fixture.ledger.commit(record) } }
      try await group.waitForAll()
    }
    #expect(try ledger.runs().count == 12)
    #expect(try ledger.stageRecords().allSatisfy { $0.record.record != nil })
  }
}
