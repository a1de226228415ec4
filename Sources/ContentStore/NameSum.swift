/// A set of names as one small value: whether two sets are the same is known without listing either.
///
/// How many, and the sum of the names' FNV-1a hashes (64 bits), which no order changes. Not proof against
/// somebody who wants two sets to look alike.
public struct NameSum: Sendable, Hashable {
  /// How many names.
  public private(set) var count = 0
  private var sum: UInt64 = 0

  /// No names.
  public init() {}

  /// Adds a name.
  public mutating func add(_ name: some Sequence<UInt8>) {
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    for byte in name { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01b3 }
    count += 1
    sum &+= hash
  }
}
