import Foundation
import Testing

/// Results are made in every state that a git repository can be in, and never stamped with a lie.
@Suite(.enabled(if: FileManager.default.isExecutableFile(atPath: "/usr/bin/git"), "no git"))
struct RepositoryStateTests {
  /// A workspace before its first run.
  func scratch(repository: Bool = true, _ options: String = "") throws -> Scratch {
    let scratch = try ChainTests().scratch()
    try scratch.write(".fovea/\nstages/\n", to: ".gitignore")
    if repository {
      try scratch.shell("git init -q -b main \(options) . && git add . && git commit -q -m one")
    }
    return scratch
  }

  /// Runs everything and gives the stamp of the last stage's run.
  func stamp(_ scratch: Scratch, place: SourceLocation = #_sourceLocation) throws -> [String: Any] {
    let run = try scratch.fovea("run", "--force")
    #expect(run.code == 0, "\(run)", sourceLocation: place)
    let newest = try scratch.read(".fovea/runs/latest/two").trimmingCharacters(in: .newlines)
    let record = try JSONSerialization.jsonObject(
      with: Data(try scratch.read(".fovea/runs/\(newest).json").utf8))
    try scratch.expectNothingToDo(place: place)
    return try #require((record as? [String: Any])?["stamp"] as? [String: Any])
  }

  /// What a snapshot holds under a name.
  func held(_ name: String, _ stamp: [String: Any], _ scratch: Scratch) throws -> String {
    try scratch.shell("git show \(try #require(stamp["snapshot"] as? String)):\(name)")
  }

  // Reliability cases 58 to 61.

  @Test func withoutARepositoryThereIsNoCommit() throws {
    let scratch = try scratch(repository: false)
    let stamp = try stamp(scratch)
    #expect(stamp["head"] as? String == "none" && stamp["commit"] == nil && stamp["problem"] == nil)
    #expect(try scratch.fovea("audit", "artifacts/two.txt").output.contains("no commit"))
  }

  @Test func anUnbornBranchHasASnapshot() throws {
    let scratch = try scratch(repository: false)
    try scratch.shell("git init -q -b main .")
    let stamp = try stamp(scratch)
    #expect(stamp["head"] as? String == "unborn" && stamp["commit"] == nil && stamp["dirty"] as? Bool == true)
    #expect(try held("pipeline.yaml", stamp, scratch).contains("name: chain"))
    let names = try scratch.shell("git ls-tree -r --name-only \(try #require(stamp["snapshot"] as? String))")
    #expect(!names.contains("data"), "raw data that nobody committed stay where they are: \(names)")
  }

  @Test func aDetachedHeadSaysSo() throws {
    let scratch = try scratch()
    try scratch.shell("git checkout -q --detach")
    let stamp = try stamp(scratch)
    #expect(stamp["head"] as? String == "detached" && stamp["dirty"] as? Bool == false)
    #expect(try stamp["commit"] as? String == scratch.shell("git rev-parse HEAD"))
  }

  @Test(arguments: [
    "echo new > data/raw.txt", "echo new > data/raw.txt; git add .",
    "echo new > data/raw.txt; git update-index --assume-unchanged data/raw.txt",
    "git update-index --assume-unchanged data/raw.txt; echo new > data/raw.txt",
    "git update-index --skip-worktree data/raw.txt; echo new > data/raw.txt",
    "echo new > data/raw.txt; git add .; git update-index --assume-unchanged data/raw.txt",
  ])
  func aDirtyTreeIsNeverABareCommit(script: String) throws {
    let scratch = try scratch()
    try scratch.shell(script)
    let index = try scratch.shell("git ls-files -v -s")
    let stamp = try stamp(scratch)
    #expect(stamp["dirty"] as? Bool == true, "\(stamp)")
    #expect(try held("data/raw.txt", stamp, scratch) == "new")
    #expect(try scratch.shell("git ls-files -v -s") == index, "the index stays as it was")
  }

  @Test func untrackedSourcesAreInTheSnapshot() throws {
    let scratch = try scratch()
    try scratch.write("new\n", to: "Sources/new.swift")
    #expect(try held("Sources/new.swift", try stamp(scratch), scratch) == "new")
  }

