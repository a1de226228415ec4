internal import Foundation
internal import Provenance

/// Images are compared by `instruments`, because the driver knows nothing of pixels.
enum PixelComparison {
  private struct BadAnswer: Error, CustomStringConvertible {
    let found: String
    var description: String { "instruments pixels: expected one line of JSON, found '\(found.prefix(200))'" }
  }

  /// How many pairs one process compares: a command line is not endless.
  private static let batch = 200

  /// Compares images pair by pair; nil for two that cannot be read.
  ///
  /// - Parameter pictures: a folder for pictures of the differences, numbered in order; made when missing.
  static func compare(_ images: [Comparison.ImagePair], pictures: String?) throws -> [Comparison.Pixels?] {
    var found: [Comparison.Pixels?] = []
    for start in stride(from: 0, to: images.count, by: batch) {
      let part = images[start..<min(start + batch, images.count)]
      var arguments = ["pixels"] + part.flatMap { [$0.old, $0.new] }
      let folder = pictures.map { start == 0 ? $0 : "\($0)/\(start)" }
      if let folder {
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        arguments += ["--differences", folder]
      }
      let answer = try Instruments.output(arguments)
      guard
        let pixels = try? JSONDecoder().decode([Comparison.Pixels?].self, from: Data(answer.utf8)),
        pixels.count == part.count
      else { throw BadAnswer(found: answer) }
      found += pixels
    }
    return found
  }

  /// Where `compare` puts the picture of the pair with a number.
  static func picture(_ number: Int, in folder: String) -> String {
    let start = number / batch * batch
    return start == 0 ? "\(folder)/\(number).png" : "\(folder)/\(start)/\(number - start).png"
  }
}
