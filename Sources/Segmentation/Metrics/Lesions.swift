public import Tensors

/// The lesions of a mask: its connected components, pixels that share a side.
public struct Lesions: Sendable, Hashable {
  /// Each lesion's pixels, as places in the mask; in the order of their first pixels.
  public let pixels: [[Int]]

  /// The components of the pixels that are not 0; traps unless the mask has one channel.
  public init(of mask: Raster) {
    precondition(mask.channels == 1, "a mask has one channel, not \(mask.channels)")
    var isSeen = mask.pixels.map { $0 == 0 }
    var lesions: [[Int]] = []
    for first in mask.pixels.indices where !isSeen[first] {
      isSeen[first] = true
      var lesion = [first]
      var place = 0
      while place < lesion.count {
        let (x, y) = (lesion[place] % mask.width, lesion[place] / mask.width)
        for (column, row) in [(x, y - 1), (x - 1, y), (x + 1, y), (x, y + 1)]
        where mask.contains(column, row) {
          let index = row * mask.width + column
          if !isSeen[index] {
            isSeen[index] = true
            lesion.append(index)
          }
        }
        place += 1
      }
      lesions.append(lesion)
    }
    pixels = lesions
  }

  /// How many of the lesions share a pixel with `mask`.
  public func count(touching mask: Raster) -> Int {
    pixels.count { lesion in lesion.contains { mask.pixels[$0] != 0 } }
  }
}