  /// What a snapshot cannot hold is said once by the run, and by audit.
  @Test func whatASnapshotLacksIsTold() throws {
    let scratch = try scratch()
    try scratch.shell("git init -q vendor; echo x > vendor/code")
    let run = try scratch.fovea()
    let gap = "the snapshot of the changed tree lacks vendor/: commit it"
    #expect(run.code == 0 && run.error.components(separatedBy: gap).count == 2, "\(run)")
    #expect(try scratch.fovea("audit", "two").output.contains(gap))
  }

  // Reliability cases 62 to 66.

  @Test(.enabled(if: getuid() == 0, "only the superuser gives files away"))
  func anotherOwnersRepositoryIsRead() throws {
    let scratch = try scratch()
    try scratch.shell("chown -R 12345:12345 .git")
    let stamp = try stamp(scratch)
    #expect(stamp["problem"] == nil && stamp["commit"] is String, "\(stamp)")
  }

  @Test func aShallowCloneSaysWhereHistoryEnds() throws {
    let scratch = try scratch()
    let first = try scratch.shell("git rev-parse HEAD")
    try scratch.shell(
      "echo 2 > data/x; git add .; git commit -q -m two; git clone -q --depth 1 file://$PWD clone")
    try scratch.shell("cp -r stages clone/; cp -r pipeline.yaml clone/")
    let run = try scratch.shell(
      "cd clone && FOVEA_STAGES=$PWD/stages '\(Driver.program)' run --json | tail -1")
    #expect(run.contains("\"failed\":0"), "\(run)")
    let audit = try scratch.shell(
      "cd clone && { FOVEA_STAGES=$PWD/stages '\(Driver.program)' audit \(first) 2>&1 || true; }")
    #expect(audit.contains(first.prefix(7)) || audit.contains("no"), "\(audit)")
  }

  @Test(arguments: [
    ("git update-index --split-index", "split index"), ("rm .git/HEAD; echo rubbish > .git/HEAD", ""),
    (": > .git/refs/heads/main", ""), (": > .git/index", ""),
    ("head -c 50 .git/index > t; mv t .git/index", ""),
    (
      "o=$(git rev-parse HEAD^{tree}); f=.git/objects/$(echo $o | cut -c1-2)/$(echo $o | cut -c3-); chmod 644 $f; echo x > $f",
      ""
    ),
    ("touch .git/index.lock", nil), ("git config core.fsmonitor 'touch ran-a-hook'", nil),
    ("printf '#!/bin/sh\\ntouch ran-a-hook\\n' > .git/hooks/post-index-change 2>/dev/null || true", nil),
    ("git config filter.x.clean 'touch ran-a-hook; cat'; echo '* filter=x' > .gitattributes", nil),
  ])
  func aRepositoryThatIsDamagedStopsNoResult(script: String, problem: String?) throws {
    let scratch = try scratch()
    try scratch.shell("mkdir -p .git/hooks; " + script)
    try scratch.write("dirty\n", to: "dirty.txt")
    let stamp = try stamp(scratch)
    #expect(stamp["dirty"] as? Bool == true, "what cannot be read counts as dirty")
    #expect(stamp["commit"] as? String != String(repeating: "0", count: 40))
    if let problem {
      let said = try #require(stamp["problem"] as? String, "\(stamp)")
      #expect((problem.isEmpty || said.contains(problem)) && !said.contains(scratch.root))
    } else {
      #expect(stamp["problem"] == nil && stamp["snapshot"] is String, "\(stamp)")
    }
    #expect(!scratch.exists("ran-a-hook"), "nothing that a repository configures is run")
  }

  @Test func aRepositoryOfSHA256NamesSaysSo() throws {
    let scratch = try scratch(repository: true, "--object-format=sha256")
    let stamp = try stamp(scratch)
    #expect((stamp["problem"] as? String)?.contains("SHA-256") == true, "\(stamp)")
    #expect(stamp["dirty"] as? Bool == true)
  }

