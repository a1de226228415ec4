public import Tensors

/// Bilinear enlargement by a whole factor, without aligned corners.
public final class Upsample: Module {
  private let _factor: Int

  /// Creates an enlargement; the default doubles the extents.
  public init(factor: Int = 2) { _factor = factor }

  /// Enlarges.
  public override func callAsFunction(_ x: Variable, _ pass: Pass) -> Variable {
    resized(x, height: x.shape.height * _factor, width: x.shape.width * _factor, pass)
  }
}
