import Checkpoints
import Foundation
import NN
import Retina
import Segmentation
import Tensors
import Testing

@testable import Experiment

@Suite struct ExamineeTests {
  private func examinee(
    _ name: String = "unet_fcn", width: Int = 2, window: Int = 32, stride: Int = 32, scale: Double = 1
  ) throws -> Examinee {
    try Examinee(
      name, width: width, window: window, stride: stride, scale: scale, seed: 1, pool: WorkerPool(threads: 1))
  }

  private func question(width: Int = 45, height: Int = 33) -> Exam.Question {
    let raster = Raster(width: width, height: height)
    return Exam.Question(
      frame: FrameID(subject: Subject(1), slice: 3), image: raster, label: raster, pitch: .duke)
  }

  @Test func parametersThatDoNotFitAreNamed() {
    let cases: [(String, Int, Int, String)] = [
      ("unet", 32, 32, "parameter model: expected one of unet_fcn"),
      ("unet_fcn", 40, 32, "parameter inference.window: expected a multiple of 16, found 40"),
      ("unet_fcn", 32, 33, "parameter inference.stride: expected 1 to 32"),
      ("unet_fcn", 32, 0, "parameter inference.stride: expected 1 to 32"),
    ]
    for (name, window, stride, text) in cases {
      #expect { try examinee(name, window: window, stride: stride) } throws: { "\($0)".hasPrefix(text) }
    }
  }

  @Test(arguments: [0.01, 0.5, 1, 2]) func framesOfAnySizeAreAnswered(scale: Double) throws {
    for name in ["unet_fcn", "deeplabv3plus_r18"] {
      let answer = try examinee(name, scale: scale).answer(question())
      #expect((answer.width, answer.height) == (45, 33))
    }
  }

  @Test func framesThatBecomeTooLargeAreRefused() {
    #expect { try examinee(scale: 1e6).answer(question()) } throws: {
      "\($0)".hasPrefix("parameter inference.scale: expected frames of at most 2^26 pixels, found 45×33")
    }
  }

  @Test func weightsOfAnotherWidthAreNamed() throws {
    let path = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString).path
    defer { try? FileManager.default.removeItem(atPath: path) }
    try examinee(width: 4).net.checkpoint().write(to: path, as: .safetensors)
    #expect(try examinee(width: 4).load(path).left == [])
    #expect { try examinee(width: 2).load(path) } throws: {
      "\($0)" == "\(path): expected weights of unet_fcn at width 2 (network.width), found weights at width 4"
    }
    #expect { try examinee("unet_pspnet", width: 4).load(path) } throws: {
      "\($0)".hasPrefix("\(path): expected weights of unet_pspnet") && "\($0)".contains("psp_modules")
    }
  }

  @Test func anAnswerThatIsNotFiniteIsAnError() throws {
    let examinee = try examinee()
    let bias = try #require(examinee.net.parameters["decode_head.conv_seg.bias"])
    bias.assign([.nan, 0])
    #expect { try examinee.answer(question()) } throws: {
      "\($0)" == "unet_fcn, frame Subject_01_003: expected finite logits, found NaN or infinity"
    }
  }
}
