import ContentStore
import Digest
import Foundation
import Git
import StageProtocol
import Testing

@testable import Provenance

@Suite struct AuditTests {
  let fixture: Fixture

  init() throws { fixture = try Fixture() }

  /// Raw data → preprocess (a folder) → finetuning (a folder of overlays).
  private func pipeline() throws -> (first: RunRecord, second: RunRecord) {
    try fixture.write("volume", "data/Subject_01.mat")
    let raw = try #require(try fixture.store.addManifests(fixture("data"), using: StatCache(file: nil)))
    try fixture.write("frame 1", "artifacts/2/frames/s1/1.png")
    let frames = try fixture.output("frames", "artifacts/2/frames")
    let commit = CommitID(String(repeating: "a", count: 40))
    let first = try fixture.run(
      "preprocess", inputs: [.init(role: "data", path: nil, content: raw)], outputs: [frames],
      stamp: Stamp(
        commit: commit, dirty: true, snapshot: CommitID(String(repeating: "b", count: 40)), head: .branch))
    _ = try fixture.ledger.commit(first)
    try fixture.write("overlay 7", "artifacts/6/overlays/deep/7.png")
    try fixture.write("0.8", "artifacts/6/scores.json")
    let second = try fixture.run(
      "finetuning", "fcn", inputs: [fixture.input(frames)],
      outputs: [
        fixture.output("overlays", "artifacts/6/overlays"),
        fixture.output("scores", "artifacts/6/scores.json"),
      ],
      parameters: ["rate": .number(0.01)])
    _ = try fixture.ledger.commit(second)
    return (first, second)
  }

  @Test func aRenamedFileFromAFolderIsFoundWithItsWholeChain() throws {
    let (first, second) = try pipeline()
    try fixture.write("overlay 7", "elsewhere/renamed.bin")
    let report = try #require(try fixture.audit.report(path: fixture("elsewhere/renamed.bin")))
    #expect(report.run == second.run && report.stage == "finetuning" && report.cell == "fcn")
    #expect(report.path == "artifacts/6/overlays/deep/7.png")
    #expect(report.sha256 == SHA256Digest(of: "overlay 7"))
    #expect(report.parameters == ["rate": .number(0.01)])
    #expect(report.inputs.map(\.run) == [first.run])
    #expect(report.outputs.map(\.role) == ["overlays", "scores"])
    #expect(report.chain.map(\.run) == [first.run])
    #expect(report.chain[0].dirty && report.chain[0].snapshot != nil)
    #expect(report.chain[0].inputs[0].run == nil)
    #expect(report.chain[0].inputs[0].files?.map(\.path) == ["Subject_01.mat"])
  }

  /// Two setups copied the same data from outside: neither is the other's origin.
  @Test func rawDataThatStagesCopyComesOfNobody() throws {
    try fixture.write("volume", "artifacts/1/volumes/Subject_01.mat")
    let volumes = try fixture.output("volumes", "artifacts/1/volumes")
    for _ in 0..<2 {
      let input = KeyIngredients.Input(role: "data", path: nil, content: volumes.content)
      _ = try fixture.ledger.commit(fixture.run("setup", inputs: [input], outputs: [volumes]))
    }
    let report = try #require(try fixture.audit.report(path: fixture("artifacts/1/volumes")))
    #expect(report.inputs.map(\.run) == [nil] && report.chain.isEmpty && report.also.isEmpty)
  }

  /// One stage reads files one by one and copies them, another the folder that they lie in.
  @Test func aFolderWhoseFilesWereReadComesOfNobody() throws {
    try fixture.write("1", "artifacts/copy/f1")
    try fixture.write("2", "artifacts/copy/f2")
    let copy = try fixture.output("copy", "artifacts/copy")
    let inputs = try ["f1", "f2"].map { name in
      KeyIngredients.Input(
        role: name, path: nil, content: try fixture.store.add(fixture("artifacts/copy/\(name)")))
    }
    _ = try fixture.ledger.commit(fixture.run("first", inputs: inputs, outputs: [copy]))
    try fixture.write("3", "artifacts/3.txt")
    let second = try fixture.run(
      "second", inputs: [.init(role: "all", path: nil, content: copy.content)],
      outputs: [fixture.output("o", "artifacts/3.txt")])
    _ = try fixture.ledger.commit(second)
    let report = try #require(try fixture.audit.report(path: fixture("artifacts/3.txt")))
    #expect(report.inputs.map(\.run) == [nil] && report.chain.isEmpty)
  }

  @Test func nobodyMadeRawData() throws {
    _ = try pipeline()
    #expect(try fixture.audit.report(path: fixture("data/Subject_01.mat")) == nil)
    #expect(try fixture.audit.report(digest: SHA256Digest(of: "never seen")) == nil)
    #expect(throws: ContentStoreError.self) { try fixture.audit.report(path: fixture("none")) }
  }

