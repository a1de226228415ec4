import Foundation
import Testing

@testable import Pipeline

@Suite struct JSONFileTests {
  @Test func damageIsNoticedAtEveryByte() throws {
    let folder = try ScratchFolder()
    let path = folder.workspace.path("a.json")
    let value = ["release": ["one": "abc", "two": "ü"]]
    try JSONFile.save(value, to: path)
    #expect(JSONFile.load([String: [String: String]].self, from: path) == value)
    let bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: path)))
    for place in bytes.indices {
      for damaged in [Array(bytes[..<place]), bytes[..<place] + [bytes[place] ^ 1] + bytes[(place + 1)...]] {
        try Data(damaged).write(to: URL(fileURLWithPath: path))
        #expect(JSONFile.load([String: [String: String]].self, from: path) == nil, "byte \(place)")
      }
    }
    #expect(JSONFile.load([String: [String: String]].self, from: path + ".none") == nil)
  }

  @Test func whatOthersReadIsPlain() throws {
    let folder = try ScratchFolder()
    try folder.write(String(decoding: try JSONFile.encoded(["a": 1]), as: UTF8.self), to: "a.json")
    #expect(JSONFile.loadUnchecked([String: Int].self, from: folder.workspace.path("a.json")) == ["a": 1])
  }
}
