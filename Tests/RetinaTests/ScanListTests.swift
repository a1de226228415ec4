import Foundation
import MAT
import PNG
import Retina
import Tensors
import Testing

@Suite struct ScanListTests {
  private let gray = Raster(width: 3, height: 2, pixels: [0, 50, 100, 150, 200, 250])

  private func names(_ paths: [String]) throws -> [String] { try ScanList(paths: paths).scans.map(\.name) }

  @Test func foldersHoldScansAndTheirMasks() throws {
    try withTemporaryFolder { folder in
      for name in ["S03_12", "S03_12_grader1", "S03_12_mask", "other", "b_mask"] {
        try gray.writePNG(to: "\(folder)/\(name).png")
      }
      try Data("x".utf8).write(to: URL(fileURLWithPath: folder + "/notes.txt"))
      let list = try ScanList(paths: [folder])
      #expect(list.scans.map(\.name) == ["S03_12", "b_mask", "other"] && list.masks == 2)
      #expect(list.others == [folder + "/notes.txt"], "what is passed over is told")
      #expect(list.scans[0].eye == "S03" && list.scans[0].slice == 12)
      #expect(list.scans[2].eye == nil && list.scans[2].slice == nil)
      var seen = 0
      try list.forEach { _, image in
        #expect(image == gray)
        seen += 1
      }
      #expect(seen == 3)
    }
  }

  /// A combining mark joins the slash before it to one character.
  @Test func namesMayBeginWithAMark() throws {
    try withTemporaryFolder { folder in
      try gray.writePNG(to: folder + "/\u{301}S_4.png")
      let scan = try #require(try ScanList(paths: [folder]).scans.first)
      #expect(scan.name == "\u{301}S_4" && scan.eye == "\u{301}S" && scan.slice == 4)
    }
  }

  @Test func volumesNeedImagesAlone() throws {
    try withTemporaryFolder { folder in
      let file = folder + "/left.mat"
      // Columns of 2 rows; the second scan is blank.
      let values: [UInt8] = [0, 150, 50, 200, 100, 250] + Array(repeating: 0, count: 6)
      try MATFile.write(to: file) { writer in
        try writer.add("images", MATArray(dims: [2, 3, 2], values: values))
      }
      let list = try ScanList(paths: [file])
      #expect(list.scans.map(\.name) == ["left_000"] && list.blank == 1)
      #expect(list.scans[0].eye == "left" && list.scans[0].isOfVolume)
      try list.forEach { _, image in #expect(image == gray) }
      try MATFile.write(to: file) { writer in
        try writer.add("images", MATArray(dims: [2, 3, 1], values: [UInt8](repeating: 0, count: 6)))
      }
      #expect { try names([file]) } throws: { "\($0)".hasSuffix("expected scans, found 1 blank ones") }
    }
  }

  /// Black or white: what stages 1 and 2 refuse as an exam is no scan here, in a file of its own as in a volume.
  @Test func aScanOfOneValueIsBlank() throws {
    try withTemporaryFolder { folder in
      for (name, value) in [("S01_1", 0), ("S01_2", 255)] as [(String, UInt8)] {
        try Raster(width: 3, height: 2, filledWith: value).writePNG(to: "\(folder)/\(name).png")
      }
      #expect { try names([folder]) } throws: { "\($0)".hasSuffix("expected scans, found 2 blank ones") }
      try gray.writePNG(to: "\(folder)/S01_3.png")
      try MATFile.write(to: folder + "/right.mat") { writer in
        let values = [UInt8](repeating: 9, count: 6) + [0, 150, 50, 200, 100, 250]
        try writer.add("images", MATArray(dims: [2, 3, 2], values: values))
      }
      let list = try ScanList(paths: [folder])
      #expect(list.scans.map(\.name) == ["S01_3", "right_001"] && list.blank == 3)
      try list.forEach { _, image in #expect(image == gray) }
    }
  }

  @Test func grayMayBeSavedAsColors() throws {
    try withTemporaryFolder { folder in
      let file = folder + "/a.png"
      let colors: [UInt8] = gray.pixels.flatMap { [$0, $0, $0, 255] as [UInt8] }
      try PNGImage(width: 3, height: 2, channels: 4, pixels: colors).write(to: file)
      try ScanList(paths: [file]).forEach { _, image in #expect(image == gray) }
      try PNGImage(width: 3, height: 2, channels: 3, pixels: Array(0..<18)).write(to: file)
      #expect { try names([file]) } throws: {
        "\($0)" == "\(file): expected a gray scan, found the color [0, 1, 2] in row 0, column 0"
      }
    }
  }

  @Test func whatIsMissingDoubleOrForeignIsNamed() throws {
    try withTemporaryFolder { folder in
      #expect { try names([folder + "/none"]) } throws: { "\($0)".hasSuffix("found nothing") }
      #expect { try names([folder]) } throws: { "\($0)" == "\(folder): expected scans, found none" }
      let (one, two, text) = (folder + "/S_1.png", folder + "/S_01.png", folder + "/a.txt")
      for file in [one, two] { try gray.writePNG(to: file) }
      #expect { try names([one, one]) } throws: { "\($0)".contains("expected every scan's name once") }
      #expect { try names([one, two]) } throws: { "\($0)".contains("expected every place of S once") }
      try Data("x".utf8).write(to: URL(fileURLWithPath: text))
      #expect { try names([text]) } throws: { "\($0)".contains("expected a name that ends in .mat or .png") }
    }
  }

  @Test func aVolumeWithoutGapsIsAreasTimesPitch() {
    let whole = EyeFluid(eye: "a", areas: [4: 1, 5: 2, 6: 3], pitch: 100)
    #expect(abs(whole.volume - 0.6) < 1e-12 && whole.gaps == 0)
    // Scan 0 stands for 0.5 + 1 places, scan 2 for 1 + 0.5.
    let gap = EyeFluid(eye: "a", areas: [0: 1, 2: 3], pitch: 100)
    #expect(abs(gap.volume - 0.6) < 1e-12 && gap.gaps == 1)
    #expect(abs(EyeFluid(eye: "a", areas: [7: 2], pitch: 100).volume - 0.2) < 1e-12)
  }

  /// The graded scans of a Duke volume lie as far apart as these.
  @Test func numbersInNamesMayBeNoPlaces() {
    #expect(EyeFluid.doubt(places: [10, 15, 20, 25, 28, 30, 32, 35, 40, 45, 50]) == nil)
    #expect(EyeFluid.doubt(places: [4, 5, 6]) == nil && EyeFluid.doubt(places: [0, 7, 14]) == nil)
    let cases = [
      ([1, 2], "three scans at least"), ([2019, 2021, 2023], "up to 1024 (EYE_NUMBER.png), found 2023"),
      ([101, 212, 323], "every fifth place (EYE_NUMBER.png), found 3 for 223"),
    ]
    for (places, words) in cases {
      #expect(EyeFluid.doubt(places: places)?.contains(words) == true, "\(places)")
    }
  }
}
