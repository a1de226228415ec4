/// A Float32 tensor in N, H, W, C order, its channel stride rounded up to whole lanes of 8.
///
/// The lanes between `shape.channels` and `shape.stride` hold zeros: every operation relies on it and
/// keeps it. A tensor is written once, by the operation that makes it, and only read afterwards.
public final class Tensor: @unchecked Sendable {
  /// The extents.
  public let shape: Shape
  /// The float of sample 0, row 0, column 0, channel 0; valid while this object lives.
  public let pointer: UnsafeMutablePointer<Float>
  /// Whose memory it is, where it is another tensor's.
  private let owner: Tensor?

  /// Creates a tensor of zeros.
  public convenience init(_ shape: Shape) {
    self.init(uninitialized: shape)
    pointer.update(repeating: 0, count: shape.count)
  }

  /// Creates a tensor that the caller must write, padding included.
  init(uninitialized shape: Shape) {
    self.shape = shape
    pointer = Memory.take(shape.count)
    owner = nil
  }

  /// Part of `owner`, from float `place` on.
  private init(_ shape: Shape, of owner: Tensor, from place: Int) {
    self.shape = shape
    self.owner = owner
    pointer = owner.pointer + place
  }

  /// Creates a tensor from values in N, C, H, W order, the order of PyTorch's files.
  ///
  /// Traps unless there are N · C · H · W values.
  public convenience init(_ shape: Shape, nchw values: [Float]) {
    precondition(
      values.count == shape.pixels * shape.channels,
      "\(values.count) values do not fill a tensor of \(shape)")
    self.init(shape)
    let plane = shape.height * shape.width
    for sample in 0..<shape.samples {
      for channel in 0..<shape.channels {
        let source = (sample * shape.channels + channel) * plane
        for pixel in 0..<plane {
          pointer[(sample * plane + pixel) * shape.stride + channel] = values[source + pixel]
        }
      }
    }
  }

  /// Creates a tensor of one pixel and one channel.
  public convenience init(scalar: Float) {
    self.init(Shape(height: 1, width: 1, channels: 1))
    pointer[0] = scalar
  }

  deinit {
    if owner == nil { Memory.give(pointer, shape.count) }
  }

  /// The place of a value in memory.
  public func index(_ sample: Int, _ y: Int, _ x: Int, _ channel: Int) -> Int {
    ((sample * shape.height + y) * shape.width + x) * shape.stride + channel
  }

  /// The value at sample, row, column and channel; for edges and tests, not for loops.
  public subscript(sample: Int, y: Int, x: Int, channel: Int) -> Float {
    get { pointer[index(sample, y, x, channel)] }
    set { pointer[index(sample, y, x, channel)] = newValue }
  }

  /// The first value; the value of a loss.
  public var scalar: Float { pointer[0] }

  /// The values in N, C, H, W order without padding.
  public var nchw: [Float] {
    let plane = shape.height * shape.width
    var values = [Float](repeating: 0, count: shape.pixels * shape.channels)
    for sample in 0..<shape.samples {
      for channel in 0..<shape.channels {
        let target = (sample * shape.channels + channel) * plane
        for pixel in 0..<plane {
          values[target + pixel] = pointer[(sample * plane + pixel) * shape.stride + channel]
        }
      }
    }
    return values
  }

  /// Samples `range` in the same memory: what is written to them is written here.
  public func samples(_ range: Range<Int>) -> Tensor {
    precondition(
      range.lowerBound >= 0 && range.upperBound <= shape.samples, "samples \(range) of a tensor of \(shape)")
    return Tensor(
      Shape(samples: range.count, height: shape.height, width: shape.width, channels: shape.channels),
      of: self, from: range.lowerBound * shape.height * shape.width * shape.stride)
  }
}
