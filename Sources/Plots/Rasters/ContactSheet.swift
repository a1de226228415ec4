public import Tensors

/// Many pictures on one sheet.
public enum ContactSheet {
  /// Lays pictures out row by row, in cells of the largest picture's size; gray ones become RGB.
  ///
  /// Traps unless there is a picture and a column. `gap` pixels of `background` stand between and around.
  public static func sheet(
    _ pictures: [Raster], columns: Int, gap: Int = 4, background: UInt8 = 32
  ) -> Raster {
    precondition(!pictures.isEmpty && columns > 0, "\(pictures.count) pictures in \(columns) columns")
    let cell = (width: pictures.map(\.width).max() ?? 0, height: pictures.map(\.height).max() ?? 0)
    let used = min(columns, pictures.count)
    let rows = (pictures.count + used - 1) / used
    var sheet = Raster(
      width: gap + used * (cell.width + gap), height: gap + rows * (cell.height + gap), channels: 3,
      filledWith: background)
    for (index, picture) in pictures.enumerated() {
      let corner = (x: gap + index % used * (cell.width + gap), y: gap + index / used * (cell.height + gap))
      let colored = Overlay.colored(picture)
      let line = picture.width * 3
      for y in 0..<picture.height {
        let start = sheet.index(corner.x, corner.y + y)
        sheet.pixels.replaceSubrange(start..<start + line, with: colored.pixels[y * line..<(y + 1) * line])
      }
    }
    return sheet
  }
}
