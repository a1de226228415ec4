/// Counter-based random numbers: Philox4x32-10 under a key made of a seed and a purpose.
///
/// A number is a function of (seed, purpose, sample, draw) and of nothing else, so it does not depend on
/// threads, on batches or on what was drawn before. Give every use a purpose of its own, such as
/// `"augmentation/flip"`.
/// Source: Salmon et al., Parallel random numbers: as easy as 1, 2, 3 (2011).
public struct RandomStream: Sendable, Hashable {
  let key: SIMD2<UInt32>

  /// Creates the stream of one seed and one purpose.
  public init(seed: UInt64, purpose: String) {
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    for byte in purpose.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
    let mixed = RandomStream.scrambled(seed ^ RandomStream.scrambled(hash))
    key = SIMD2(UInt32(truncatingIfNeeded: mixed), UInt32(truncatingIfNeeded: mixed >> 32))
  }

  /// The four random words at a counter.
  public func words(sample: UInt64, draw: UInt64) -> SIMD4<UInt32> {
    RandomStream.philox(
      SIMD4(
        UInt32(truncatingIfNeeded: draw), UInt32(truncatingIfNeeded: draw >> 32),
        UInt32(truncatingIfNeeded: sample), UInt32(truncatingIfNeeded: sample >> 32)),
      key: key)
  }

  /// A number of [0, 1) in steps of 2⁻²⁴ at a counter.
  public func uniform(sample: UInt64, draw: UInt64) -> Float {
    Float(words(sample: sample, draw: draw)[0] >> 8) * 0x1p-24
  }

  /// The numbers of one sample one after the other, from draw 0 on.
  public func sequence(sample: UInt64 = 0) -> RandomSequence {
    RandomSequence(stream: self, sample: sample)
  }

  /// The ten rounds of Philox4x32.
  static func philox(_ counter: SIMD4<UInt32>, key: SIMD2<UInt32>) -> SIMD4<UInt32> {
    var (c, k) = (counter, key)
    for _ in 0..<10 {
      let even = c[0].multipliedFullWidth(by: 0xD251_1F53)
      let odd = c[2].multipliedFullWidth(by: 0xCD9E_8D57)
      c = SIMD4(odd.high ^ c[1] ^ k[0], odd.low, even.high ^ c[3] ^ k[1], even.low)
      k = SIMD2(k[0] &+ 0x9E37_79B9, k[1] &+ 0xBB67_AE85)
    }
    return c
  }

  /// The finalizer of SplitMix64.
  private static func scrambled(_ x: UInt64) -> UInt64 {
    var z = x &+ 0x9e37_79b9_7f4a_7c15
    z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
    z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
    return z ^ (z >> 31)
  }
}
