/// Values along one side of a figure and where they are drawn.
struct Axis {
  let low: Double
  let high: Double
  let isLogarithmic: Bool
  let ticks: [Double]

  /// An axis over the finite values (of a logarithmic one the positive), rounded to whole ticks.
  ///
  /// A tight one ends where the values end.
  init(
    _ values: some Sequence<Double>, isLogarithmic: Bool = false, containsZero: Bool = false,
    isTight: Bool = false
  ) {
    var usable = values.filter { $0.isFinite && (!isLogarithmic || $0 > 0) }
    if containsZero { usable.append(0) }
    let (least, most) = (usable.min() ?? 0, usable.max() ?? 1)
    self.isLogarithmic = isLogarithmic && !usable.isEmpty
    let all = self.isLogarithmic ? Self.decades(least, most) : Self.steps(least, most)
    if isTight, most > least {
      ticks = all.filter { (least...most).contains($0) }
      (low, high) = (least, most)
      return
    }
    ticks = all
    low = min(ticks.first ?? least, least)
    high = max(ticks.last ?? most, most)
  }

  /// Where a value lies: 0 at the low end, 1 at the high end; nil for what cannot be drawn.
  func place(_ value: Double) -> Double? {
    guard value.isFinite, !isLogarithmic || value > 0 else { return nil }
    if isLogarithmic {
      let first = Decades.logarithm(low)
      return (Decades.logarithm(value) - first) / (Decades.logarithm(high) - first)
    }
    return (value - low) / (high - low)
  }

  /// About five round steps of 1, 2 or 5 times a power of ten.
  private static func steps(_ least: Double, _ most: Double) -> [Double] {
    let range = most > least ? most - least : max(abs(least), 1)
    var unit = 1.0
    while unit * 10 <= range / 5 { unit *= 10 }
    while unit > range / 5 { unit /= 10 }
    let step = [1.0, 2, 5, 10].first { unit * $0 * 5 >= range } ?? 10
    let size = unit * step
    let (first, last) = ((least / size).rounded(.down), (most / size).rounded(.up))
    // Whole multiples of the step, divided where the step is a fraction: 0.3 and not 0.30000000000000004.
    let inverse = (1 / size).rounded()
    return stride(from: first, through: max(last, first + 1), by: 1).map {
      size < 1 ? $0 / inverse : $0 * size
    }
  }

  private static func decades(_ least: Double, _ most: Double) -> [Double] {
    let (first, last) = (
      Int(Decades.logarithm(least).rounded(.down)), Int(Decades.logarithm(most).rounded(.up))
    )
    let step = max(1, (last - first) / 6)
    return stride(from: first, through: max(last, first + 1), by: step).map { Decades.power($0) }
  }
}
