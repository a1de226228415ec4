/// The random numbers of one sample of a stream, one after the other.
///
/// All algorithms are this project's own, so that a seed means the same with every Swift version.
public struct RandomSequence: Sendable {
  private let stream: RandomStream
  private let sample: UInt64
  private var draw: UInt64 = 0
  private var words = SIMD4<UInt32>()
  private var used = 4

  init(stream: RandomStream, sample: UInt64) {
    self.stream = stream
    self.sample = sample
  }

  /// The next 32 random bits.
  public mutating func word() -> UInt32 {
    if used == 4 {
      words = stream.words(sample: sample, draw: draw)
      draw += 1
      used = 0
    }
    defer { used += 1 }
    return words[used]
  }

  /// A number of [0, 1) in steps of 2⁻²⁴.
  public mutating func uniform() -> Float {
    Float(word() >> 8) * 0x1p-24
  }

  /// A number of [low, high).
  public mutating func uniform(_ low: Float, _ high: Float) -> Float {
    min(low + (high - low) * uniform(), high.nextDown)
  }

  /// A whole number of 0 ..< bound, each equally likely.
  ///
  /// Traps unless `bound` is in 1 ... 2³².
  public mutating func int(below bound: Int) -> Int {
    precondition(bound > 0 && bound <= 1 << 32, "no whole number lies below \(bound)")
    let bound = UInt64(bound)
    // Lemire's method: the product's upper half, unless its lower half lies in the uneven rest.
    let rest = (1 << 32) % bound
    while true {
      let product = UInt64(word()) * bound
      if product & 0xFFFF_FFFF >= rest { return Int(product >> 32) }
    }
  }

  /// Whether an event of this probability happens.
  public mutating func happens(_ probability: Float) -> Bool {
    uniform() < probability
  }

  /// A number of the standard normal distribution, by Box and Muller's transform.
  public mutating func normal() -> Float {
    let radius = Double(word() >> 8) + 0.5
    let turn = Double(word() >> 8) * 0x1p-24
    return Float((-2 * logarithm(radius * 0x1p-24)).squareRoot() * cosine(turns: turn))
  }

  /// Puts the elements into random order, by Fisher and Yates' method from the last one down.
  public mutating func shuffle<Element>(_ elements: inout [Element]) {
    for last in stride(from: elements.count - 1, to: 0, by: -1) {
      elements.swapAt(last, int(below: last + 1))
    }
  }
}