  @Test func aLinkedWorktreeASubmoduleAndASparseCheckout() throws {
    let scratch = try scratch()
    try scratch.shell("git worktree add -q side")
    #expect(try stamp(scratch)["problem"] == nil)
    let inner = try self.scratch()
    try scratch.shell(
      "git -c protocol.file.allow=always submodule add -q '\(inner.root)' sub; git commit -q -m sub; echo x > sub/new"
    )
    let dirty = try stamp(scratch)
    #expect(dirty["problem"] == nil && dirty["commit"] is String, "\(dirty)")
    try scratch.shell("git sparse-checkout set --no-cone '/*' '!/sub'")
    #expect(try stamp(scratch)["commit"] is String)
  }

  // Reliability cases 67 to 69.

  @Test func aCommitThatIsGoneIsSaidToBeGone() throws {
    let scratch = try scratch()
    #expect(try scratch.fovea().code == 0)
    let lost = try scratch.shell("git rev-parse HEAD")
    try scratch.shell("echo x > data/y; git add data; git commit -q --amend -m other")
    try scratch.shell("git update-ref -d refs/fovea/commits/\(lost)")
    try scratch.shell("git reflog expire --expire=now --all; git gc -q --prune=now")
    let audit = try scratch.fovea("audit", "artifacts/two.txt")
    #expect(audit.code == 0 && audit.output.contains(lost.prefix(7)), "\(audit)")
    #expect(audit.output.contains("is not in this repository"), "\(audit)")
  }

  /// Amending or rebasing takes a commit off its branch, and git deletes in time what no reference holds.
  @Test func anAmendedCommitIsKept() throws {
    let scratch = try scratch()
    let commit = try #require(try stamp(scratch)["commit"] as? String)
    try scratch.shell("git commit -q --amend -m another --allow-empty")
    try scratch.shell("git reflog expire --expire=now --all && git gc -q --prune=now")
    #expect(try scratch.shell("git rev-parse HEAD") != commit)
    #expect(try scratch.shell("git log -1 --format=%s \(commit)") == "one")
    let audit = try scratch.fovea("audit", "artifacts/two.txt")
    #expect(audit.code == 0 && audit.output.contains(commit.prefix(10)), "\(audit)")
    #expect(!audit.output.contains("is not in this repository"), "\(audit)")
  }

  @Test func credentialsInTheRemotesAddressAreNotRecorded() throws {
    let scratch = try scratch()
    try scratch.shell("git remote add origin https://me:s3cr3tword@example.org/x.git")
    _ = try stamp(scratch)
    let found = try scratch.shell("grep -rl s3cr3tword .fovea artifacts || true")
    #expect(found.isEmpty, "\(found)")
  }

  @Test func theCommitIsThatAtTheStart() throws {
    let scratch = try scratch()
    try scratch.edit("pipeline.yaml", "target: two", "target: two\n    sandbox: off")
    let first = try scratch.shell("git rev-parse HEAD")
    try scratch.stage(
      "two",
      ChainTests.two
        + "\ncd \"$root\"; git -c user.name=a -c user.email=a@b commit -q --allow-empty -m meanwhile >&2")
    let run = try scratch.fovea()
    #expect(run.code == 0, "\(run)")
    #expect(try scratch.shell("git rev-parse HEAD") != first)
    #expect(try scratch.read("artifacts/records/two.json").contains(first))
  }

  /// Reliability case 69.
  @Test func aCommitDuringTheRunIsNoted() throws {
    let scratch = try scratch()
    let before = try scratch.shell("git rev-parse HEAD")
    try scratch.edit("pipeline.yaml", "target: two", "target: two\n    sandbox: off")
    try scratch.shell("git commit -qam sandbox")
    let start = try scratch.shell("git rev-parse HEAD")
    let script = try scratch.read("stages/two")
    try scratch.write(
      script + "cd \"$root\"; git -c user.name=a -c user.email=a@b commit -q --allow-empty -m meanwhile\n",
      to: "stages/two")
    let run = try scratch.fovea()
    #expect(run.code == 0, "\(run)")
    let newest = try scratch.read(".fovea/runs/latest/two").trimmingCharacters(in: .newlines)
    let record = try scratch.read(".fovea/runs/\(newest).json")
    let now = try scratch.shell("git rev-parse HEAD")
    #expect(now != start && start != before)
    #expect(record.contains("HEAD was moved from \(start) to \(now)"), "\(record)")
    #expect(record.contains("\"commit\": \"\(start)\""))
  }
}
