import Checkpoints
import Foundation
import Segmentation
import Testing

/// `fovea checkpoint` through the real driver.
@Suite struct CheckpointCommandTests {
  private let scratch: Scratch
  private let file: String

  init() throws {
    scratch = try Scratch("", stages: [:])
    file = scratch.root + "/net.pth"
    let architecture = try #require(Zoo["unet_pspnet"]).architecture.scaled(toWidth: 4)
    let meta: [(key: MetaValue, value: MetaValue)] = [(.string("iter"), .integer(7))]
    try SegmentationNet(architecture, seed: 1).checkpoint(meta: ["meta": .dictionary(meta)])
      .write(to: file, as: .torch)
  }

  @Test func showsWhatAFileHolds() throws {
    let answer = try scratch.fovea("checkpoint", "show", file, "--json")
    #expect(answer.code == 0, "\(answer.error)")
    let report = try answer.document()
    #expect(report["schema"] as? Int == 1)
    #expect(report["format"] as? String == "pth")
    #expect((report["sha256"] as? String)?.count == 64)
    let model = try #require(report["model"] as? [String: Any])
    #expect(model["name"] as? String == "unet_pspnet" && model["width"] as? Int == 4)
    #expect((report["tensors"] as? [[String: Any]])?.count ?? 0 > 100)
    #expect(((report["meta"] as? [String: Any])?["meta"] as? [String: Any])?["iter"] as? Int == 7)
    let text = try scratch.fovea("checkpoint", "show", file)
    #expect(text.output.contains("unet-s5-d16_pspnet_4xb4-40k_hrf-256x256), width 4, 2 classes"))
  }

  /// Sizes whose product is beyond 64 bits, of a tensor that holds nothing.
  @Test func anEmptyTensorMayHaveAnySize() throws {
    let header = #"{"x":{"dtype":"F32","shape":[4611686018427387904,4,0],"data_offsets":[0,0]}}"#
    let path = scratch.root + "/empty.safetensors"
    var bytes = Data(withUnsafeBytes(of: UInt64(header.utf8.count).littleEndian) { Array($0) })
    bytes.append(contentsOf: header.utf8)
    try bytes.write(to: URL(fileURLWithPath: path))
    let answer = try scratch.fovea("checkpoint", "show", path, "--json")
    #expect(try answer.code == 0 && answer.document()["parameters"] as? Int == 0, "\(answer)")
  }

  @Test func convertsThereAndBack() throws {
    let (middle, back) = (scratch.root + "/net.safetensors", scratch.root + "/back.pth")
    for (from, to) in [(file, middle), (middle, back)] {
      let answer = try scratch.fovea("checkpoint", "convert", from, "--to", to)
      #expect(answer.code == 0, "\(answer.error)")
    }
    let (first, second) = (try Checkpoint(contentsOf: file), try Checkpoint(contentsOf: back))
    #expect(Set(first.names) == Set(second.names))
    for name in first.names {
      #expect(first[name]?.bytes == second[name]?.bytes && first[name]?.shape == second[name]?.shape)
    }
    #expect(second.meta["meta"]?.string == #"{"iter":7}"#)
    let bare = scratch.root + "/bare.pth"
    #expect(try scratch.fovea("checkpoint", "convert", file, "--to", bare, "--state-dict-only").code == 0)
    #expect(try Checkpoint(contentsOf: bare).meta.isEmpty)
  }

  /// Kinds of values that a format lacks are left out by name, never changed.
  @Test func saysWhatItCannotKeep() throws {
    let big: [UInt8] = [0, 0, 0, 0, 0, 0, 0, 0, 0x40]
    let path = scratch.root + "/kinds.pth"
    var checkpoint = Checkpoint(meta: ["big": .bigInteger(big), "pair": .tuple([.integer(1), .null])])
    checkpoint["w"] = StoredTensor([1 as Float], shape: [1])
    try checkpoint.write(to: path, as: .torch)
    let (same, other) = (scratch.root + "/same.pth", scratch.root + "/other.safetensors")
    let kept = try scratch.fovea("checkpoint", "convert", path, "--to", same)
    #expect(kept.code == 0 && !kept.error.contains("left out"), "\(kept.error)")
    #expect(try Data(contentsOf: URL(filePath: same)) == Data(contentsOf: URL(filePath: path)))
    let left = try scratch.fovea("checkpoint", "convert", path, "--to", other)
    #expect(left.code == 0 && left.error.contains("left out: big"), "\(left.error)")
    #expect(try Checkpoint(contentsOf: other).meta["pair"]?.string == "[1,null]")
  }

  /// A graph is as large as what the net sees, and says what that is.
  @Test func graphsSayWhatTheNetSees() throws {
    let (net, path) = (scratch.root + "/recipe.safetensors", scratch.root + "/recipe.onnx")
    func graph(_ meta: [String: String], _ sizes: String...) throws -> Data {
      try SegmentationNet(.smallData(width: 4), seed: 1)
        .checkpoint(meta: meta.mapValues { .string($0) }).write(to: net, as: .safetensors)
      let answer = try scratch.start(
        ["checkpoint", "convert", net, "--to", path] + sizes, environment: [:]
      ).finish()
      #expect(answer.code == 0, "\(meta): \(answer)")
      return try Data(contentsOf: URL(fileURLWithPath: path))
    }
    let meta = ["band": "128", "crop": "48", "reduction": "4x1", "mean": "mine"]
    let told = try graph(meta)
    #expect(try told == graph(meta, "--height", "32", "--width", "48"))
    for text in ["band", "128", "reduction", "4x1"] {
      #expect(told.range(of: Data(text.utf8)) != nil, "\(text) is no property")
    }
    #expect(told.range(of: Data("mine".utf8)) == nil, "the graph's own mean stays")
    let slid = ["window": "64", "stride": "42"]
    #expect(try graph(slid) == graph(slid, "--height", "64", "--width", "64"))
    for damaged in [["band": "0", "crop": "48"], ["band": "16", "crop": "48", "reduction": "64"]] {
      #expect(try graph(damaged) == graph(damaged, "--height", "256", "--width", "256"))
    }
  }

  @Test func writesGraphsAndRefusesOthers() throws {
    let graph = scratch.root + "/net.onnx"
    let sizes = ["--height", "64", "--width", "80"]
    func convert(_ more: [String]) throws -> Scratch.Answer {
      try scratch.start(["checkpoint", "convert", file, "--to", graph] + more, environment: [:]).finish()
    }
    #expect(try convert(sizes + ["--architecture", "unet_pspnet"]).code == 0)
    #expect(scratch.exists("net.onnx"))
    let other = try convert(sizes + ["--architecture", "fcn_r50"])
    #expect(other.code == 1 && other.error.contains("expected weights of fcn_r50"), "\(other.error)")
    let odd = try convert(["--height", "65"])
    #expect(odd.code == 1 && odd.error.contains("multiples of 16, found 65"), "\(odd.error)")
    #expect(try convert(["--architecture", "nothing"]).code == 64)
    let missing = try scratch.fovea("checkpoint", "show", scratch.root + "/none.pth")
    #expect(missing.code == 1 && missing.error.contains("none.pth"), "\(missing.error)")
  }
}
