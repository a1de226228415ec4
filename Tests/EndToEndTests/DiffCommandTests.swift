import Foundation
import PNG
import Testing

/// `fovea diff` of images, through the real driver and its instruments.
@Suite struct DiffCommandTests {
  private let scratch: Scratch
  /// The runs that made the images, oldest first.
  private let runs: [String]

  /// Three images: the second differs from the first in one pixel, the third in its size.
  init() throws {
    scratch = try Scratch(
      """
      name: images
      params: {n: 1}
      stages:
        one: {target: one, deps: {given: given}, params: [n], outs: {mask: artifacts/mask.png}}
      """,
      stages: [
        "one": """
        n=$(grep -o '"n":[0-9]' context.json | cut -d: -f2)
        cp "$root/given/$n.png" out/artifacts/mask.png
        """
      ])
    try FileManager.default.createDirectory(
      atPath: scratch.root + "/given", withIntermediateDirectories: true)
    for (number, (width, first)) in [(4, 0), (4, 255), (5, 0)].enumerated() {
      let pixels = [UInt8(first)] + [UInt8](repeating: 9, count: width * 3 - 1)
      try PNGImage(width: width, height: 3, channels: 1, pixels: pixels)
        .write(to: "\(scratch.root)/given/\(number + 1).png")
    }
    for number in 1...3 { #expect(try scratch.fovea("run", "--set", "n=\(number)").code == 0) }
    let log = try scratch.fovea("log", "one", "--json").document()
    let found = try #require(log["runs"] as? [[String: Any]]).compactMap { $0["run"] as? String }
    runs = found.reversed()
    try #require(runs.count == 3)
  }

  @Test func imagesAreComparedPixelByPixel() throws {
    let answer = try scratch.fovea("diff", runs[0], runs[1], "--pictures", "pics", "--html", "diff.html")
    #expect(answer.code == 0 && answer.output.contains("1 of 12 pixels differ by at most 255"), "\(answer)")
    let picture = try PNGImage(path: "\(scratch.root)/pics/0.png")
    #expect((picture.width, picture.height) == (4, 3))
    #expect(try scratch.read("diff.html").contains("1 of 12 pixels differ"))
  }

  /// A picture of an earlier comparison says nothing of this one, and files of others are left alone.
  @Test func picturesGoIntoAFolderOfTheirOwn() throws {
    #expect(try scratch.fovea("diff", runs[0], runs[1], "--pictures", "pics").code == 0)
    let taken = try scratch.fovea("diff", runs[0], runs[2], "--pictures", "given", "--html", "other.html")
    #expect(taken.code == 1 && taken.error.contains("given: expected no such file or folder"), "\(taken)")
    #expect(scratch.exists("given/1.png") && !scratch.exists("other.html"))
    let answer = try scratch.fovea("diff", runs[0], runs[2], "--pictures", "more", "--html", "other.html")
    #expect(answer.code == 0 && answer.output.contains("images of two sizes"), "\(answer)")
    #expect(scratch.exists("more") && !scratch.exists("more/0.png") && scratch.exists("pics/0.png"))
    #expect(try scratch.fovea("diff", runs[0], runs[2], "--html", "fresh.html").code == 0)
    #expect(try scratch.read("other.html") == scratch.read("fresh.html"))
  }
}
