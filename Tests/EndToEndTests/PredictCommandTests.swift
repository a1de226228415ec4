import Checkpoints
import Foundation
import PNG
import Segmentation
import Testing

/// `fovea predict` through the real driver, with nets that never learned anything.
@Suite struct PredictCommandTests {
  private let scratch: Scratch

  init() throws {
    scratch = try Scratch("", stages: [:])
    for (name, seed) in [("one", 1), ("two", 2)] {
      let architecture = try #require(Zoo["unet_fcn"]).architecture.scaled(toWidth: 4)
      try SegmentationNet(architecture, seed: UInt64(seed)).checkpoint()
        .write(to: "\(scratch.root)/\(name).pth", as: .torch)
    }
    try FileManager.default.createDirectory(
      atPath: scratch.root + "/scans", withIntermediateDirectories: true)
    for slice in [3, 4, 5] {
      let pixels = (0..<40 * 32).map { UInt8(($0 * 7 + $0 / 40 * slice) % 251) }
      try PNGImage(width: 40, height: 32, channels: 1, pixels: pixels)
        .write(to: "\(scratch.root)/scans/S01_\(slice).png")
    }
  }

  private func predict(_ arguments: String...) throws -> Scratch.Answer {
    try scratch.start(["predict"] + arguments, environment: [:]).finish()
  }

