import Digest
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
    let page = try scratch.read("artifacts/report/preprocess.html")
    #expect(page.contains(">–</td>"), "a grader who did not look marked no area of 0: \(page)")
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
    let unread = try complaint(["pretraining.fluid=own"], "origins@fluid")
    #expect(
      unread.contains("pretraining.source: expected folder, as pretraining.fluid is given"), "\(unread)")
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
    #expect(try complaint(folder).contains("an eye or a visit belongs into"), "a visit is no subject")
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

  /// The same pictures under other names: an exam that nets have learned already.
  @Test func whatWasLearnedBeforeIsNoExam() throws {
    let scratch = try workspace()
    for kind in ["images", "masks"] {
      try FileManager.default.createDirectory(
        atPath: "\(scratch.root)/other/\(kind)", withIntermediateDirectories: true)
      for name in try FileManager.default.contentsOfDirectory(atPath: "\(scratch.root)/own/\(kind)") {
        try FileManager.default.copyItem(
          atPath: "\(scratch.root)/own/\(kind)/\(name)", toPath: "\(scratch.root)/other/\(kind)/x\(name)")
      }
    }
    let answer = try run(
      scratch, "recipe@S1-1",
      folder + [
        "pretraining.source=folder", "pretraining.fluid=other", "origins.iterations=1", "trials.iterations=1",
        "recipe.width=2", "recipe.band=64", "recipe.crop=32", "recipe.batch=1",
      ])
    #expect(answer.code == 1, "\(answer)")
    #expect(answer.error.contains("found scan Subject_01_000 among the images of pretraining"), "\(answer)")
  }

  /// Served from a folder of its own by python3's web server.
  @Test(.enabled(if: FileManager.default.isExecutableFile(atPath: "/usr/bin/python3"), "needs python3"))
  func anArchiveHoldsOneFolderOfDataAndComesWhole() throws {
    let scratch = try workspace()
    let script = """
      import http.server, os, threading, zipfile, sys
      os.chdir(sys.argv[1])
      def pack(name, folders):
          with zipfile.ZipFile(name, "w") as archive:
              for folder in folders:
                  for kind in ("images", "masks"):
                      for file in os.listdir("own/" + kind):
                          archive.write(f"own/{kind}/{file}", f"{folder}/{kind}/{file}")
                          archive.writestr(f"__MACOSX/{folder}/{kind}/._{file}", "shadow")
      pack("one.download", ["data"])
      pack("two.zip", ["test", "train"])
      pack("cut.zip", ["data"])
      class Cutting(http.server.SimpleHTTPRequestHandler):
          cuts = 0
          def do_GET(self):
              if self.path != "/cut.zip" or Cutting.cuts == 1:
                  return super().do_GET()
              Cutting.cuts += 1
              whole = open("cut.zip", "rb").read()
              self.send_response(200)
              self.send_header("Content-Length", str(len(whole)))
              self.end_headers()
              self.wfile.write(whole[:len(whole) // 2])
      server = http.server.HTTPServer(("127.0.0.1", 0), Cutting)
      print(server.server_port, flush=True)
      server.serve_forever()
      """
    let server = Process()
    server.executableURL = URL(fileURLWithPath: "/usr/bin/python3")
    server.arguments = ["-c", script, scratch.root]
    let output = Pipe()
    server.standardOutput = output
    server.standardError = FileHandle.nullDevice
    try server.run()
    // A parent that ignores SIGTERM has children that do.
    defer { kill(server.processIdentifier, SIGKILL) }
    let port = String(decoding: output.fileHandleForReading.availableData, as: UTF8.self)
      .trimmingCharacters(in: .whitespacesAndNewlines)
    func answer(_ name: String) throws -> Scratch.Answer {
      let bytes = try Data(contentsOf: URL(fileURLWithPath: "\(scratch.root)/\(name)"))
      let digest = SHA256Digest(of: [UInt8](bytes)).hex
      return try run(
        scratch, "setup",
        ["data.source=url", "data.url=http://127.0.0.1:\(port)/\(name)", "data.sha256=\(digest)"])
    }
    let one = try answer("one.download")
    #expect(one.code == 0, "known by its bytes, shadows passed over: \(one)")
    #expect(try Volume.files(in: scratch.root + "/artifacts/1_setup/volumes").count == 2)
    let two = try answer("two.zip")
    #expect(two.code == 1 && two.error.contains("found test, train; unpack it and name one"), "\(two)")
    let cut = try answer("cut.zip")
    #expect(cut.code == 1 && cut.error.contains("cut.zip: curl:"), "half of it is none of it: \(cut)")
    let whole = try answer("cut.zip")
    #expect(whole.code == 0, "a server that cannot go on in the middle sends it all again: \(whole)")
  }
}
