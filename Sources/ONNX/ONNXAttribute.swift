/// A setting of a node.
public enum ONNXAttribute: Sendable, Hashable {
  case integer(Int)
  case integers([Int])
  case number(Float)
  case text(String)
}
