import Foundation
import Retina
import Tensors
import Testing

/// Sizes, pixels and labels of resized images against MMCV's and OpenCV's, to the last bit.
@Suite(.enabled(if: SharedData.hasGolden, "no golden folder"))
struct GoldenResizingTests {
  private struct Manifest: Decodable {
    let resize: Resize
  }

  private struct Resize: Decodable {
    let cases: [Case]
  }

  private struct Case: Decodable {
    let n: Int
    let scale: [Int]
    let size: [Int]

    enum CodingKeys: String, CodingKey {
      case n, scale
      case size = "out_hw"
    }
  }

  @Test func resizingIsThePeers() throws {
    let data = try Data(contentsOf: URL(filePath: SharedData.golden + "/manifest.json"))
    let cases = try JSONDecoder().decode(Manifest.self, from: data).resize.cases
    let golden = try Safetensors(path: SharedData.golden + "/resize.expected.safetensors")
    #expect(!cases.isEmpty)
    for item in cases {
      let image = try #require(golden.raster("\(item.n)/image"))
      let label = try #require(golden.raster("\(item.n)/label"))
      let (height, width) = (item.size[0], item.size[1])
      #expect(
        image.keepRatioSize(scale: (item.scale[0], item.scale[1])) == (width, height),
        "size of case \(item.n)")
      let expected = try #require(golden.raster("\(item.n)/image_out"))
      let result = image.openCVBilinear(width: width, height: height)
      let different = zip(result.pixels, expected.pixels).count { $0 != $1 }
      print("golden resize \(item.n): \(different) of \(expected.pixels.count) values differ")
      #expect(result.pixels.count == expected.pixels.count && different == 0, "case \(item.n)")
      let labels = label.openCVNearest(width: width, height: height)
      #expect(labels == golden.raster("\(item.n)/label_out"), "labels of case \(item.n)")
    }
  }
}
