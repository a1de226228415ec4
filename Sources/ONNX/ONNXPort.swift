/// A named Float32 tensor that goes into or comes out of a graph.
public struct ONNXPort: Sendable, Hashable {
  /// An extent: a number, or a name for what the caller decides.
  public enum Extent: Sendable, Hashable {
    case fixed(Int)
    case free(String)
  }

  /// The name that callers use.
  public let name: String
  /// The extents.
  public let shape: [Extent]

  /// Creates a port.
  public init(_ name: String, shape: [Extent]) { (self.name, self.shape) = (name, shape) }
}
