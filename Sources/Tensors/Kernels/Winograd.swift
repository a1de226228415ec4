/// Convolutions of 3 × 3 kernels, stride 1, by Winograd's F(4×4, 3×3): a quarter of the multiplications.
///
/// Results differ from the direct chain by about 10⁻⁵ of the largest value, so narrow layers, where there is
/// little to gain, are computed directly. The sums over channels and over tiles are chains in ascending
/// order, and tiles are cut by sample: bits depend neither on threads nor, for outputs, on the batch.
enum Winograd {
  /// Tiles that a task transforms and multiplies at once.
  private static let taskTiles = 48

  /// Whether a layer is wide and large enough to gain.
  static func pays(_ window: Window, inputs: Int, output: Shape) -> Bool {
    let isPlain =
      window.height == 3 && window.width == 3 && window.step == 1 && window.dilation == 1
      && window.spread == 1
    let tiles = (output.height + 3) / 4 * ((output.width + 3) / 4)
    // Tiles of one sample are counted, so that the choice does not depend on the batch.
    return isPlain && inputs >= 32 && output.channels >= 32 && tiles >= 16
  }

  /// Sums under the window: a forward pass or, with turned weights, a backward pass to the data.
  static func correlate(
    _ source: Tensor, padding: Int, _ weights: WinogradWeights, bias: Buffer?, _ output: Tensor,
    _ pool: WorkerPool
  ) {
    let (from, to) = (source.shape.stride, output.shape.stride)
    let tiles = WinogradTiles(output.shape)
    let products = weights.panels(pool).map {
      GatherProduct(segments: [0], length: source.shape.channels, panels: $0, bias: nil)
    }
    let start = bias ?? Buffer(to)
    let offsets = (0..<taskTiles).map { $0 * from }
    pool.runBlocks(of: taskTiles, upTo: tiles.count) { range in
      let v = Buffer(uninitialized: 36 * taskTiles * from)
      let m = Buffer(uninitialized: 36 * taskTiles * to)
      tiles.transformInput(source, padding: padding, range, v.pointer, perFrequency: taskTiles * from)
      offsets.withUnsafeBufferPointer { offsets in
        for f in 0..<36 {
          products[f].run(
            v.pointer + f * taskTiles * from, rows: UnsafeBufferPointer(rebasing: offsets[0..<range.count]),
            m.pointer + f * taskTiles * to)
        }
      }
      tiles.transformOutput(m.pointer, perFrequency: taskTiles * to, range, bias: start, output)
    }
  }

  /// Adds the derivative with respect to the weights (O, I, 3, 3) to their gradient.
  static func addWeightGradient(
    _ source: Tensor, padding: Int, _ gradient: Tensor, _ weight: Parameter, _ pool: WorkerPool
  ) {
    let (inputs, columns) = (source.shape.channels, gradient.shape.stride)
    let (from, tiles) = (source.shape.stride, WinogradTiles(gradient.shape))
    let superblock = 192
    let sums = Buffer(36 * inputs * columns)
    // Kernels may read a few floats beyond the last row.
    let v = Buffer(36 * superblock * from + 16)
    let z = Buffer(uninitialized: 36 * superblock * columns)
    for first in stride(from: 0, to: tiles.count, by: superblock) {
      let count = min(superblock, tiles.count - first)
      pool.runBlocks(of: 16, upTo: count) { range in
        let block = first + range.lowerBound..<first + range.upperBound
        tiles.transformInput(
          source, padding: padding, block, v.pointer + range.lowerBound * from,
          perFrequency: superblock * from)
        tiles.transformGradient(
          gradient, block, z.pointer + range.lowerBound * columns, perFrequency: superblock * columns)
      }
      let path = OuterTile.Path(
        rows: 1, columns: count, aColumn: from, aRow: 0, bColumn: columns, bRow: 0)
      pool.run(36) { f in
        for column in stride(from: 0, to: columns, by: 16) {
          OuterTile.block(
            v.pointer + f * superblock * from, z.pointer + f * superblock * columns + column, path,
            sums.pointer + f * inputs * columns + column, height: inputs, width: min(16, columns - column),
            stride: columns)
        }
      }
    }
    WinogradWeights(weight, isTurned: false).addGradient(sums, columns: columns, pool)
  }
}
