import Checkpoints
import NN
import Tensors
import Testing

@testable import Segmentation

@Suite struct ArchitectureTests {
  @Test(arguments: Zoo.models.map(\.name))
  func aCheckpointTellsItsArchitecture(name: String) throws {
    for width in [2, 8] {
      var architecture = try #require(Zoo[name]).architecture.scaled(toWidth: width)
      architecture.classes = 3
      architecture.auxiliaryOutputs = 1
      let net = SegmentationNet(architecture, seed: 1, isInitialized: false)
      #expect(Architecture(guessedFrom: net.checkpoint()) == architecture)
    }
  }

  @Test func theSmallDataNetIsRecognisedAndOthersAreNot() {
    let architecture = Architecture.smallData(width: 4)
    let net = SegmentationNet(architecture, seed: 1, isInitialized: false)
    #expect(Architecture(guessedFrom: net.checkpoint()) == architecture)
    #expect(Architecture(guessedFrom: Checkpoint()) == nil)
  }

  @Test(arguments: Zoo.models.map(\.name) + ["small_data"])
  func theNumberOfValuesNeedsNoNet(name: String) throws {
    for width in [2, 12] {
      var architecture = Zoo[name]?.architecture.scaled(toWidth: width) ?? .smallData(width: width)
      architecture.classes = 3
      if name != "small_data" { architecture.auxiliaryOutputs = 5 }
      let net = SegmentationNet(architecture, seed: 1, isInitialized: false)
      #expect(architecture.valueCount == net.parameters.entries.reduce(0) { $0 + $1.parameter.count })
    }
  }

  /// What a few bytes claim must not ask for the memory of a net that wide.
  @Test func claimsOfWidthNeedTheDeepestLayer() throws {
    let architecture = try #require(Zoo["unet_fcn"]).architecture.scaled(toWidth: 2)
    let honest = SegmentationNet(architecture, seed: 1, isInitialized: false).checkpoint()
    let (first, last) = (
      "backbone.encoder.0.0.convs.0.conv.weight", "backbone.encoder.4.1.convs.1.conv.weight"
    )
    func guess(_ shapes: [String: [Int]], without name: String? = nil) -> Architecture? {
      var checkpoint = honest
      for (name, shape) in shapes {
        let count = shape.contains(0) ? 0 : shape.reduce(1, *)
        checkpoint[name] = StoredTensor([Float](repeating: 0, count: count), shape: shape)
      }
      if let name { checkpoint[name] = nil }
      return Architecture(guessedFrom: checkpoint)
    }
    #expect(guess([first: [2, 3, 3, 3], last: [32, 32, 3, 3]]) == architecture)
    #expect(guess([first: [1 << 40, 0, 3, 3]], without: last) == nil)
    #expect(guess([first: [1 << 40, 0, 3, 3], last: [1 << 44, 0, 3, 3]]) == nil)
    #expect(guess([first: [1 << 15, 1, 1, 1], last: [1, 1, 1, 1]]) == nil)
    #expect(guess([first: [1024, 3, 3, 3]], without: last) == nil)
    #expect(guess([first: [1024, 3, 3, 3]]) == nil)
    // Kernels have four axes.
    #expect(guess([first: [2, 3]]) == nil && guess([last: [32]]) == nil)
    #expect(guess(["decode_head.conv_seg.weight": [2, 4]]) == nil)
    // Wide, but without the values.
    #expect(guess([first: [1024, 1, 1, 1], last: [1 << 14, 1, 1, 1]]) == nil)
    for head in ["decode_head", "auxiliary_head"] {
      #expect(guess(["\(head).conv_seg.weight": [2, 1 << 14, 1, 1]]) == nil)
    }
  }

  /// A file that lacks a name is recognised, so that loading it can say which.
  @Test func aNameThatIsMissingDoesNotHideTheNet() throws {
    let architecture = try #require(Zoo["unet_fcn"]).architecture.scaled(toWidth: 2)
    var checkpoint = SegmentationNet(architecture, seed: 1, isInitialized: false).checkpoint()
    checkpoint["decode_head.conv_seg.bias"] = nil
    #expect(Architecture(guessedFrom: checkpoint) == architecture)
  }

  /// The heads' `align_corners` does not reach the backbone's upsampling.
  @Test func aUNetsUpsamplingAlignsNothing() throws {
    var architecture = try #require(Zoo["unet_fcn"]).architecture.scaled(toWidth: 2)
    let image = Raster(width: 32, height: 32, pixels: (0..<1024).map { UInt8($0 * 7 % 256) })
    let input = Variable(Preprocessor.imageNet.batch([image]))
    let pass = Pass(pool: WorkerPool(threads: 1))
    let plain = SegmentationNet(architecture, seed: 4)(input, pass).value.nchw
    architecture.alignsCorners = true
    #expect(SegmentationNet(architecture, seed: 4)(input, pass).value.nchw == plain)
  }

  @Test func scalingKeepsProportions() throws {
    let plus = try #require(Zoo["deeplabv3plus_r50"]).architecture
    #expect(plus.scaled(toWidth: 64) == plus)
    let half = plus.scaled(toWidth: 32)
    #expect(half.headChannels == 256)
    #expect(half.head == .separableASPP(skipChannels: 24))
    #expect(half.backbone == .resNet(depth: 50, stemChannels: 32))
  }

  /// In evaluation mode a sample's bits do not depend on its batch.
  @Test func aSampleDoesNotDependOnItsBatch() throws {
    let net = SegmentationNet(try #require(Zoo["unet_deeplabv3"]).architecture.scaled(toWidth: 4), seed: 2)
    let images = (1...2).map { scale in
      Raster(width: 32, height: 32, pixels: (0..<32 * 32).map { UInt8($0 * scale % 256) })
    }
    let pass = Pass(pool: WorkerPool(threads: 2))
    let both = net(Variable(Preprocessor.imageNet.batch(images)), pass).value
    let second = net(Variable(Preprocessor.imageNet.batch([images[1]])), pass).value
    #expect(both.samples(1..<2).nchw == second.nchw)
  }

  @Test func batchNormalizationWantsTwoValues() throws {
    let fcn = try #require(Zoo["unet_fcn"]).architecture
    #expect(fcn.leastBatch(height: 16, width: 16) == 2)
    #expect(fcn.leastBatch(height: 16, width: 17) == 1)
    #expect(try #require(Zoo["fcn_r50"]).architecture.leastBatch(height: 8, width: 9) == 1)
    for name in ["unet_pspnet", "unet_deeplabv3", "deeplabv3plus_r18"] {
      #expect(try #require(Zoo[name]).architecture.leastBatch(height: 512, width: 512) == 2)
    }
  }
}
