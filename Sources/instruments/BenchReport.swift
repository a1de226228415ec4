import Foundation
import Segmentation

/// What `fovea bench` found; encoded, it is the command's JSON.
struct BenchReport: Encodable {
  let schema = 1
  let architecture: String
  let mode: String
  let width: Int
  let crop: Int
  let batch: Int
  let threads: Int
  /// The repetitions, in order.
  let seconds: [Double]
  let median: Double
  let least: Double
  let most: Double
  /// Direct-method floating-point operations of the convolutions over the median: 2 for each nominal
  /// multiplication, a training step three times those of its forward pass.
  let gflops: Double
  let peak: Double

  private enum CodingKeys: String, CodingKey {
    case schema, architecture, mode, width, crop, batch, threads, seconds, gflops
    case median = "median_s"
    case least = "min_s"
    case most = "max_s"
    case peak = "peak_rss_mb"
  }

  init(_ subject: BenchSubject, seconds: [Double], peak: Double) {
    architecture = subject.setting.model.name
    mode = subject.mode
    width = subject.setting.architecture.width
    crop = subject.setting.crop
    batch = subject.setting.batch
    threads = subject.setting.threads
    self.seconds = seconds
    let sorted = seconds.sorted()
    let half = sorted.count / 2
    median =
      sorted.isEmpty
      ? 0 : sorted.count.isMultiple(of: 2) ? (sorted[half - 1] + sorted[half]) / 2 : sorted[half]
    least = sorted.first ?? 0
    most = sorted.last ?? 0
    gflops = median > 0 ? subject.operations / median / 1e9 : 0
    self.peak = peak
  }

  /// The human table.
  func tell() {
    Output.print("\(architecture) \(mode), width \(width), \(batch) × \(crop) × \(crop), \(threads) threads")
    let times = String(format: "%.3f s (min %.3f, max %.3f)", median, least, most)
    Output.print("  median      \(times) of \(seconds.count)")
    Output.print(String(format: "  speed       %.0f GFLOP/s of convolutions, counted directly", gflops))
    Output.print(String(format: "  peak memory %.0f MB", peak))
  }
}
