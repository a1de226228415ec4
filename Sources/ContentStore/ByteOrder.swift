internal import Glibc

/// Texts compared by their UTF-8 bytes.
///
/// Swift finds `é` as one scalar and as two equal, but to a file system they are two names.
public enum ByteOrder {
  /// Whether the left text's bytes come first.
  public static func precedes(_ left: String, _ right: String) -> Bool {
    compare(left, right) < 0
  }

  /// Whether both texts are the same bytes.
  public static func same(_ left: String, _ right: String) -> Bool {
    left.utf8.count == right.utf8.count && compare(left, right) == 0
  }

  /// Below, at or above zero, as the left text's bytes come before, with or after the right one's.
  private static func compare(_ left: String, _ right: String) -> Int {
    var (left, right) = (left, right)
    return left.withUTF8 { left in
      right.withUTF8 { right in
        let common = min(left.count, right.count)
        guard common > 0, let one = left.baseAddress, let other = right.baseAddress else {
          return left.count - right.count
        }
        let order = Int(memcmp(one, other, common))
        return order == 0 ? left.count - right.count : order
      }
    }
  }
}
