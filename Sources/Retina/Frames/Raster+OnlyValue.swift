public import Tensors

extension Raster {
  /// The value of all samples where they have but one: no picture; nil where they differ, and without samples.
  public var onlyValue: UInt8? {
    guard let first = pixels.first, pixels.allSatisfy({ $0 == first }) else { return nil }
    return first
  }
}
