import Foundation
import Retina
import Testing

@Suite struct ImagePairsTests {
  private func complaint(_ files: [String]) throws -> String {
    try withTemporaryFolder { folder in
      for name in ["images", "masks"] {
        try FileManager.default.createDirectory(
          atPath: "\(folder)/\(name)", withIntermediateDirectories: true)
      }
      for file in files { try Data().write(to: URL(fileURLWithPath: "\(folder)/\(file)")) }
      do {
        return try ImagePairs(folder: folder).names.joined(separator: " ")
      } catch {
        return "\(error)".replacing(folder, with: "F")
      }
    }
  }

  @Test func pairsAreListedWhateverFileManagersLeave() throws {
    let files = ["images/b.png", "images/A.PNG", "masks/b.png", "masks/A.PNG"]
    #expect(try complaint(files + ["images/.DS_Store", "masks/Thumbs.db"]) == "A.PNG b.png")
  }

  @Test func nothingIsLeftOutWithoutAWord() throws {
    let pair = ["images/b.png", "masks/b.png"]
    #expect(try complaint([]) == "F/images: expected PNG files, found none")
    #expect(
      try complaint(pair + ["images/c.png"])
        == "F/masks/c.png: expected a file of that name, as in images/, found none")
    #expect(
      try complaint(pair + ["masks/c.png", "masks/d.png"])
        == "F/images/c.png: expected a file of that name, as in masks/, found none (nor those of 1 others)")
    #expect(
      try complaint(pair + ["images/c.tif"])
        == "F/images/c.tif: expected PNG files only, named .png, found c.tif")
    #expect(throws: RetinaError.self) { try ImagePairs(folder: "/nowhere") }
  }
}
