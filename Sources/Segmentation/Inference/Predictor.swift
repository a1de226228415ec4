public import Tensors

/// Predicts images with a net in evaluation mode, one image at a time.
///
/// As MMSegmentation: logits at the image's size (whole, or averaged over windows), resized bilinearly to the
/// size asked for, argmax; a tie goes to the lower class. Results do not depend on the number of threads.
public struct Predictor {
  /// The net; its parameters must not change while it predicts.
  public let net: SegmentationNet
  /// Whole images or windows.
  public let mode: InferenceMode
  /// What is done to pixels first.
  public let preprocessor: Preprocessor
  /// The threads.
  public let pool: WorkerPool

  /// Creates a predictor; the default preprocessing is ImageNet's.
  public init(
    net: SegmentationNet, mode: InferenceMode, preprocessor: Preprocessor = .imageNet, pool: WorkerPool
  ) {
    self.net = net
    self.mode = mode
    self.preprocessor = preprocessor
    self.pool = pool
  }

  /// The logits of every class at every pixel, 1 × height × width × classes.
  ///
  /// The default size is the image's own. Where a UNet needs sides that are multiples of 16 (MMSegmentation
  /// refuses others), normalized zeros are added at right and bottom and their logits cut off.
  public func logits(_ image: Raster, height: Int? = nil, width: Int? = nil) -> Tensor {
    let input = preprocessor.batch([image])
    let full =
      switch mode {
      case .whole: whole(input)
      case .slide(let crop, let stride): slide(input, crop: crop, stride: stride, isGaussian: false)
      case .gaussian(let crop, let stride): slide(input, crop: crop, stride: stride, isGaussian: true)
      }
    return resize(full, height: height ?? image.height, width: width ?? image.width)
  }

  /// The softmax of the logits, 1 × height × width × classes.
  public func probabilities(_ image: Raster, height: Int? = nil, width: Int? = nil) -> Tensor {
    softmax(Variable(logits(image, height: height, width: width)), Pass(pool: pool)).value
  }

  /// The likeliest class of every pixel.
  public func prediction(_ image: Raster, height: Int? = nil, width: Int? = nil) -> Raster {
    Self.argmax(logits(image, height: height, width: width))
  }

  private func whole(_ input: Tensor) -> Tensor {
    let (height, width) = (input.shape.height, input.shape.width)
    let architecture = net.architecture
    let fitting = Self.window(
      input, rows: 0..<architecture.fittingSide(height), columns: 0..<architecture.fittingSide(width))
    let logits = net(Variable(fitting), Pass(pool: pool)).value
    let full = resize(logits, height: fitting.shape.height, width: fitting.shape.width)
    return Self.window(full, rows: 0..<height, columns: 0..<width)
  }

  /// Windows in row order, at most one window apart, so that every pixel is seen; weighted sums and weights
  /// are added in that order.
  private func slide(_ input: Tensor, crop: WindowSize, stride: WindowSize, isGaussian: Bool) -> Tensor {
    precondition(
      stride.height > 0 && stride.width > 0 && stride.height <= crop.height && stride.width <= crop.width,
      "windows of \(crop) pixels every \(stride) leave pixels out")
    let (height, width) = (input.shape.height, input.shape.width)
    var sum = WindowSum(
      input.shape.with(channels: net.architecture.classes), crop: crop, isGaussian: isGaussian)
    for y in InferenceMode.windowStarts(extent: height, crop: crop.height, stride: stride.height) {
      for x in InferenceMode.windowStarts(extent: width, crop: crop.width, stride: stride.width) {
        let window = Self.window(
          input, rows: y..<min(y + crop.height, height), columns: x..<min(x + crop.width, width))
        sum.add(whole(window), top: y, left: x)
      }
    }
    return sum.mean()
  }

  private func resize(_ tensor: Tensor, height: Int, width: Int) -> Tensor {
    if tensor.shape.height == height && tensor.shape.width == width { return tensor }
    return resized(
      Variable(tensor), height: height, width: width, alignsCorners: net.architecture.alignsCorners,
      Pass(pool: pool)
    ).value
  }

  /// Part of sample 0; what lies outside the tensor at right and bottom is zero.
  static func window(_ input: Tensor, rows: Range<Int>, columns: Range<Int>) -> Tensor {
    let shape = input.shape
    if rows == 0..<shape.height && columns == 0..<shape.width { return input }
    let window = Tensor(shape.with(height: rows.count, width: columns.count))
    let length = (min(columns.upperBound, shape.width) - columns.lowerBound) * shape.stride
    for y in rows where y < shape.height {
      (window.pointer + window.index(0, y - rows.lowerBound, 0, 0)).update(
        from: input.pointer + input.index(0, y, columns.lowerBound, 0), count: length)
    }
    return window
  }
}
