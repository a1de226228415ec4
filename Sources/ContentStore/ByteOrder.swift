/// Texts compared by their UTF-8 bytes.
///
/// Swift finds `é` as one scalar and as two equal, but to a file system they are two names.
public enum ByteOrder {
  /// Whether the left text's bytes come first.
  public static func precedes(_ left: String, _ right: String) -> Bool {
    left.utf8.lexicographicallyPrecedes(right.utf8)
  }

  /// Whether both texts are the same bytes.
  public static func same(_ left: String, _ right: String) -> Bool {
    left.utf8.elementsEqual(right.utf8)
  }
}
