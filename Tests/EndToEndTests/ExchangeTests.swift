import Foundation
import Testing

/// Results for other eyes: TensorBoard's event files, and the page about two results.
@Suite struct ExchangeTests {
  static let pipeline = """
    name: exchange
    params: {rate: 0.5}
    stages:
      one:
        target: one
        params: [rate]
        metrics: {scores: artifacts/scores.json}
        plots: {overlays: artifacts/overlays/}
    """

  /// Two gray pixels, of which the second differs: 9 and 200.
  ///
  /// Made with zlib and struct of Python.
  static let images = [
    "iVBORw0KGgoAAAANSUhEUgAAAAIAAAABCAAAAADRSSBWAAAAC0lEQVR4nGNg4AQAAAwACjekDDIAAAAASUVORK5CYII=",
    "iVBORw0KGgoAAAANSUhEUgAAAAIAAAABCAAAAADRSSBWAAAAC0lEQVR4nGNgOAEAAMsAyWnIw2wAAAAASUVORK5CYII=",
  ]

  /// A stage with three losses, a score and an image.
  static func script(_ image: Int, dice: Double) -> String {
    """
    echo '{"tag":"loss","steps":[1,2,3],"values":[0.5,0.25,0.125]}' > shown/scalars.jsonl
    echo '{"dice":\(dice),"name":"x"}' > out/artifacts/scores.json
    echo '\(images[image])' | base64 -d > out/artifacts/overlays/S1.png
    """
  }

  func done() throws -> Scratch {
    let scratch = try Scratch(Self.pipeline, stages: ["one": Self.script(0, dice: 0.75)])
    #expect(try scratch.fovea().output.hasPrefix("ran 1"))
    return scratch
  }

  @Test func eventFilesHoldWhatTheStageRecorded() throws {
    let scratch = try done()
    let export = try scratch.fovea("export", "tensorboard", "artifacts/scores.json", "--json")
    let run = try #require((try export.document()["runs"] as? [[String: Any]])?.first)
    #expect(
      run["name"] as? String == "one" && run["images"] as? Int == 1 && run["points"] as? Int == 4, "\(run)")
    let folder = "\(scratch.root)/artifacts/tensorboard/one"
    let name = try #require(try FileManager.default.contentsOfDirectory(atPath: folder).first)
    let bytes = try Data(contentsOf: URL(fileURLWithPath: "\(folder)/\(name)"))
    for word in [
      "brain.Event:2", "loss", "scores/dice", "overlays/S1", "_hparams_/session_start_info", "rate",
    ] {
      #expect(bytes.range(of: Data(word.utf8)) != nil, "\(word)")
    }
    #expect(bytes.range(of: try #require(Data(base64Encoded: Self.images[0]))) != nil, "the image as it is")
    // A copy elsewhere is known by its bytes, and the same run gives the same file.
    try scratch.write(try scratch.read("artifacts/scores.json"), to: "copy.json")
    try scratch.fovea("export", "tensorboard", "copy.json", "--out", "logs")
    #expect(try Data(contentsOf: URL(fileURLWithPath: "\(scratch.root)/logs/one/\(name)")) == bytes)
    #expect(try scratch.fovea("export", "tensorboard", "nothing.json").code == 64)
    try scratch.write("nobody's", to: "other.txt")
    let unknown = try scratch.fovea("export", "tensorboard", "other.txt")
    #expect(unknown.code == 1 && unknown.error.contains("no run on record made this"), "\(unknown)")
    try scratch.expectNothingToDo()
  }

  @Test func thePageAboutTwoResultsShowsBothImagesAndTheirDifference() throws {
    let scratch = try done()
    let first = try #require(
      try FileManager.default.contentsOfDirectory(atPath: scratch.root + "/.fovea/runs").first {
        $0.hasSuffix(".json")
      }?.dropLast(5))
    try scratch.stage("one", Self.script(1, dice: 0.5))
    #expect(try scratch.fovea("run", "--set", "rate=0.25").output.hasPrefix("ran 1"))
    let diff = try scratch.fovea("diff", String(first), "one", "--html", "pages/diff.html")
    #expect(diff.code == 0 && diff.error.contains("pages/diff.html"), "\(diff)")
    let page = try scratch.read("pages/diff.html")
    for word in ["rate", "−0.25", "1 of 2 pixels differ", "class=\"wipe\""] + Self.images {
      #expect(page.contains(word), "\(word)")
    }
    #expect(page.matches(of: #/<img /#).count == 3, "old, new, difference")
    let same = try scratch.fovea("diff", "one", "one", "--html", "same.html")
    let nothing = try scratch.read("same.html")
    #expect(same.code == 0 && nothing.contains("No result differs"), "\(same)")
  }
}
