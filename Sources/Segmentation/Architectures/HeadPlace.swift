/// Where a head sits in a net: which feature map it reads and what comes out.
struct HeadPlace {
  /// The property's key, which names the head's dropout masks.
  let name: String
  let featureIndex: Int
  let outputs: Int
  let dropout: Float
  let alignsCorners: Bool
}
