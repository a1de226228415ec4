import Foundation
import Retina
import Tensors
import Testing

@testable import Experiment

@Suite struct PretrainingImagesTests {
  private func with<Result>(_ body: (String) throws -> Result) throws -> Result {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString).path
    for name in ["images", "masks"] {
      try FileManager.default.createDirectory(atPath: "\(folder)/\(name)", withIntermediateDirectories: true)
    }
    defer { try? FileManager.default.removeItem(atPath: folder) }
    return try body(folder)
  }

  @Test func foldersAreReadInOrderBlueFirst() throws {
    try with { folder in
      for name in ["b", "a"] {
        let value: UInt8 = name == "a" ? 10 : 20
        try Raster(width: 2, height: 1, channels: 3, pixels: [value, 2, 3, 4, 5, 6])
          .writePNG(to: "\(folder)/images/\(name).png")
        try Raster(width: 2, height: 1, pixels: [0, 1]).writeMask(to: "\(folder)/masks/\(name).png")
      }
      let images = try PretrainingImages(vesselFolder: folder)
      #expect(images.frames.map(\.image.pixels) == [[3, 2, 10, 6, 5, 4], [3, 2, 20, 6, 5, 4]])
      #expect(images.frames.map(\.labels.pixels) == [[0, 1], [0, 1]])
      #expect(images.name == "2 fundus photographs (vessels)")
      #expect(throws: RetinaError.self, "colors are no scans") { try PretrainingImages(fluidFolder: folder) }
    }
  }

  @Test func foldersWithoutImagesOrMasksAreRefused() throws {
    try with { folder in
      #expect(throws: RetinaError.self) { try PretrainingImages(fluidFolder: folder) }
      #expect(throws: RetinaError.self) { try PretrainingImages(vesselFolder: folder + "/none") }
      try Raster(width: 3, height: 2, filledWith: 9).writePNG(to: "\(folder)/images/a.png")
      #expect(throws: RetinaError.self) { try PretrainingImages(fluidFolder: folder) }
      try Raster(width: 2, height: 2).writeMask(to: "\(folder)/masks/a.png")
      #expect(
        throws: ExperimentError.file(
          path: "\(folder)/masks/a.png", expected: "3×2 like its image", found: "2×2")
      ) { try PretrainingImages(fluidFolder: folder) }
    }
  }

  @Test func phantomsAreTheSameForTheSameSeed() {
    let one = PretrainingImages(fluidPhantoms: 5, height: 64, width: 64, seed: 3)
    #expect(one.frames.count == 5 && one.frames.contains { $0.labels.pixels.contains(1) })
    #expect(one.frames == PretrainingImages(fluidPhantoms: 5, height: 64, width: 64, seed: 3).frames)
    #expect(one.frames != PretrainingImages(fluidPhantoms: 5, height: 64, width: 64, seed: 4).frames)
    #expect(PretrainingImages(vesselPhantoms: 2, side: 64, seed: 3).frames.count == 2)
  }
}
