import Foundation
import PNG
import Retina
import Tensors
import Testing

/// What a researcher brings: folders and volumes of one's own through the real stages 1 to 3.
@Suite struct OwnDataTests {
  /// Two subjects of three scans each, gray noise with a cyst, as `images/` and `masks/` in `own`.
  private func workspace() throws -> Scratch {
    let scratch = try WholePipelineTests.workspace()
    for (subject, scan) in [1, 2].flatMap({ subject in [0, 2, 3].map { (subject, $0) } }) {
      let name = "S0\(subject)_\(scan).png"
      try Self.image(subject, scan).writePNG(to: place("images/\(name)", in: scratch))
      try Self.mask(scan).writeMask(to: place("masks/\(name)", in: scratch))
    }
    return scratch
  }

  private func place(_ name: String, in scratch: Scratch) throws -> String {
    let path = "\(scratch.root)/own/\(name)"
    try FileManager.default.createDirectory(
      atPath: URL(fileURLWithPath: path).deletingLastPathComponent().path, withIntermediateDirectories: true)
    return path
  }

  private static func image(_ subject: Int, _ scan: Int) -> Raster {
    Raster(width: 48, height: 64, pixels: (0..<48 * 64).map { UInt8(($0 * 31 + subject * 7 + scan) % 251) })
  }

  private static func mask(_ scan: Int) -> Raster {
    var mask = Raster(width: 48, height: 64)
    for y in 20..<30 { for x in 10 + scan..<20 { mask[x, y] = 1 } }
    return mask
  }

  private func run(_ scratch: Scratch, _ cell: String, _ settings: [String]) throws -> Scratch.Answer {
    let all = ["split.folds=2", "preprocess.side=32"] + settings
    return try WholePipelineTests().fovea(scratch, ["run", cell] + all.flatMap { ["--set", $0] })
  }

  private let folder = ["data.source=folder", "data.path=own"]

  @Test func everyPixelOfAFolderArrives() throws {
    let scratch = try workspace()
    let first = try run(scratch, "split", folder)
    #expect(first.code == 0 && first.output.hasPrefix("ran 3"), "\(first)")
    let frames = try FrameSet(folder: scratch.root + "/artifacts/2_preprocess/full")
    let graded = frames.manifest.graded
    #expect(
      graded.map(\.id.description)
        == ["1", "2"].flatMap { s in ["0", "2", "3"].map { "Subject_0\(s)_00\($0)" } })
    for frame in graded {
      let (subject, scan) = (frame.id.subject.number, frame.id.slice)
      #expect(try frames.image(frame.id) == Self.image(subject, scan))
      #expect(try frames.mask(frame.id) == Self.mask(scan))
      #expect(try !frames.isGraded(frame.id, by: 2))
    }
    let split = try ChosenFold(path: scratch.root + "/artifacts/3_split/split.json").split
    #expect(split.folds.map(\.name) == ["S1", "S2"] && !split.leaksSubjects)
    let second = try run(scratch, "split", folder)
    #expect(second.output.contains("nothing to do") || second.output.hasPrefix("ran 0"), "\(second)")
  }

  @Test func nothingIsLeftOutWithoutAWord() throws {
    let scratch = try workspace()
    func complaint(_ settings: [String], _ cell: String = "setup") throws -> String {
      let answer = try run(scratch, cell, settings)
      return answer.code == 0 ? "accepted" : answer.error
    }
    #expect(try complaint(["data.path=own"]).contains("parameter data.source: expected duke"))
    #expect(
      try complaint(folder + ["pretraining.fluid=./own"]).contains(
        "pretraining.fluid: expected scans of other eyes"))
    #expect(
      try complaint([
        "data.source=url", "data.url=file:///a.zip", "data.sha256=\(String(repeating: "a", count: 64))",
      ])
      .contains("parameter data.url: expected an address"))
    #expect(
      try complaint(["data.source=url", "data.url=http://localhost/a.zip", "data.sha256=abc"])
        .contains("parameter data.sha256: expected 64 hex digits, found abc"))
    #expect(
      try complaint(["data.url=http://localhost/a.zip"]).contains(
        "data.source: expected url, as data.url is given"))
    #expect(
      try complaint(folder + ["split.folds=3"], "split").contains("split.folds of 2 to 2 for 2 subjects"))
    #expect(
      try complaint(folder + ["trials.window=[9, 48]"], "split").contains(
        "below 48, the scans' width, found [9, 48]"))
    try Self.image(3, 0).writePNG(to: place("images/P1_v3_0.png", in: scratch))
    #expect(try complaint(folder).contains("own/masks/P1_v3_0.png: expected a file of that name"))
    try Self.mask(0).writeMask(to: place("masks/P1_v3_0.png", in: scratch))
    #expect(try complaint(folder).contains("expected a name that begins as"), "a visit is no subject")
  }

  @Test func volumesOfOtherNamesAreNotPassedOver() throws {
    let scratch = try workspace()
    let phantoms = [
      "phantom.subjects=3", "phantom.graded=2", "phantom.slices=3", "phantom.height=64", "phantom.width=64",
    ]
    #expect(try run(scratch, "setup", phantoms).code == 0)
    try FileManager.default.copyItem(
      atPath: scratch.root + "/artifacts/1_setup/volumes", toPath: scratch.root + "/duke")
    let duke = ["data.source=duke", "data.path=duke"]
    #expect(try run(scratch, "split", duke).code == 0)
    try FileManager.default.moveItem(
      atPath: scratch.root + "/duke/Subject_03.mat", toPath: scratch.root + "/duke/subject_03.MAT")
    let answer = try run(scratch, "setup", duke)
    #expect(
      answer.code == 1 && answer.error.contains("duke/subject_03.MAT: expected a name like Subject_01.mat"),
      "\(answer)")
  }
}
