import Checkpoints
import Foundation
import Testing

/// The files that PyTorch and MMEngine wrote, against the same tensors in safetensors.
@Suite(.enabled(if: Shared.hasGolden, "no golden folder"))
struct GoldenCheckpointTests {
  private func check(_ file: String, against expected: String) throws -> Checkpoint {
    let read = try Checkpoint(contentsOf: "\(Shared.golden)/\(file)")
    let wanted = try Checkpoint(contentsOf: "\(Shared.golden)/\(expected)")
    #expect(Set(read.names) == Set(wanted.names))
    for name in wanted.names {
      let (tensor, reference) = try (#require(read[name]), #require(wanted[name]))
      // A scalar is written as one element by the golden files' maker.
      #expect(tensor.shape == reference.shape || (tensor.shape == [] && reference.shape == [1]), "\(name)")
      #expect(tensor.floats == reference.floats, "\(name)")
    }
    return read
  }

  @Test(arguments: ["odd.pth", "odd.legacy.pth"])
  func oddViewsAndTypes(file: String) throws {
    let read = try check(file, against: "odd.expected.safetensors")
    #expect(read.meta["meta"]?["note"]?.string == "odd")
    #expect(read.meta["meta"]?["nested"]?.list?.first?.integer == 1)
    #expect(read["half"]?.type == .float16)
    #expect(read["bool"]?.type == .bool)
  }

  @Test func zipForm() throws { _ = try check("unet_fcn_b4.pth", against: "unet_fcn_b4.safetensors") }

  @Test func legacyForm() throws {
    _ = try check("unet_fcn_b4.legacy.pth", against: "unet_fcn_b4.safetensors")
  }

  @Test func aTrainingRunWithPickledObjects() throws {
    let read = try check("runner_iter_2.pth", against: "runner_iter_2.safetensors")
    #expect(read.meta["meta"]?["iter"]?.integer == 2)
    #expect(read.meta["meta"]?["cfg"]?.string?.contains("EncoderDecoder") == true)
    #expect(read.meta["optimizer"]?["param_groups"]?.list?.count == 1)
  }

  /// What Fovea writes from a real file's tensors it reads back alike; FOVEA_KEEP keeps the file for PyTorch
  /// itself.
  @Test(arguments: ["odd.pth", "unet_fcn_b4.pth"])
  func rewritingKeepsEveryTensor(file: String) throws {
    let read = try Checkpoint(contentsOf: "\(Shared.golden)/\(file)")
    let keep = ProcessInfo.processInfo.environment["FOVEA_KEEP"].map { "\($0)/\(file)" }
    let path = try keep ?? Shared.scratch(file)
    try read.write(to: path, as: .torch)
    let again = try Checkpoint(contentsOf: path)
    #expect(again.names == read.names)
    for name in read.names {
      #expect(again[name]?.bytes == read[name]?.bytes && again[name]?.shape == read[name]?.shape, "\(name)")
      #expect(again[name]?.type == read[name]?.type)
    }
  }
}
