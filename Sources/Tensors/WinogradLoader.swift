import CCPU

/// Brings groups of tiles of a tensor into the transform domain.
///
/// A group's values go to `target[f · step + octet · 48 + tile · 8 + channel]`; tiles beyond the last and
/// pixels outside the tensor count as zeros.
struct WinogradLoader {
  let grid: WinogradGrid
  let source: ChannelParts
  let shape: Shape

  /// Transforms the 6 × 6 pixels under each tile of a group.
  func input(
    _ group: Int, _ target: UnsafeMutablePointer<Float>, step: Int, room: UnsafeMutablePointer<Float>
  ) {
    let patch = room + 288
    for slot in 0..<WinogradGrid.group {
      let tile = group * WinogradGrid.group + slot
      if tile >= grid.tiles {
        clear(target + 8 * slot, step)
        continue
      }
      let place = grid.place(tile)
      for octet in 0..<source.stride / 8 {
        let values = target + octet * WinogradKernel.block + 8 * slot
        let (first, rowStep, columnStep) = start(place, 8 * octet)
        let pixels = first - rowStep - columnStep
        if place.isInside {
          // The next tile's new pixels, two lines of each row at a time.
          if grid.dilation == 1 {
            prefetch(pixels + 6 * columnStep + 3 * source.local(8 * octet), rowStep, rows: 6)
          }
          WinogradTransform.input(
            pixels, rowStep: rowStep, columnStep: columnStep, values, step: step, room: room)
        } else {
          copy(
            pixels, place.patchRows, place.patchColumns, patch, width: 6, height: 6, rowStep: rowStep,
            columnStep: columnStep)
          WinogradTransform.input(patch, rowStep: 48, columnStep: 8, values, step: step, room: room)
        }
      }
    }
  }

  /// Transforms the 4 × 4 gradient pixels of each tile of a group.
  func gradient(
    _ group: Int, _ target: UnsafeMutablePointer<Float>, step: Int, room: UnsafeMutablePointer<Float>
  ) {
    let patch = room + 288
    for slot in 0..<WinogradGrid.group {
      let tile = group * WinogradGrid.group + slot
      if tile >= grid.tiles {
        clear(target + 8 * slot, step)
        continue
      }
      let place = grid.place(tile)
      for octet in 0..<source.stride / 8 {
        let values = target + octet * WinogradKernel.block + 8 * slot
        let (pixels, rowStep, columnStep) = start(place, 8 * octet)
        if place.isWhole {
          if grid.dilation == 1 {
            prefetch(pixels + 4 * columnStep + 3 * source.local(8 * octet), rowStep, rows: 4)
          }
          WinogradTransform.gradient(
            pixels, rowStep: rowStep, columnStep: columnStep, values, step: step, room: room)
        } else {
          copy(
            pixels, place.wholeRows, place.wholeColumns, patch, width: 4, height: 4, rowStep: rowStep,
            columnStep: columnStep)
          WinogradTransform.gradient(patch, rowStep: 32, columnStep: 8, values, step: step, room: room)
        }
      }
    }
  }

  /// A channel of the tile's first pixel, and the floats from one row and column of its grid to the next.
  @inline(__always)
  private func start(
    _ place: WinogradPlace, _ channel: Int
  ) -> (UnsafeMutablePointer<Float>, rowStep: Int, columnStep: Int) {
    let (first, stride) = source.place(channel)
    let pixel = (place.sample * shape.height + place.row) * shape.width + place.column
    return (first + pixel * stride, grid.dilation * shape.width * stride, grid.dilation * stride)
  }

  /// Copies the pixels that exist to a patch of lanes, zeros elsewhere.
  private func copy(
    _ pixels: UnsafeMutablePointer<Float>, _ rows: Range<Int>, _ columns: Range<Int>,
    _ patch: UnsafeMutablePointer<Float>, width: Int, height: Int, rowStep: Int, columnStep: Int
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
      for octet in 0..<source.stride / 8 {
        (target + frequency * step).setLane(octet * WinogradKernel.block, Lane())
      }
    }
  }

  private func prefetch(_ place: UnsafeMutablePointer<Float>, _ rowStep: Int, rows: Int) {
    for y in 0..<rows {
      cpu_prefetch(place + y * rowStep)
      cpu_prefetch(place + y * rowStep + 16)
    }
  }
}
