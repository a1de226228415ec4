import ContentStore
import Testing

@testable import Pipeline

@Suite struct StagingTests {
  let outputs = [
    Cell.Output(role: "f", path: "a/b/file.txt", isFolder: false, kind: .plain, place: nowhere),
    Cell.Output(role: "d", path: "a/folder", isFolder: true, kind: .plain, place: nowhere),
  ]

  @Test func takesWhatIsDeclaredAndNothingElse() throws {
    let folder = try ScratchFolder()
    let staging = Staging(folder: folder.workspace.path("s"))
    try staging.prepare(outputs)
    #expect(try staging.problems(outputs).count == 2)
    try folder.write("x", to: "s/out/a/b/file.txt")
    try folder.write("x", to: "s/out/a/folder/inner/deep.txt")
    #expect(try staging.problems(outputs).isEmpty)
    try folder.write("x", to: "s/out/a/b/other.txt")
    try folder.write("x", to: "s/stray.txt")
    let problems = try staging.problems(outputs)
    #expect(problems.count == 2 && problems[0].contains("a/b/other.txt") && problems[1].contains("stray.txt"))
  }
}
