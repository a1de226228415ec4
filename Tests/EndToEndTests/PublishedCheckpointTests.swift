import Checkpoints
import Digest
import Foundation
import Segmentation
import Testing

/// Weights of others at full width through the real `fovea`: verified by stage 1, used by pretraining.
@Suite(
  .serialized,
  .enabled(
    if: ProcessInfo.processInfo.environment["FOVEA_SLOW_TESTS"] != nil, "FOVEA_SLOW_TESTS is not set"))
struct PublishedCheckpointTests {
  private let model = "deeplabv3plus_r18"

  /// A checkpoint of the published shape, with six classes, under a name as OpenMMLab's.
  private func write(to folder: String) throws -> String {
    let zoo = try #require(Zoo[model])
    var architecture = zoo.architecture
    architecture.classes = zoo.publishedClasses
    let net = SegmentationNet(architecture, seed: 99)
    let path = folder + "/unnamed"
    try net.checkpoint(meta: ["meta": .dictionary([(.string("iter"), .integer(80_000))])])
      .write(to: path, as: .torch)
    let digest = SHA256Digest(of: Array(try Data(contentsOf: URL(filePath: path)))).hex
    let name = zoo.checkpoint.dropLast(8) + digest.prefix(8) + ".pth"
    try FileManager.default.moveItem(atPath: path, toPath: "\(folder)/\(name)")
    return String(name)
  }

  private func run(_ scratch: Scratch, _ folder: String) throws -> Scratch.Answer {
    try WholePipelineTests().fovea(
      scratch,
      ["run", "pretraining@\(model)"] + WholePipelineTests.tiny
        + ["--set", "checkpoints.path=\(folder)", "--set", "network.width=64"])
  }

  @Test func aGivenFileIsVerifiedAndUsed() throws {
    let scratch = try WholePipelineTests.workspace()
    let folder = scratch.root + "/given"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    let name = try write(to: folder)
    let answer = try run(scratch, folder)
    #expect(answer.code == 0, "\(answer.output)\(answer.error.suffix(2000))")

    let given = try Checkpoint(contentsOf: "\(folder)/\(name)")
    let used = try Checkpoint(
      contentsOf: scratch.root + "/artifacts/1_setup/pretrained/\(model).safetensors")
    #expect(Set(given.names) == Set(used.names))
    for tensor in given.names where !tensor.contains("conv_seg") {
      #expect(given[tensor]?.bytes == used[tensor]?.bytes, "\(tensor)")
    }
    #expect(used["decode_head.conv_seg.weight"]?.shape == [2, 128, 1, 1], "two classes of our own")

    let again = try run(scratch, folder)
    #expect(again.output.hasPrefix("ran 0, restored 0, "), "\(again.output)")
  }

  @Test func anotherHashIsRefused() throws {
    let scratch = try WholePipelineTests.workspace()
    let folder = scratch.root + "/given"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    let name = try write(to: folder)
    let other = name.dropLast(12) + "00000000.pth"
    try FileManager.default.moveItem(atPath: "\(folder)/\(name)", toPath: "\(folder)/\(other)")
    let answer = try run(scratch, folder)
    #expect(answer.code == 1)
    let found = name.dropLast(4).suffix(8)
    for word in [String(other), "expected a SHA-256 that begins with 00000000", "found \(found)"] {
      #expect(answer.error.contains(word) || answer.output.contains(word), "\(word): \(answer.error)")
    }
  }
}
