import Foundation
import Testing

/// The exports' own promises; `Scripts/check-exports` asks the public validators.
@Suite struct ExportTests {
  private func scratch() throws -> Scratch {
    let scratch = try Scratch(
      ChainTests.pipeline.replacingOccurrences(
        of: "a: {n: 1}", with: "a: {n: 1, token: abc123secret, place: /home/anna/eyes}"),
      stages: ["one": ChainTests.one, "two": ChainTests.two])
    try scratch.write("abcdef\n", to: "data/raw.txt")
    let run = try scratch.fovea()
    #expect(run.code == 0, "\(run)")
    return scratch
  }

  @Test func noneNamesSecretsOrPlaces() throws {
    let scratch = try scratch()
    #expect(try scratch.fovea("export", "ro-crate", "artifacts/two.txt", "--out", "crate").code == 0)
    let texts = [
      try scratch.read("crate/ro-crate-metadata.json"), try scratch.read("crate/pipeline.yaml"),
      try scratch.fovea("export", "slsa", "one").output,
      try scratch.fovea("export", "prov", "artifacts/two.txt").output,
    ]
    for text in texts {
      #expect(!text.contains("abc123secret") && !text.contains("/home/anna") && !text.contains(scratch.root))
      #expect(!text.contains("abcdef"), "raw data stays at home")
    }
    #expect(try scratch.read("crate/artifacts/two.txt") == "abc\n\"m\":2\n")
    #expect(!scratch.exists("crate/artifacts/one"), "only what was asked for")
    let again = try scratch.fovea("export", "ro-crate", "artifacts/two.txt", "--out", "crate")
    #expect(again.code == 1 && again.error.contains("expected no such file or folder"), "\(again)")
  }

  @Test func theStatementNamesResultCodeAndInputs() throws {
    let scratch = try scratch()
    let document = try scratch.fovea("export", "slsa", "artifacts/two.txt").document()
    #expect(document["_type"] as? String == "https://in-toto.io/Statement/v1")
    let subjects = try #require(document["subject"] as? [[String: Any]])
    #expect(subjects.compactMap { $0["name"] as? String } == ["artifacts/two.txt"])
    let audit = try scratch.fovea("audit", "artifacts/two.txt", "--json").document()
    #expect((subjects.first?["digest"] as? [String: String])?["sha256"] == audit["sha256"] as? String)
  }

  @Test func exportsAreTheSameBytesEachTime() throws {
    let scratch = try scratch()
    for form in ["slsa", "prov"] {
      let first = try scratch.fovea("export", form, "artifacts/two.txt").output
      #expect(try scratch.fovea("export", form, "artifacts/two.txt").output == first && !first.isEmpty)
    }
  }
}