  @Test func aFolderIsFoundToo() throws {
    let (first, _) = try pipeline()
    #expect(try fixture.audit.report(path: fixture("artifacts/2/frames"))?.run == first.run)
    #expect(try fixture.audit.report(path: fixture("artifacts/2/frames/s1"))?.path == "artifacts/2/frames/s1")
  }

  @Test func aCommitAndASnapshotNameTheirResults() throws {
    let (first, _) = try pipeline()
    for digit in ["a", "b"] {
      let commit = try #require(CommitID(String(repeating: digit, count: 40)))
      #expect(try fixture.audit.reports(commit: commit).map(\.run) == [first.run])
    }
  }

  @Test func forwardGoesToTheEnd() throws {
    let (first, second) = try pipeline()
    let raw = first.ingredients.inputs[0].content.digest
    #expect(try fixture.audit.forward(digests: [raw]).map(\.run) == [first.run, second.run])
    #expect(try fixture.audit.forward(digests: [SHA256Digest(of: "frame 1")]).map(\.run) == [second.run])
    #expect(try fixture.audit.forward(digests: [SHA256Digest(of: "overlay 7")]).isEmpty)
  }

  @Test func forwardFollowsWhatLiesInAFolder() throws {
    try fixture.write("one", "artifacts/a/f.txt")
    try fixture.write("equal", "artifacts/a/e.txt")
    let folder = try fixture.output("o", "artifacts/a")
    let raw = KeyIngredients.Input(
      role: "raw", path: "data/x", content: .init(kind: .file, digest: SHA256Digest(of: "x"), size: 1))
    let first = try fixture.run("first", inputs: [raw], outputs: [folder])
    _ = try fixture.ledger.commit(first)
    func reader(_ stage: String, _ path: String, _ text: String) throws -> RunRecord {
      let content = ContentID(kind: .file, digest: SHA256Digest(of: text), size: Int64(text.utf8.count))
      try fixture.write("by \(stage)", "artifacts/\(stage)")
      let run = try fixture.run(
        stage, inputs: [.init(role: "i", path: path, content: content)],
        outputs: [fixture.output("t", "artifacts/\(stage)")])
      _ = try fixture.ledger.commit(run)
      return run
    }
    let second = try reader("second", "artifacts/a/f.txt", "one")
    let third = try reader("third", "artifacts/second", "by second")
    // Equal bytes from elsewhere did not come of it.
    _ = try reader("stranger", "data/equal.txt", "equal")
    let runs = [first.run, second.run, third.run]
    #expect(try fixture.audit.forward(digests: [raw.content.digest]).map(\.run) == runs)
    #expect(try fixture.audit.forward(digests: [folder.content.digest]).map(\.run) == Array(runs[1...]))
  }

  @Test func ofSeveralMakersThePathDecidesAndOtherwiseAllAreNamed() throws {
    let cells = try ["a", "b", "c"].map { cell in
      try fixture.write("same", "artifacts/\(cell)/1.png")
      let run = try fixture.run(
        "train", cell, outputs: [fixture.output("o", "artifacts/\(cell)")], parameters: ["c": .string(cell)])
      _ = try fixture.ledger.commit(run)
      return run
    }
    try fixture.write("same", "elsewhere/x.png")
    for (cell, run) in zip(["a", "b", "c"], cells) {
      for path in ["artifacts/\(cell)/1.png", "elsewhere/../artifacts/\(cell)/./1.png"] {
        let report = try #require(try fixture.audit.report(path: fixture(path)))
        #expect(report.run == run.run && report.also.isEmpty, "\(path)")
      }
    }
    func check(_ audit: Audit) throws {
      let copy = try #require(try audit.report(path: fixture("elsewhere/x.png")))
      #expect(([copy.cell] + copy.also.map(\.cell)) == ["a", "b", "c"])
      #expect(([copy.path] + copy.also.map(\.path)) == ["a", "b", "c"].map { "artifacts/\($0)/1.png" })
      let last = try #require(try audit.report(path: fixture("artifacts/c/1.png")))
      #expect(last.run == cells[2].run && last.also.isEmpty)
    }
    try check(fixture.audit)
    try FileSystem.remove(fixture(".fovea"))
    let ledger = try Ledger(root: fixture.root, store: Store(folder: fixture(".fovea/store")))
    try check(Audit(ledger: ledger, cache: StatCache(file: nil)))
  }

