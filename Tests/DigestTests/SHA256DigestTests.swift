import Digest
import Foundation
import Testing

@Suite struct SHA256DigestTests {
  @Test(arguments: [
    ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
    ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
    (
      "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
      "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
    ),
  ])
  func theVectorsOfTheStandard(text: String, hex: String) {
    #expect(SHA256Digest(of: text).hex == hex)
  }

  @Test func aMillionLettersInPieces() {
    var hasher = SHA256Hasher()
    for _ in 0..<1000 { hasher.update([UInt8](repeating: 0x61, count: 1000)) }
    #expect(
      hasher.finish().hex == "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0")
  }

  @Test func hexadecimalGoesBothWays() {
    let digest = SHA256Digest(of: "fovea")
    #expect(SHA256Digest(hex: digest.hex) == digest)
    #expect(SHA256Digest(hex: digest.hex.uppercased()) == digest)
    #expect(SHA256Digest(bytes: digest.bytes) == digest)
    #expect(SHA256Digest(hex: String(digest.hex.dropLast())) == nil)
    #expect(SHA256Digest(hex: digest.hex + "0") == nil)
    #expect(SHA256Digest(hex: "g" + digest.hex.dropFirst()) == nil)
    #expect(SHA256Digest(hex: "") == nil)
  }

  @Test func digestsAreOrderedAsTheirBytes() {
    let digests = (0..<200).map { SHA256Digest(of: "\($0)") }
    #expect(digests.sorted().map(\.hex) == digests.map(\.hex).sorted())
  }

  @Test func codedAsHexadecimal() throws {
    let digest = SHA256Digest(of: "a")
    let data = try JSONEncoder().encode([digest])
    #expect(String(decoding: data, as: UTF8.self) == "[\"\(digest.hex)\"]")
    #expect(try JSONDecoder().decode([SHA256Digest].self, from: data) == [digest])
    #expect(throws: DecodingError.self) {
      try JSONDecoder().decode([SHA256Digest].self, from: Data(#"["ab"]"#.utf8))
    }
  }

  @Test func threadsHashIndependently() async {
    let expected = (0..<64).map { SHA256Digest(of: [UInt8](repeating: UInt8($0), count: 100_000)) }
    let found = await withTaskGroup(of: (Int, SHA256Digest).self) { group in
      for index in 0..<64 {
        group.addTask { (index, SHA256Digest(of: [UInt8](repeating: UInt8(index), count: 100_000))) }
      }
      return await group.reduce(into: [Int: SHA256Digest]()) { $0[$1.0] = $1.1 }
    }
    #expect((0..<64).allSatisfy { found[$0] == expected[$0] })
  }
}
