import Experiment
import Tensors

/// The columns of a scan within which graders looked; outside, nobody said that there is no fluid.
struct GradedWindow: CustomStringConvertible {
  /// The first and the last column, in pixels of the scan.
  let columns: ClosedRange<Int>

  /// As rows of tables name it.
  var description: String { "columns \(columns.lowerBound) to \(columns.upperBound)" }

  /// From `trials.window`, nil where it is empty.
  ///
  /// Throws `ExperimentError.parameter` unless there are two columns in ascending order.
  init?(_ window: [Int]) throws {
    guard !window.isEmpty else { return nil }
    guard window.count == 2, window[0] >= 0, window[0] <= window[1] else {
      throw ExperimentError.parameter(
        name: "trials.window", expected: "no column, or the first and the last one", found: "\(window)")
    }
    columns = window[0]...window[1]
  }

  /// A mask without what lies outside; it shows a scan of `width` columns, at whatever size.
  ///
  /// Throws `ExperimentError.parameter` where the scan ends before the window does.
  func kept(of mask: Raster, scanWidth width: Int) throws -> Raster {
    guard columns.upperBound < width else {
      throw ExperimentError.parameter(
        name: "trials.window", expected: "columns below \(width), the scans' width",
        found: "\(columns.upperBound)")
    }
    var kept = mask
    for y in 0..<mask.height {
      for x in 0..<mask.width where !columns.contains(x * width / mask.width) { kept[x, y] = 0 }
    }
    return kept
  }
}
