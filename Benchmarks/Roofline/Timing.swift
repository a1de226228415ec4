/// The seconds of one run.
func time(_ body: () -> Void) -> Double {
  let (whole, parts) = ContinuousClock().measure(body).components
  return Double(whole) + Double(parts) * 1e-18
}

/// The median of some numbers.
func median(_ values: [Double]) -> Double { values.sorted()[values.count / 2] }
