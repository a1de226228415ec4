/// A tensor's memory as the transforms see it: its channels in one place, or in two that count as one.
///
/// Two tensors of equal samples, rows and columns stand for their concatenation, which is never written.
struct ChannelParts {
  /// One tensor: where its pixels begin and how far apart they are.
  private struct Part {
    let pointer: UnsafeMutablePointer<Float>
    let stride: Int
  }

  private let first: Part
  private let rest: Part
  /// The first channel of the second part; a multiple of 8, as large as the stride when there is none.
  private let boundary: Int
  /// The channels of both, rounded up to whole lanes.
  let stride: Int

  /// Pixels of `stride` floats.
  init(_ pointer: UnsafeMutablePointer<Float>, stride: Int) {
    first = Part(pointer: pointer, stride: stride)
    rest = first
    boundary = stride
    self.stride = stride
  }

  /// One tensor, or two of which the first has whole lanes of channels; traps otherwise.
  init(_ tensors: [Tensor]) {
    precondition(
      tensors.count == 1 || (tensors.count == 2 && tensors[0].shape.channels % Shape.lane == 0),
      "no two parts: \(tensors.map(\.shape))")
    first = Part(pointer: tensors[0].pointer, stride: tensors[0].shape.stride)
    let last = tensors[tensors.count - 1]
    rest = Part(pointer: last.pointer, stride: last.shape.stride)
    boundary = first.stride
    stride = tensors.count == 1 ? boundary : boundary + rest.stride
  }

  /// Where a channel of the first pixel lies, and the floats from one pixel to the next.
  @inline(__always)
  func place(_ channel: Int) -> (pointer: UnsafeMutablePointer<Float>, stride: Int) {
    channel < boundary
      ? (first.pointer + channel, first.stride) : (rest.pointer + (channel - boundary), rest.stride)
  }

  /// A channel's number within its own part.
  @inline(__always)
  func local(_ channel: Int) -> Int { channel < boundary ? channel : channel - boundary }
}
