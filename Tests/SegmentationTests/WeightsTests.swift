import Checkpoints
import NN
import Segmentation
import Tensors
import Testing

@Suite struct WeightsTests {
  private func net(classes: Int = 2) throws -> SegmentationNet {
    var architecture = try #require(Zoo["unet_fcn"]).architecture.scaled(toWidth: 2)
    architecture.classes = classes
    return SegmentationNet(architecture, seed: UInt64(classes))
  }

  @Test func weightsSurviveARoundTrip() throws {
    let (a, b) = try (net(), net())
    try b.load(a.checkpoint())
    #expect(b.parameters.export() == a.parameters.export())
    #expect(a.checkpoint()["backbone.encoder.0.0.convs.0.bn.num_batches_tracked"]?.type == .int64)
  }

  @Test func strictLoadingListsEveryNameAndChangesNothing() throws {
    let net = try net()
    let before = net.parameters.export()
    var checkpoint = net.checkpoint()
    checkpoint["decode_head.conv_seg.bias"] = nil
    checkpoint["extra"] = StoredTensor([1 as Float], shape: [1])
    checkpoint["decode_head.conv_seg.weight"] = StoredTensor([1, 2, 3] as [Float], shape: [3, 1, 1, 1])
    checkpoint["backbone.encoder.0.0.convs.0.bn.bias"] = StoredTensor([.nan, 0], shape: [2])
    let error = try #require(throws: WeightsError.self) { try net.load(checkpoint) }
    #expect(error.missing == ["decode_head.conv_seg.bias"])
    #expect(error.unused == ["extra"])
    #expect(error.misshapen.map(\.name) == ["decode_head.conv_seg.weight"])
    #expect(error.notFinite == ["backbone.encoder.0.0.convs.0.bn.bias"])
    #expect(net.parameters.export() == before)
  }

  /// As MMEngine's `load_checkpoint`.
  @Test func namesOfAWrappedNetAreThoseOfTheNet() throws {
    let (a, b) = try (net(), net())
    b.parameters.entries[0].parameter.update { $0[0] += 1 }
    let bare = a.checkpoint()
    var wrapped = Checkpoint()
    for name in bare.names { wrapped["module." + name] = bare[name] }
    try b.load(wrapped)
    #expect(b.parameters.export() == a.parameters.export())
    #expect(Architecture(guessedFrom: wrapped) == Architecture(guessedFrom: bare))
    wrapped["module.decode_head.conv_seg.bias"] = nil
    let error = try #require(throws: WeightsError.self) { try b.load(wrapped) }
    #expect(error.missing == ["decode_head.conv_seg.bias"])
    wrapped["decode_head.conv_seg.bias"] = bare["decode_head.conv_seg.bias"]
    #expect(throws: WeightsError.self) { try b.load(wrapped) }
  }

  @Test func transferLeavesTheClassifiersAndSaysSo() throws {
    let checkpoint = try net(classes: 5).checkpoint()
    #expect(throws: WeightsError.self) { try net().load(checkpoint) }
    let left = try net().load(checkpoint, mode: .transfer)
    #expect(
      left == [
        "decode_head.conv_seg.weight", "decode_head.conv_seg.bias", "auxiliary_head.conv_seg.weight",
        "auxiliary_head.conv_seg.bias",
      ])
  }

  @Test func transferAdmitsNothingElse() throws {
    var checkpoint = try net(classes: 5).checkpoint()
    checkpoint["decode_head.convs.0.conv.weight"] = StoredTensor([1 as Float], shape: [1, 1, 1, 1])
    #expect(throws: WeightsError.self) { try net().load(checkpoint, mode: .transfer) }
  }
}
