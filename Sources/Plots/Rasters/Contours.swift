public import Tensors

/// The outlines of what is set in a mask, along the edges of pixels.
public struct Contours: Equatable, Sendable {
  /// A corner of a pixel: (0, 0) is the upper left corner of the image.
  public struct Corner: Equatable, Hashable, Sendable {
    /// From the left.
    public let x: Int
    /// From the top.
    public let y: Int
  }

  /// Closed outlines without their last corner; clockwise around what is set, the other way around holes.
  public let loops: [[Corner]]

  /// Traces where pixels of `mask` that are not 0 meet those that are, or the image's border.
  ///
  /// Pixels that touch at a corner only are apart. Loops come in the order of their upper left corners.
  public init(of mask: Raster) {
    precondition(mask.channels == 1, "a mask has one channel, not \(mask.channels)")
    var edges = Edges(mask)
    var loops: [[Corner]] = []
    while let loop = edges.nextLoop() { loops.append(loop) }
    self.loops = loops
  }

  /// The outlines as data of an SVG path, in pixels; fill it with the rule `evenodd`.
  public var path: String {
    loops.map { loop in
      var text = ""
      var last = loop[0]
      for corner in loop.dropFirst() {
        text += corner.y == last.y ? "H\(corner.x)" : "V\(corner.y)"
        last = corner
      }
      return "M\(loop[0].x) \(loop[0].y)\(text)Z"
    }.joined()
  }
}

/// The directed edges around set pixels that have not been walked yet.
private struct Edges {
  /// Right, down, left, up, as bits of `leaving`.
  private static let steps = [(1, 0), (0, 1), (-1, 0), (0, -1)]

  private let columns: Int
  /// For each corner the directions in which edges leave it.
  private var leaving: [UInt8]
  private var next = 0

  init(_ mask: Raster) {
    columns = mask.width + 1
    leaving = [UInt8](repeating: 0, count: columns * (mask.height + 1))
    func isSet(_ x: Int, _ y: Int) -> Bool { mask.contains(x, y) && mask.pixels[y * mask.width + x] != 0 }
    for y in 0..<mask.height {
      for x in 0..<mask.width where mask.pixels[y * mask.width + x] != 0 {
        if !isSet(x, y - 1) { leaving[y * columns + x] |= 1 }
        if !isSet(x + 1, y) { leaving[y * columns + x + 1] |= 2 }
        if !isSet(x, y + 1) { leaving[(y + 1) * columns + x + 1] |= 4 }
        if !isSet(x - 1, y) { leaving[(y + 1) * columns + x] |= 8 }
      }
    }
  }

  /// Walks one loop from its first edge to the right; nil when none is left.
  mutating func nextLoop() -> [Contours.Corner]? {
    while next < leaving.count && leaving[next] & 1 == 0 { next += 1 }
    guard next < leaving.count else { return nil }
    let start = (x: next % columns, y: next / columns)
    var (x, y, direction) = (start.x, start.y, 0)
    var corners = [Contours.Corner(x: x, y: y)]
    while true {
      leaving[y * columns + x] &= ~(1 << direction)
      x += Self.steps[direction].0
      y += Self.steps[direction].1
      // A turn to the right first keeps pixels apart that touch at a corner.
      let turns = [1, 0, 3].map { (direction + $0) % 4 }
      guard let turn = turns.first(where: { leaving[y * columns + x] & (1 << $0) != 0 }) else { break }
      if turn != direction { corners.append(Contours.Corner(x: x, y: y)) }
      direction = turn
    }
    precondition((x, y) == start, "an outline from (\(start.x), \(start.y)) ends at (\(x), \(y))")
    return corners
  }
}
