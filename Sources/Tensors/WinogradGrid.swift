/// How the pixels of a tensor are cut into tiles of 4 × 4 for F(4×4, 3×3).
///
/// A dilated convolution sees d · d interleaved grids, each of which it treats as an undilated one does a
/// whole image; tiles are counted by sample, grid, row and column. Six tiles make a group, the rows of one
/// product. The last tiles of a grid may reach beyond it, and the last group beyond the last tile.
struct WinogradGrid: Sendable {
  /// The tiles of a group.
  static let group = 6
  /// The frequencies of a tile.
  static let frequencies = 36

  let samples: Int
  let height: Int
  let width: Int
  let dilation: Int
  private let phasesY: Int
  private let phasesX: Int
  private let tilesY: Int
  private let tilesX: Int

  init(_ shape: Shape, dilation: Int) {
    samples = shape.samples
    height = shape.height
    width = shape.width
    self.dilation = dilation
    phasesY = min(dilation, height)
    phasesX = min(dilation, width)
    tilesY = WinogradGrid.tiles(height, dilation)
    tilesX = WinogradGrid.tiles(width, dilation)
  }

  private static func tiles(_ extent: Int, _ dilation: Int) -> Int {
    ((extent + dilation - 1) / dilation + 3) / 4
  }

  /// The number of tiles.
  var tiles: Int { samples * phasesY * phasesX * tilesY * tilesX }

  /// The number of groups.
  var groups: Int { (tiles + WinogradGrid.group - 1) / WinogradGrid.group }

  /// Where a tile lies.
  func place(_ tile: Int) -> WinogradPlace {
    let (upper, x) = tile.quotientAndRemainder(dividingBy: tilesX)
    let (grid, y) = upper.quotientAndRemainder(dividingBy: tilesY)
    if dilation == 1 {
      return WinogradPlace(
        sample: grid, row: 4 * y, column: 4 * x, rows: height - 4 * y, columns: width - 4 * x,
        isFirstRow: y == 0, isFirstColumn: x == 0)
    }
    let phaseX = grid % phasesX
    let phaseY = grid / phasesX % phasesY
    return WinogradPlace(
      sample: grid / phasesX / phasesY, row: phaseY + 4 * y * dilation, column: phaseX + 4 * x * dilation,
      rows: (height - phaseY + dilation - 1) / dilation - 4 * y,
      columns: (width - phaseX + dilation - 1) / dilation - 4 * x,
      isFirstRow: y == 0, isFirstColumn: x == 0)
  }
}

/// Where a tile lies: its first pixel in the image and how many pixels of its grid follow.
struct WinogradPlace {
  let sample: Int
  /// The image row of the tile's first row.
  let row: Int
  /// The image column of the tile's first column.
  let column: Int
  /// The grid's rows from the tile's first on; below 4 the tile is cut, at 0 or less it is empty.
  let rows: Int
  /// The grid's columns from the tile's first on.
  let columns: Int
  let isFirstRow: Bool
  let isFirstColumn: Bool

  /// Whether the 6 × 6 pixels under the tile all exist.
  var isInside: Bool { !isFirstRow && !isFirstColumn && rows > 4 && columns > 4 }

  /// Whether the 4 × 4 pixels of the tile all exist.
  var isWhole: Bool { rows >= 4 && columns >= 4 }

  /// The rows of the tile that exist.
  var wholeRows: Range<Int> { 0..<max(0, min(4, rows)) }

  /// The columns of the tile that exist.
  var wholeColumns: Range<Int> { 0..<max(0, min(4, columns)) }

  /// The rows of the 6 × 6 pixels that exist.
  var patchRows: Range<Int> { WinogradPlace.patch(isFirstRow, rows) }

  /// The columns of the 6 × 6 pixels that exist.
  var patchColumns: Range<Int> { WinogradPlace.patch(isFirstColumn, columns) }

  private static func patch(_ isFirst: Bool, _ left: Int) -> Range<Int> {
    let first = isFirst ? 1 : 0
    return first..<max(first, min(6, left + 1))
  }
}
