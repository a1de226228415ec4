import Retina
import Segmentation
import Tensors
import Testing

@testable import Experiment

@Suite struct FoldSamplesTests {
  @Test func cropsAndBatchesThatDoNotFitAreNamed() throws {
    let fcn = try #require(Zoo["unet_fcn"]).architecture
    let deep = try #require(Zoo["unet_deeplabv3"]).architecture
    try PhantomFrames.with { frames in
      let samples = try FoldSamples(frames: frames, fold: frames.soundFold, seed: 1)
      try samples.check(crop: ("c", 48), batch: ("b", 1), for: fcn)
      try samples.check(crop: nil, batch: ("b", 2), for: deep)
      for side in [49, 0, -1] {
        #expect { try samples.check(crop: ("c", side), batch: ("b", 2), for: fcn) } throws: {
          "\($0)" == "parameter c: expected 1 to 48, as frames are 64×48, found \(side)"
        }
      }
      for (architecture, crop) in [(deep, 48), (fcn, 16)] {
        #expect { try samples.check(crop: ("c", crop), batch: ("b", 1), for: architecture) } throws: {
          "\($0)".hasPrefix("parameter b: expected at least 2") && "\($0)".hasSuffix("found 1")
        }
      }
    }
  }

  @Test func framesAreEnlargedTogetherWithTheirLabels() throws {
    try PhantomFrames.with { frames in
      let samples = try FoldSamples(frames: frames, fold: frames.soundFold, scale: 2, seed: 1)
      let sample = samples(0)
      #expect((sample.image.width, sample.image.height) == (128, 96))
      #expect(sample.label.pixels.allSatisfy { $0 <= 1 })
      #expect(samples.count == 4)
    }
  }

  @Test func aRunOfOneFoldDoesNotSeeTheOther() throws {
    try PhantomFrames.with { frames in
      let samples = try FoldSamples(frames: frames, fold: frames.soundFold, seed: 1)
      let held = try frames.soundFold.validation.map { try frames.image($0) }
      for index in 0..<12 { #expect(!held.contains(samples(index).image)) }
    }
  }
}
