internal import ContentStore
internal import Digest
internal import Git
internal import Provenance
internal import Weave

extension PageProvenance {
  /// What a page tells of a run.
  init(_ maker: Maker) {
    let made = maker.ingredients
    self.init(
      stage: maker.stage, cell: maker.cell, run: maker.run, commit: maker.commit?.hex, dirty: maker.dirty,
      snapshot: maker.snapshot?.hex, key: maker.key.hex,
      inputs: made.inputs.map { input in
        let role = input.cell.map { "\(input.role)@\($0)" } ?? input.role
        return .init(role: role, path: input.path, sha256: input.content.digest.hex)
      },
      outputs: maker.outputs.map { .init(role: $0.role, path: $0.path, sha256: $0.content.digest.hex) },
      parameters: made.parameters, seed: made.seed,
      software: made.libraries.merging(["compiler": made.toolchain, "processor": made.cpu]) { _, new in new })
  }

  /// The parts in which another one differs but for the name, in words.
  func differences(from other: PageProvenance) -> [String] {
    [
      ("commit", commit == other.commit && dirty == other.dirty),
      ("snapshot", snapshot == other.snapshot), ("key", key == other.key), ("inputs", inputs == other.inputs),
      ("outputs", outputs == other.outputs), ("parameters", parameters == other.parameters),
      ("seed", seed == other.seed), ("software", software == other.software),
    ].filter { !$0.1 }.map(\.0)
  }
}