  @Test func votesAndMeasures() throws {
    let answer = try predict(
      "--checkpoint", "one.pth", "--checkpoint", "two.pth", "--mirror", "--window", "32", "--stride", "32",
      "--spacing", "10,20,100", "scans")
    #expect(answer.code == 0, "\(answer.error)")
    #expect(answer.output == "predictions/index.html\n")
    #expect(try scratch.read("predictions/.gitignore") == "*\n", "scans are not committed by chance")
    #expect(answer.error.contains("one.pth does not say what it learned"), "\(answer.error)")
    #expect(answer.error.contains("3 scans in ") && answer.error.contains("s a scan"), "\(answer.error)")
    let scans = try scratch.read("predictions/scans.csv").split(separator: "\n").map {
      $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    }
    #expect(
      scans[0] == ["scan", "eye", "slice", "mask_width", "mask_height", "fluid_pixels", "fluid_mm2", "path"])
    #expect(scans.count == 4 && scans[1][...4] == ["S01_3", "S01", "3", "40", "32"])
    var volume = 0.0
    for line in scans.dropFirst() {
      let mask = try PNGImage(path: "\(scratch.root)/predictions/masks/\(line[0]).png")
      let set = mask.pixels.count { $0 == 255 }
      #expect(mask.pixels.count { $0 == 0 } == 40 * 32 - set && Int(line[5]) == set)
      let area = try #require(Double(line[6]))
      #expect(abs(area - Double(set) * 200e-6) < 1e-6)
      volume += area * 0.1
      let share = try PNGImage(path: "\(scratch.root)/predictions/probabilities/\(line[0]).png")
      #expect(zip(mask.pixels, share.pixels).allSatisfy { $0 == 255 ? $1 >= 127 : $1 <= 128 })
      let overlay = try PNGImage(path: "\(scratch.root)/predictions/overlays/\(line[0]).png")
      #expect((overlay.width, overlay.height, overlay.channels) == (40, 32, 3))
    }
    let eye = try scratch.read("predictions/eyes.csv").split(separator: "\n").last?.split(separator: ",")
    #expect(eye?.prefix(3) == ["S01", "3", "0"])
    #expect(abs(try #require(eye.flatMap { Double($0[3]) }) - volume) < 2e-6)
    let page = try scratch.read("predictions/index.html")
    #expect(page.contains("For research only") && page.contains("2 nets vote, each sees every scan mirrored"))
    #expect(page.components(separatedBy: "role=\"img\" aria-label=\"Scan S01_").count == 4)
    #expect(!page.contains("http://") && !page.contains("https://") && !page.contains("<script"))
  }

  @Test func withoutSpacingNothingIsInMillimetres() throws {
    let answer = try predict("--checkpoint", "one.pth", "--output", "out/here", "scans/S01_3.png")
    #expect(answer.code == 0, "\(answer.error)")
    #expect(try scratch.read("out/here/scans.csv").contains(",,scans/S01_3.png\n"))
    #expect(try scratch.read("out/here/eyes.csv") == "eye,scans,places_without_scan,fluid_mm3\n")
    #expect(try scratch.read("out/here/index.html").contains("Spacing: not known"))
  }

  @Test func numbersThatAreNoPlacesGiveNoVolume() throws {
    for day in [20_240_312, 20_240_611] {
      let scan = "\(scratch.root)/scans/S01_3.png"
      let copy = "\(scratch.root)/days/P1_\(day).png"
      try FileManager.default.createDirectory(
        atPath: scratch.root + "/days", withIntermediateDirectories: true)
      try FileManager.default.copyItem(atPath: scan, toPath: copy)
    }
    try scratch.write("a scan by another name", to: "days/P1_3.tif")
    let answer = try predict("--checkpoint", "one.pth", "--spacing", "10,20,100", "days")
    #expect(answer.error.contains("passed over, neither .png nor .mat: days/P1_3.tif"), "\(answer)")
    #expect(answer.code == 0 && answer.error.contains("P1: no volume is told"), "\(answer)")
    #expect(try scratch.read("predictions/eyes.csv") == "eye,scans,places_without_scan,fluid_mm3\n")
    #expect(try scratch.read("predictions/scans.csv").split(separator: "\n").count == 3)
    #expect(try scratch.read("predictions/index.html").contains("<h2>Eyes</h2>\n<p>P1: no volume is told"))
  }

  @Test func squaresAreTold() throws {
    let architecture = try #require(Zoo["unet_fcn"]).architecture.scaled(toWidth: 4)
    let meta = [
      "model": "unet_fcn", "scale": "1", "side": "32", "filter": "area", "window": "32", "stride": "32",
    ]
    try SegmentationNet(architecture, seed: 5).checkpoint(meta: meta.mapValues { .string($0) })
      .write(to: "\(scratch.root)/squares.safetensors", as: .safetensors)
    let squares = try predict("--checkpoint", "squares.safetensors", "--output", "a", "scans/S01_3.png")
    #expect(squares.code == 0, "\(squares)")
    #expect(try scratch.read("a/scans.csv").contains("\nS01_3,S01,3,32,32,"))
    #expect(try scratch.read("a/index.html").contains("fluid, pixels of the mask"))
    let whole = try predict(
      "--checkpoint", "squares.safetensors", "--scan-size", "--output", "b", "scans/S01_3.png")
    #expect(whole.code == 0, "\(whole)")
    #expect(try scratch.read("b/scans.csv").contains("\nS01_3,S01,3,40,32,"))
    #expect(try !scratch.read("b/index.html").contains("of the mask"))
  }

  @Test func whatVesselsTaughtIsNoFluid() throws {
    let architecture = try #require(Zoo["unet_fcn"]).architecture.scaled(toWidth: 4)
    try SegmentationNet(architecture, seed: 3).checkpoint(meta: ["origin": .string("15 photographs")])
      .write(to: "\(scratch.root)/vessels.safetensors", as: .safetensors)
    try SegmentationNet(architecture, seed: 4).checkpoint(meta: [
      "model": .string("unet_fcn"), "scale": .string("1"),
    ])
    .write(to: "\(scratch.root)/fluid.safetensors", as: .safetensors)
    let vessels = try predict("--checkpoint", "vessels.safetensors", "--output", "a", "scans/S01_3.png")
    #expect(vessels.code == 0 && vessels.error.contains("has not learned fluid but: 15 photographs"))
    #expect(try scratch.read("a/index.html").contains("has not learned fluid"))
    let fluid = try predict(
      "--checkpoint", "fluid.safetensors", "--output", "b", "--scale", "2", "scans/S01_3.png")
    #expect(fluid.code == 0 && !fluid.error.contains("learned"), "\(fluid)")
    #expect(fluid.error.contains("says scale 1.0 itself: --scale 2.0 is not used"), "\(fluid.error)")
  }

  @Test func aLinkToAnEmptyFolderIsThatFolder() throws {
    try FileManager.default.createDirectory(
      atPath: scratch.root + "/real", withIntermediateDirectories: true)
    try FileManager.default.createSymbolicLink(
      atPath: scratch.root + "/link", withDestinationPath: scratch.root + "/real")
    // What a killed run left; no process has this number.
    try scratch.write("scan", to: ".real.partial-99999999/masks/x.png")
    let answer = try predict("--checkpoint", "one.pth", "--output", "link", "scans/S01_3.png")
    #expect(answer.code == 0, "\(answer)")
    #expect(scratch.exists("real/index.html") && scratch.exists("link/index.html"))
    #expect(!scratch.exists(".real.partial-99999999"))
  }

  @Test func helpKnowsTheOptionsOfWhatIsHandedOver() throws {
    let help = try scratch.start(["help", "predict"], environment: [:]).finish()
    #expect(help.code == 0 && help.output.contains("--scan-size"), "\(help)")
  }

  @Test func refusalsLeaveEverythingAsItWas() throws {
    try scratch.write("mine", to: "full/note.txt")
    try scratch.write("no png", to: "bad/S01_9.png")
    let cases: [([String], Int32, String)] = [
      (
        ["--checkpoint", "one.pth", "--output", "full", "scans"], 1,
        "expected a new or empty folder, found 1 files"
      ),
      (
        ["--checkpoint", "one.pth", "--output", "full/note.txt/deep", "scans"], 1,
        "full/note.txt: cannot make it: a file is there"
      ),
      (["--checkpoint", "one.pth", "bad"], 1, "S01_9.png"),
      (["--checkpoint", "none.pth", "scans"], 1, "none.pth"),
      (["--checkpoint", "scans/S01_3.png", "scans"], 1, "expected a PyTorch or safetensors checkpoint"),
      (["--checkpoint", "one.pth", "--architecture", "fcn_r50", "scans"], 1, "expected weights of fcn_r50"),
      (["--checkpoint", "one.pth", "--window", "33", "scans"], 1, "window: a multiple of 16"),
      (["--checkpoint", "one.pth", "--spacing", "1,2", "scans"], 64, "expected three numbers above 0"),
      (["--checkpoint", "one.pth", "--architecture", "big", "scans"], 64, "expected one of unet_fcn"),
      (["scans"], 64, "--checkpoint"),
      (["--checkpoint", "one.pth", "--checkpoint", "one.pth", "scans"], 1, "found the bytes of one.pth"),
    ]
    let before = try FileManager.default.subpathsOfDirectory(atPath: scratch.root).sorted()
    for (arguments, code, text) in cases {
      let answer = try scratch.start(["predict"] + arguments, environment: [:]).finish()
      #expect(answer.code == code && answer.error.contains(text), "\(arguments): \(answer)")
    }
    #expect(try FileManager.default.subpathsOfDirectory(atPath: scratch.root).sorted() == before)
    #expect(try scratch.read("full/note.txt") == "mine")
  }
}
