import ONNX
import Tensors

extension GraphBuilder {
  /// Channels of several values of one size, joined.
  func concatenation(_ parts: [GraphValue]) -> GraphValue {
    precondition(!parts.isEmpty, "nothing to join")
    return add(
      "Concat", parts[0], with: parts.dropFirst().map(\.name), channels: parts.reduce(0) { $0 + $1.channels },
      ["axis": .integer(1)])
  }

  /// Bilinear resizing as `Tensors.resized`.
  func resized(_ x: GraphValue, height: Int, width: Int, alignsCorners: Bool) -> GraphValue {
    if x.height == height && x.width == width { return x }
    return add(
      "Resize", x, with: ["", "", integers([height, width])], height: height, width: width,
      [
        "axes": .integers([2, 3]), "mode": .text("linear"),
        "coordinate_transformation_mode": .text(alignsCorners ? "align_corners" : "half_pixel"),
      ])
  }

  /// The largest values of windows as `Tensors.maxPooling`.
  func maxPooling(_ x: GraphValue, kernel: Int, stride: Int, padding: Int = 0) -> GraphValue {
    func side(_ extent: Int) -> Int { (extent + 2 * padding - kernel) / stride + 1 }
    return add(
      "MaxPool", x, height: side(x.height), width: side(x.width),
      [
        "kernel_shape": .integers([kernel, kernel]), "strides": .integers([stride, stride]),
        "pads": .integers([padding, padding, padding, padding]),
      ])
  }

  /// The means of `side` × `side` bins as `Tensors.averagePooling`.
  ///
  /// ONNX has no bins that overlap; where the extents are no multiples of `side`, two products with matrices
  /// of shares take the same means.
  func averagePooling(_ x: GraphValue, side: Int) -> GraphValue {
    if side == 1 { return add("GlobalAveragePool", x, height: 1, width: 1) }
    if x.height.isMultiple(of: side) && x.width.isMultiple(of: side) {
      let window = [x.height / side, x.width / side]
      return add(
        "AveragePool", x, height: side, width: side,
        ["kernel_shape": .integers(window), "strides": .integers(window)])
    }
    let rows = Self.shares(x.height, side)
    let columns = Self.shares(x.width, side)
    let transposed = (0..<x.width).map { place in columns.map { $0[place] } }
    let narrow = add("MatMul", x, with: [matrix(transposed)], width: side)
    let left = GraphValue(
      name: matrix(rows), channels: x.channels, height: side, width: side)
    return add("MatMul", left, with: [narrow.name])
  }

  /// For each bin the share of every place: 1 / length inside, 0 outside.
  private static func shares(_ extent: Int, _ bins: Int) -> [[Float]] {
    (0..<bins).map { bin in
      let range = bin * extent / bins..<((bin + 1) * extent + bins - 1) / bins
      return (0..<extent).map { range.contains($0) ? 1 / Float(range.count) : 0 }
    }
  }
}
