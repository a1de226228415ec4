import ContentStore
import Digest
import Git
import Provenance
import Reproduction
import Testing

@Suite struct ReproductionErrorTests {
  private func maker(snapshot: CommitID?) -> Maker {
    let ingredients = KeyIngredients(
      code: SHA256Digest(of: "code"), inputs: [], parameters: [:], outputs: [], toolchain: "Swift",
      cpu: "x86-64-v3", seed: 1)
    return Maker(
      RunRecord(
        run: "000001-00000000", stage: "train", cell: "a", ingredients: ingredients, outcome: .ran,
        started: 0, finished: 1, host: "here", threads: 1,
        stamp: Stamp(commit: nil, dirty: true, snapshot: snapshot, head: .branch)))
  }

  @Test func anAbsentSnapshotIsToldWithTheCommandThatFetchesIt() throws {
    let commit = try #require(CommitID(String(repeating: "a", count: 40)))
    let error = ReproductionError.commitNotHere(maker(snapshot: commit), commit)
    #expect(error.description.contains("train@a") && error.description.contains(commit.hex))
    #expect(error.description.contains("git fetch origin 'refs/fovea/*:refs/fovea/*'"))
  }

  @Test func anAbsentCommitIsToldWithoutThatCommand() throws {
    let commit = try #require(CommitID(String(repeating: "a", count: 40)))
    #expect(!ReproductionError.commitNotHere(maker(snapshot: nil), commit).description.contains("refs/fovea"))
  }

  @Test func dataFromOutsideNamesItsParameterAndDigest() {
    let content = ContentID(kind: .folder, digest: SHA256Digest(of: "data"), size: 4)
    let error = ReproductionError.placeNotGiven(
      maker(snapshot: nil), role: "data", parameter: "data.path", expected: content)
    #expect(error.description.contains("--set data.path=PATH"))
    #expect(error.description.contains(content.digest.hex))
  }
}