  @Test func aFreshCloneAnswersFromTheCommittedRecords() throws {
    let (first, second) = try pipeline()
    try FileSystem.remove(fixture(".fovea"))
    let store = try Store(folder: fixture(".fovea/store"))
    let ledger = try Ledger(root: fixture.root, store: store)
    let audit = Audit(ledger: ledger, cache: StatCache(file: nil))
    let report = try #require(try audit.report(digest: SHA256Digest(of: "overlay 7")))
    #expect(report.run == second.run && report.path == "artifacts/6/overlays/deep/7.png")
    #expect(report.chain.map(\.run) == [first.run])
    #expect(try audit.report(digest: SHA256Digest(of: "never seen")) == nil)
    // The files that the records speak of are not there: the outputs themselves are still known.
    try FileSystem.remove(fixture("artifacts/6"))
    #expect(try audit.report(digest: SHA256Digest(of: "0.8"))?.run == second.run)
    #expect(try audit.report(digest: SHA256Digest(of: "overlay 7")) == nil)
  }

  @Test func aFreshCloneGoesForwardByTheCommittedRecords() throws {
    let (first, second) = try pipeline()
    let raw = try #require(first.ingredients.inputs.first).content.digest
    let made = try #require(first.outputs.first).content.digest
    try FileSystem.remove(fixture(".fovea"))
    let ledger = try Ledger(root: fixture.root, store: Store(folder: fixture(".fovea/store")))
    let audit = Audit(ledger: ledger, cache: StatCache(file: nil))
    #expect(try audit.forward(digests: [raw]).map(\.run) == [first.run, second.run])
    #expect(try audit.forward(digests: [made]).map(\.run) == [second.run])
    #expect(try audit.forward(digests: [SHA256Digest(of: "never seen")]).isEmpty)
  }

  @Test func aStageThatCopiesRawDataDoesNotMakeItsInput() throws {
    try fixture.write("same", "data/x")
    try fixture.write("same", "artifacts/x")
    let output = try fixture.output("copy", "artifacts/x")
    let record = try fixture.run(
      "copy", inputs: [.init(role: "raw", path: "data/x", content: output.content)], outputs: [output])
    _ = try fixture.ledger.commit(record)
    let report = try #require(try fixture.audit.report(path: fixture("artifacts/x")))
    #expect(report.inputs.map(\.run) == [nil] && report.chain.isEmpty)
  }

  @Test func theStandingRunComesFirst() throws {
    try fixture.write("same", "artifacts/x")
    let output = try fixture.output("x", "artifacts/x")
    let runs = try (0..<3).map { try fixture.run("s", outputs: [output], parameters: ["n": .integer($0)]) }
    for run in runs { _ = try fixture.ledger.commit(run) }
    #expect(try fixture.audit.report(path: fixture("artifacts/x"))?.run == runs[2].run)
    var back = runs[1]
    back.run = try fixture.ledger.newRun()
    back.outcome = .restored
    back.restoredFrom = runs[1].run
    _ = try fixture.ledger.commit(back)
    #expect(try fixture.audit.report(path: fixture("artifacts/x"))?.run == runs[1].run)
  }

  @Test func theReportIsTheContract() throws {
    _ = try pipeline()
    let report = try #require(try fixture.audit.report(path: fixture("artifacts/6/scores.json")))
    let value = try JSONDecoder().decode(JSONValue.self, from: JSONEncoder().encode(report))
    for name in [
      "schema", "sha256", "path", "stage", "run", "dirty", "key", "parameters", "inputs", "outputs",
    ] {
      #expect(value[name] != nil, "\(name)")
    }
    // What is not there is null, not absent.
    #expect(value["commit"] == .null && value["snapshot"] == .null)
    #expect(value["cell"] == .string("fcn"))
  }

  @Test func anIndexOfAsManyOtherRunsIsNotTrusted() throws {
    let fixture = try Fixture()
    let runs = try ["a", "b", "c"].map { name in
      try fixture.write(name, "artifacts/\(name)")
      return try fixture.run(name, outputs: [fixture.output("o", "artifacts/\(name)")])
    }
    for run in runs.prefix(2) { _ = try fixture.ledger.commit(run) }
    let index = try FileSystem.read(fixture(".fovea/runs/index"))
    _ = try fixture.ledger.commit(runs[2])
    try FileSystem.remove(fixture(".fovea/runs/\(runs[0].run).json"))
    try FileSystem.remove(fixture("artifacts/records/a.json"))
    try FileSystem.writeDurably(index, to: fixture(".fovea/runs/index"))
    let audit = Audit(
      ledger: try Ledger(root: fixture.root, store: fixture.store), cache: StatCache(file: nil))
    #expect(try audit.report(path: fixture("artifacts/c"))?.run == runs[2].run)
    #expect(try audit.report(path: fixture("artifacts/a")) == nil)
    let mended = DigestIndex(reading: try FileSystem.read(fixture(".fovea/runs/index")))
    #expect(mended.runs == Set(runs.dropFirst().map(\.run)))
  }
}
