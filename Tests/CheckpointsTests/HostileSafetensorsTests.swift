import Foundation
import Testing

@testable import Checkpoints

/// Headers that lie: each refused with the tensor and the reason.
@Suite struct HostileSafetensorsTests {
  private func message(_ header: String, data: Int = 8, length: UInt64? = nil) throws -> String {
    var bytes = withUnsafeBytes(of: (length ?? UInt64(header.utf8.count)).littleEndian) { Array($0) }
    bytes += header.utf8
    bytes += [UInt8](repeating: 0, count: data)
    return try Shared.withScratch("hostile.safetensors") { path in
      try Data(bytes).write(to: URL(filePath: path))
      do {
        _ = try Checkpoint(contentsOf: path)
        return "accepted"
      } catch {
        return "\(error)"
      }
    }
  }

  private func tensor(_ type: String = "F32", _ shape: String = "[2]", _ span: String = "[0,8]") -> String {
    #"{"w":{"dtype":"\#(type)","shape":\#(shape),"data_offsets":\#(span)}}"#
  }

  @Test func theHonestFormIsRead() throws {
    #expect(try message(tensor()) == "accepted")
    #expect(try message(tensor() + "   ") == "accepted")
  }

  @Test(arguments: [
    ("F32", "[3]", "[0,8]"), ("F32", "[2]", "[0,9]"), ("F32", "[2]", "[8,0]"), ("F32", "[1]", "[4,8]"),
    ("Q4", "[2]", "[0,8]"), ("F32", "[4611686018427387904,4611686018427387904]", "[0,8]"),
    ("F32", "[99999999999999999999]", "[0,8]"), ("F32", "[-2]", "[0,8]"), ("F32", "[2.0]", "[0,8]"),
    ("F32", "\"2\"", "[0,8]"), ("F32", "[2]", "[0]"), ("F32", "[2]", "null"),
  ])
  func liesAreRefused(type: String, shape: String, span: String) throws {
    #expect(try message(tensor(type, shape, span)) != "accepted")
  }

  @Test(arguments: [#"\ud800\u0041"#, #"\udbff\ud800"#, #"\ud83dx"#, #"\udc00"#, #"\u+041"#, #"\u00"#])
  func halvesOfSurrogatePairsAreRefused(name: String) throws {
    let field = #"{"dtype":"F32","shape":[2],"data_offsets":[0,8]}"#
    #expect(try message(#"{"\#(name)":\#(field)}"#) != "accepted")
    #expect(try message(#"{"\ud83d\ude00":\#(field)}"#) == "accepted")
  }

  @Test func gapsOverlapsAndTailsAreRefused() throws {
    func two(_ a: String, _ b: String) -> String {
      let head = #""dtype":"F32","shape":[1],"data_offsets""#
      return #"{"a":{\#(head):\#(a)},"b":{\#(head):\#(b)}}"#
    }
    #expect(try message(two("[0,4]", "[4,8]")) == "accepted")
    #expect(try message(two("[0,4]", "[0,4]")).contains("data from byte 4"))
    #expect(try message(two("[0,4]", "[8,12]"), data: 12).contains("data from byte 4"))
    #expect(try message(two("[0,4]", "[4,8]"), data: 9).contains("data"))
  }

  @Test func brokenHeadersAreRefused() throws {
    for header in [
      #"{"w":1}"#, #"{"a":{},"a":{}}"#, "{", #"{"w":{"dtype":"F32"}}"#, "{}x", #"{"__metadata__":1}"#,
    ] {
      #expect(try message(header, data: 0) != "accepted", "\(header)")
    }
    #expect(try message(String(repeating: #"{"a":"#, count: 10_000), data: 0).contains("nesting"))
    #expect(try message(tensor(), length: .max).contains("at most"))
    #expect(try message(tensor(), length: 1 << 40).contains("at most"))
  }
}
