import Foundation
import Testing

@testable import Tensors

@Suite struct RandomStreamTests {
  @Test func philoxGivesItsAuthorsKnownAnswers() {
    #expect(
      RandomStream.philox(SIMD4(repeating: 0), key: SIMD2(repeating: 0))
        == SIMD4(0x6627_e8d5, 0xe169_c58d, 0xbc57_ac4c, 0x9b00_dbd8))
    #expect(
      RandomStream.philox(SIMD4(repeating: .max), key: SIMD2(repeating: .max))
        == SIMD4(0x408f_276d, 0x41c8_3b0e, 0xa20b_c7c6, 0x6d54_51fd))
    #expect(
      RandomStream.philox(
        SIMD4(0x243f_6a88, 0x85a3_08d3, 0x1319_8a2e, 0x0370_7344), key: SIMD2(0xa409_3822, 0x299f_31d0))
        == SIMD4(0xd16c_fe09, 0x94fd_cceb, 0x5001_e420, 0x2412_6ea1))
  }

  @Test func purposesAndSeedsGiveOtherNumbers() {
    let words = [
      RandomStream(seed: 1, purpose: "a").words(sample: 0, draw: 0),
      RandomStream(seed: 2, purpose: "a").words(sample: 0, draw: 0),
      RandomStream(seed: 1, purpose: "b").words(sample: 0, draw: 0),
      RandomStream(seed: 1, purpose: "a").words(sample: 1, draw: 0),
      RandomStream(seed: 1, purpose: "a").words(sample: 0, draw: 1),
    ]
    #expect(Set(words).count == words.count)
  }

  @Test func normalNumbersHaveMeanZeroAndDeviationOne() {
    var sequence = RandomStream(seed: 3, purpose: "normal").sequence()
    let numbers = (0..<20_000).map { _ in Double(sequence.normal()) }
    let mean = numbers.reduce(0, +) / 20_000
    let variance = numbers.reduce(0) { $0 + $1 * $1 } / 20_000
    let fourth = numbers.reduce(0) { $0 + $1 * $1 * $1 * $1 } / 20_000
    #expect(abs(mean) < 0.03)
    #expect(abs(variance - 1) < 0.04)
    #expect(abs(fourth - 3) < 0.3)
  }

  @Test func wholeNumbersStayBelowTheirBoundAndReachAll() {
    var sequence = RandomStream(seed: 3, purpose: "int").sequence()
    var counts = [Int](repeating: 0, count: 6)
    for _ in 0..<6000 { counts[sequence.int(below: 6)] += 1 }
    #expect(counts.allSatisfy { (850...1150).contains($0) })
  }

  @Test func aShuffleIsAPermutationAndNeverChanges() {
    var order = Array(0..<10)
    var sequence = RandomStream(seed: 17, purpose: "shuffle").sequence(sample: 4)
    sequence.shuffle(&order)
    #expect(order.sorted() == Array(0..<10))
    var again = Array(0..<10)
    var same = RandomStream(seed: 17, purpose: "shuffle").sequence(sample: 4)
    same.shuffle(&again)
    #expect(order == again)
  }

  @Test func ownLogarithmAndCosineAreExactInDouble() {
    for step in 1..<200 {
      let x = Double(step) * 0.37
      #expect(abs(logarithm(x) - log(x)) <= 4e-16 * max(1, abs(log(x))))
      let turns = Double(step) / 200
      #expect(abs(cosine(turns: turns) - cos(2 * .pi * turns)) < 8e-16)
    }
  }
}
