import Digest
import Testing

@testable import Provenance

@Suite struct DigestIndexTests {
  private func block(_ run: String) -> [UInt8] {
    DigestIndex.encoded(
      run,
      [
        .init(digest: SHA256Digest(of: "in"), use: .input, path: "data"),
        .init(digest: SHA256Digest(of: run), use: .output, path: "masks"),
        .init(digest: SHA256Digest(of: "same"), use: .inner, path: "masks/é ü/1.png"),
      ])
  }

  @Test func digestsAreFoundWithRunAndPath() {
    let index = DigestIndex(reading: block("1-a") + block("2-b"))
    #expect(index.runs == ["1-a", "2-b"])
    #expect(index.hits(SHA256Digest(of: "2-b")) == [.init(run: "2-b", use: .output, path: "masks")])
    #expect(index.hits(SHA256Digest(of: "same")).map(\.path) == ["masks/é ü/1.png", "masks/é ü/1.png"])
    #expect(index.hits(SHA256Digest(of: "in")).map(\.use) == [.input, .input])
    #expect(index.hits(SHA256Digest(of: "none")).isEmpty)
  }

  @Test func readingEndsAtTheFirstDamage() {
    let (first, second) = (block("1-a"), block("2-b"))
    for length in 0..<(first + second).count {
      let runs = DigestIndex(reading: Array((first + second)[..<length])).runs
      #expect(runs == (length < first.count ? [] : ["1-a"]))
    }
    for place in first.indices {
      var flipped = first + second
      flipped[place] ^= 1
      #expect(DigestIndex(reading: flipped).runs.isEmpty)
    }
  }

  @Test func aRunIsEnteredOnce() {
    var index = DigestIndex(reading: block("1-a"))
    index.append("1-a", [])
    index.append("2-b", [.init(digest: SHA256Digest(of: "x"), use: .output, path: "p")])
    #expect(index.runs.count == 2)
    #expect(DigestIndex(reading: index.bytes).hits(SHA256Digest(of: "x")).count == 1)
  }
}
