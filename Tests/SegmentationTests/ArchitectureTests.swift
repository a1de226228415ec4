import Checkpoints
import NN
import Segmentation
import Tensors
import Testing

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

  /// What a few bytes claim must not ask for the memory of a net that wide.
  @Test func claimsOfWidthNeedTheDeepestLayer() {
    let first = "backbone.encoder.0.0.convs.0.conv.weight"
    let heads = ["decode_head.conv_seg.weight", "auxiliary_head.conv_seg.weight"]
    func guess(_ shape: [Int], deepest: [Int]?) -> Architecture? {
      var checkpoint = Checkpoint()
      func fill(_ name: String, _ shape: [Int]) {
        let count = shape.contains(0) ? 0 : shape.reduce(1, *)
        checkpoint[name] = StoredTensor([Float](repeating: 0, count: count), shape: shape)
      }
      fill(first, shape)
      for head in heads { fill(head, [2, 4]) }
      if let deepest { fill("backbone.encoder.4.1.convs.1.conv.weight", deepest) }
      return Architecture(guessedFrom: checkpoint)
    }
    #expect(guess([2, 3], deepest: [32, 32])?.width == 2)
    #expect(guess([1 << 40, 0], deepest: nil) == nil && guess([1 << 40, 0], deepest: [1 << 44, 0]) == nil)
    #expect(guess([1 << 15, 1], deepest: [1, 1]) == nil)
    #expect(guess([1024, 3], deepest: nil) == nil && guess([1024, 3], deepest: [32, 32]) == nil)
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
