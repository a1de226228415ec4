import ArgumentParser
import Foundation
import PNG

/// `pixels`: how images differ; started by `fovea diff`, which knows nothing of images.
struct PixelsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "pixels", abstract: "Compare PNG images, two by two; one JSON document.")

  @Argument(help: "Images: old, new, old, new, …") var images: [String]
  @Option(help: "A folder for pictures of the differences: 0.png, 1.png, …") var differences: String?

  func validate() throws {
    guard images.count.isMultiple(of: 2) else {
      throw ValidationError("expected an even number of images, found \(images.count)")
    }
  }

  func run() throws {
    try answering {
      var found: [PixelDifference?] = []
      for index in stride(from: 0, to: images.count, by: 2) {
        found.append(try compare(images[index], images[index + 1], number: index / 2))
      }
      let encoder = JSONEncoder()
      encoder.outputFormatting = [.sortedKeys]
      Output.print(String(decoding: try encoder.encode(found), as: UTF8.self))
    }
  }

  /// Nil for two files of which one is no image that can be read exactly.
  private func compare(_ old: String, _ new: String, number: Int) throws -> PixelDifference? {
    let before: PNGImage
    let now: PNGImage
    do {
      (before, now) = (try PNGImage(path: old), try PNGImage(path: new))
    } catch let error as PNGError {
      Output.note("\(error)")
      return nil
    }
    if let differences, let picture = PixelDifference.picture(before, now) {
      try picture.write(to: "\(differences)/\(number).png")
    }
    return PixelDifference(before, now)
  }
}
