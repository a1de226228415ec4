public import Tensors

extension Raster {
  /// Sixteen hex digits by which the same picture is known again, whatever its file is called or how it is packed.
  ///
  /// FNV-1a over sides, channels and samples: nobody is kept from forging it.
  /// Source: Fowler, Noll and Vo, The FNV non-cryptographic hash algorithm (draft-eastlake-fnv).
  public var fingerprint: String {
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    func add(_ byte: UInt8) { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
    for number in [width, height, channels] {
      for shift in stride(from: 0, to: 64, by: 8) { add(UInt8(truncatingIfNeeded: number >> shift)) }
    }
    for sample in pixels { add(sample) }
    let digits = String(hash, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }
}
