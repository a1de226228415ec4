import CCPU

/// Brings groups of tiles of a tensor into the transform domain.
///
/// A group's values go to `target[f · step + octet · 48 + tile · 8 + channel]`; tiles beyond the last and
/// pixels outside the tensor count as zeros.
struct WinogradLoader {
  let grid: WinogradGrid
  let source: UnsafeMutablePointer<Float>
  let shape: Shape

  private var columnStep: Int { grid.dilation * shape.stride }
  private var rowStep: Int { grid.dilation * shape.width * shape.stride }

  /// Transforms the 6 × 6 pixels under each tile of a group.
  func input(
    _ group: Int, _ target: UnsafeMutablePointer<Float>, step: Int, room: UnsafeMutablePointer<Float>
  ) {
    let (rowStep, columnStep, patch) = (rowStep, columnStep, room + 288)
    for slot in 0..<WinogradGrid.group {
      let tile = group * WinogradGrid.group + slot
      if tile >= grid.tiles {
        clear(target + 8 * slot, step)
        continue
      }
      let place = grid.place(tile)
      let pixels = start(place) - rowStep - columnStep
      for octet in 0..<shape.stride / 8 {
        let values = target + octet * WinogradKernel.block + 8 * slot
        if place.isInside {
          // The next tile's new pixels, two lines of each row at a time.
          if grid.dilation == 1 { prefetch(pixels + 6 * columnStep + 32 * octet, rows: 6) }
          WinogradTransform.input(
            pixels + 8 * octet, rowStep: rowStep, columnStep: columnStep, values, step: step, room: room)
        } else {
          copy(pixels + 8 * octet, place.patchRows, place.patchColumns, patch, width: 6, height: 6)
          WinogradTransform.input(patch, rowStep: 48, columnStep: 8, values, step: step, room: room)
        }
      }
    }
  }

  /// Transforms the 4 × 4 gradient pixels of each tile of a group.
  func gradient(
    _ group: Int, _ target: UnsafeMutablePointer<Float>, step: Int, room: UnsafeMutablePointer<Float>
  ) {
    let (rowStep, columnStep, patch) = (rowStep, columnStep, room + 288)
    for slot in 0..<WinogradGrid.group {
      let tile = group * WinogradGrid.group + slot
      if tile >= grid.tiles {
        clear(target + 8 * slot, step)
        continue
      }
      let place = grid.place(tile)
      let pixels = start(place)
      let (rows, columns) = (0..<max(0, min(4, place.rows)), 0..<max(0, min(4, place.columns)))
      for octet in 0..<shape.stride / 8 {
        let values = target + octet * WinogradKernel.block + 8 * slot
        if place.isWhole {
          if grid.dilation == 1 { prefetch(pixels + 4 * columnStep + 32 * octet, rows: 4) }
          WinogradTransform.gradient(
            pixels + 8 * octet, rowStep: rowStep, columnStep: columnStep, values, step: step, room: room)
        } else {
          copy(pixels + 8 * octet, rows, columns, patch, width: 4, height: 4)
          WinogradTransform.gradient(patch, rowStep: 32, columnStep: 8, values, step: step, room: room)
        }
      }
    }
  }

  /// The tile's first pixel.
  private func start(_ place: WinogradPlace) -> UnsafeMutablePointer<Float> {
    source + ((place.sample * shape.height + place.row) * shape.width + place.column) * shape.stride
  }

  /// Copies the pixels that exist to a patch of lanes, zeros elsewhere.
  private func copy(
    _ pixels: UnsafeMutablePointer<Float>, _ rows: Range<Int>, _ columns: Range<Int>,
    _ patch: UnsafeMutablePointer<Float>, width: Int, height: Int
  ) {
    patch.update(repeating: 0, count: width * height * 8)
    for y in rows {
      let line = pixels + y * rowStep
      for x in columns { patch.setLane(8 * (y * width + x), line.lane(x * columnStep)) }
    }
  }

  /// Writes the zeros of a tile that does not exist.
  private func clear(_ target: UnsafeMutablePointer<Float>, _ step: Int) {
    for frequency in 0..<WinogradGrid.frequencies {
      for octet in 0..<shape.stride / 8 {
        (target + frequency * step).setLane(octet * WinogradKernel.block, Lane())
      }
    }
  }

  private func prefetch(_ place: UnsafeMutablePointer<Float>, rows: Int) {
    for y in 0..<rows {
      cpu_prefetch(place + y * rowStep)
      cpu_prefetch(place + y * rowStep + 16)
    }
  }
}
