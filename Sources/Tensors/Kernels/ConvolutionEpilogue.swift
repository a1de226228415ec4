/// What becomes of a convolution's sums as they are stored: max(sum · factor + addend, floor) for each channel.
///
/// With running statistics a normalization is a factor and an addend, so no further sweep is needed.
struct ConvolutionEpilogue {
  /// One factor a channel, zero in the padding; nil for 1.
  private let factor: Buffer?
  /// One addend a channel, zero in the padding; nil for 0.
  private let addend: Buffer?
  /// The least result; −∞ for none.
  private let floor: Lane

  /// The sums as they are, or with a bias.
  init(bias: Buffer? = nil) {
    factor = nil
    addend = bias
    floor = Lane(repeating: -.infinity)
  }

  /// A normalization with given moments, with a ReLU after it if asked.
  init(_ affine: ChannelAffine, relu: Bool) {
    let addend = Buffer(affine.factor.count)
    for c in 0..<addend.count {
      addend.pointer[c] = affine.shift.pointer[c].addingProduct(
        -affine.mean.pointer[c], affine.factor.pointer[c])
    }
    factor = affine.factor
    self.addend = addend
    floor = Lane(repeating: relu ? 0 : -.infinity)
  }

  /// Factor, addend and floor of the eight channels from `channel` on.
  @inline(__always)
  func lane(_ channel: Int) -> EpilogueLane {
    EpilogueLane(
      factor: factor.map { $0.pointer.lane(channel) } ?? Lane(repeating: 1),
      addend: addend.map { $0.pointer.lane(channel) } ?? Lane(), floor: floor)
  }

  /// Changes stored sums in place.
  func apply(to y: Tensor, _ pool: WorkerPool) {
    let (p, stride) = (y.pointer, y.shape.stride)
    pool.runBlocks(of: max(1, elementGrain / max(1, stride)), upTo: y.shape.pixels) { range in
      forRuns(range) { run in
        for c in Swift.stride(from: 0, to: stride, by: 8) {
          let lane = lane(c)
          for pixel in run { p.setLane(pixel * stride + c, lane(p.lane(pixel * stride + c))) }
        }
      }
    }
  }
}

/// An epilogue's values for eight channels.
struct EpilogueLane {
  let factor: Lane
  let addend: Lane
  let floor: Lane

  /// max(sum · factor + addend, floor); what is not a number stays so.
  @inline(__always)
  func callAsFunction(_ sum: Lane) -> Lane {
    let value = addend.addingProduct(sum, factor)
    return value.replacing(with: floor, where: value .< floor)
  }
}
