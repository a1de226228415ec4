import Tensors

/// Fluid Dice as a function of the threshold on a score that is about 0 without and 1 with fluid.
struct DiceCurve {
  /// Steps of the score from −1 to 2; what lies beyond counts at the ends.
  private static let steps = 3000
  private var fluid = [Int](repeating: 0, count: steps)
  private var other = [Int](repeating: 0, count: steps)

  /// Counts the pixels of a scan.
  mutating func add(_ scores: [Float], _ label: Raster) {
    precondition(
      scores.count == label.pixels.count, "\(scores.count) scores for \(label.pixels.count) pixels")
    for (score, mark) in zip(scores, label.pixels) {
      let step = min(max(Int((min(max(score, -1), 2) + 1) * 1000), 0), Self.steps - 1)
      if mark == 0 { other[step] += 1 } else { fluid[step] += 1 }
    }
  }

  /// The Dice of everything at `step` and above; nil where nothing is fluid and nothing is found.
  func dice(above step: Int) -> Double? {
    let both = fluid[step...].reduce(0, +)
    let sum = both + other[step...].reduce(0, +) + fluid.reduce(0, +)
    return sum == 0 ? nil : 2 * Double(both) / Double(sum)
  }

  /// The step of the best Dice, the lowest of equals.
  var bestThreshold: Int {
    let all = fluid.reduce(0, +)
    var (both, found, best, place) = (all, all + other.reduce(0, +), -1.0, 0)
    for step in 0..<Self.steps {
      let dice = found + all == 0 ? 0 : 2 * Double(both) / Double(found + all)
      if dice > best { (best, place) = (dice, step) }
      both -= fluid[step]
      found -= fluid[step] + other[step]
    }
    return place
  }
}
