public import ContentStore
public import Git
public import Provenance

/// What forbids a reproduction.
public enum ReproductionError: Error, CustomStringConvertible {
  /// There is no repository to take the code from.
  case noRepository(String)
  /// The run was made without a commit, or from changes that no snapshot holds.
  case noCommit(Maker)
  /// The commit on record is not in this repository.
  case commitNotHere(Maker, CommitID)
  /// Raw data is not where it was, or is other data.
  case inputMissing(Maker, role: String, path: String, expected: ContentID, found: ContentID?)
  /// Data outside the workspace, whose place nobody told.
  case placeNotGiven(Maker, role: String, parameter: String, expected: ContentID)
  /// The pipeline at the commit, with what is on record, has its outputs elsewhere.
  case otherPlaces(Maker, [String], [String])
  /// The pipeline at the commit has no such cell.
  case noSuchCell(Maker)
  /// The stage failed.
  case failed(Maker, reason: String)
  /// Somebody stopped it.
  case interrupted

  /// One sentence with what to do.
  public var description: String {
    switch self {
    case .noRepository(let root):
      "\(root): expected a git repository with the code of the run, found none"
    case .noCommit(let maker):
      "\(maker.name), run \(maker.run): made "
        + (maker.dirty ? "from changes that no snapshot holds" : "without a commit")
        + "; its code is not on record"
    case .commitNotHere(let maker, let commit):
      maker.snapshot == commit
        ? "\(maker.name), run \(maker.run): the snapshot \(commit) of its code is not here; fetch it with "
          + "`git fetch origin 'refs/fovea/*:refs/fovea/*'`, where it was pushed with "
          + "`git push origin 'refs/fovea/*:refs/fovea/*'`"
        : "\(maker.name), run \(maker.run): commit \(commit) is not here (rewritten, collected, or cut off by "
          + "a shallow clone: `git fetch --unshallow`)"
    case .inputMissing(let maker, let role, let path, let expected, let found):
      "input '\(role)' of \(maker.name): expected \(expected) at '\(path)', found "
        + (found?.description ?? "nothing")
    case .placeNotGiven(let maker, let role, let parameter, let expected):
      "input '\(role)' of \(maker.name) lay outside the workspace: expected its place, "
        + "`--set \(parameter)=PATH`, where \(expected) lies"
    case .otherPlaces(let maker, let recorded, let here):
      "\(maker.name) wrote \(recorded.brief), and would write \(here.brief) now: a parameter of these paths is not "
        + "on record; give it with --set NAME=VALUE"
    case .noSuchCell(let maker): "the pipeline at the recorded commit has no cell '\(maker.name)'"
    case .failed(let maker, let reason): "\(maker.name) failed: \(reason)"
    case .interrupted: "interrupted"
    }
  }
}
