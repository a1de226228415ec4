import Checkpoints
import Foundation
import Segmentation
import Tensors
import Testing

@Suite(.enabled(if: Golden.isHere, "no golden folder"))
struct GoldenMetricsTests {
  struct File: Decodable {
    let counts: [Counted]
    let maps: [Map]
  }

  struct Counted: Decodable {
    struct Options: Decodable {
      let nanToNum: Double?
      let beta: Double?
      enum CodingKeys: String, CodingKey {
        case nanToNum = "nan_to_num"
        case beta
      }
    }
    let confusion: [[Int]]
    let options: Options
    let perClass: PerClass
    let mean: [String: Double?]
    enum CodingKeys: String, CodingKey {
      case confusion, options, mean
      case perClass = "per_class"
    }
  }

  struct PerClass: Decodable {
    let aAcc: Double?
    let iou, accuracy, dice, fscore, precision, recall: [Double?]
    enum CodingKeys: String, CodingKey {
      case aAcc
      case iou = "IoU"
      case accuracy = "Acc"
      case dice = "Dice"
      case fscore = "Fscore"
      case precision = "Precision"
      case recall = "Recall"
    }
  }

  struct Map: Decodable {
    let n: Int
    let classes: Int
    let areas: [[[Double]]]
    let metrics: [String: Double?]
    enum CodingKeys: String, CodingKey {
      case n, classes, metrics
      case areas = "areas_intersect_union_pred_label"
    }
  }

  private func agree(_ a: Double?, _ b: Double?, _ what: String) {
    guard let a, let b else {
      #expect(a == nil && b == nil, "\(what): \(String(describing: a)) for \(String(describing: b))")
      return
    }
    #expect(abs(a - b) <= 1e-6, "\(what): \(a) for \(b)")
  }

  @Test func scoresFromCounts() throws {
    let counts = try Golden.json("metrics.json", as: File.self).counts
    #expect(!counts.isEmpty)
    for (number, item) in counts.enumerated() {
      let metric = IoUMetric(
        PixelCounts(confusion: item.confusion), beta: item.options.beta ?? 1,
        undefinedAs: item.options.nanToNum)
      agree(metric.pixelAccuracy, item.perClass.aAcc, "\(number) aAcc")
      for (index, scores) in metric.classes.enumerated() {
        let pairs: [(String, Double?, [Double?])] = [
          ("IoU", scores.iou, item.perClass.iou), ("Acc", scores.accuracy, item.perClass.accuracy),
          ("Dice", scores.dice, item.perClass.dice), ("Fscore", scores.fscore, item.perClass.fscore),
          ("Precision", scores.precision, item.perClass.precision),
          ("Recall", scores.recall, item.perClass.recall),
        ]
        for (name, score, expected) in pairs {
          agree(score ?? item.options.nanToNum, expected[index], "\(number) \(name) \(index)")
        }
      }
      for (name, mean) in item.mean { closeTo(metric.summary[name], mean, "\(number) \(name)") }
    }
  }

  /// Percentages rounded to two digits may differ by one in the last: the peer rounds Float32.
  private func closeTo(_ a: Double?, _ b: Double?, _ what: String) {
    guard let a, let b else {
      #expect(a == nil && b == nil, "\(what)")
      return
    }
    #expect(abs(a - b) < 0.0101, "\(what): \(a) for \(b)")
  }

  @Test func countsAndScoresFromMaps() throws {
    let file = try Golden.file("metrics.expected.safetensors")
    let maps = try Golden.json("metrics.json", as: File.self).maps
    #expect(!maps.isEmpty)
    for map in maps {
      let predictions = try rasters(#require(file["\(map.n)/pred"]))
      let labels = try rasters(#require(file["\(map.n)/label"]))
      var sum = PixelCounts(classes: map.classes)
      for (image, (prediction, label)) in zip(predictions, labels).enumerated() {
        let counts = PixelCounts(prediction: prediction, label: label, classes: map.classes)
        let found = [
          counts.intersection, (0..<map.classes).map { counts.union($0) }, counts.predicted, counts.labeled,
        ]
        #expect(found.map { $0.map(Double.init) } == map.areas[image])
        sum += counts
      }
      for (name, value) in map.metrics { closeTo(IoUMetric(sum).summary[name], value, "\(map.n) \(name)") }
    }
  }
}
