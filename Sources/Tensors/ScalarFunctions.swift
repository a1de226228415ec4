/// The natural logarithm of a positive normal number, by the series of the area tangent.
///
/// Own arithmetic, not the C library's, whose bits change with its version. The error is below 2·10⁻¹⁶
/// of the result or of 1, whichever is larger.
func logarithm(_ x: Double) -> Double {
  var exponent = Double(x.exponent)
  var mantissa = x.significand
  if mantissa > 1.414_213_562_373_095_1 {
    mantissa /= 2
    exponent += 1
  }
  let ratio = (mantissa - 1) / (mantissa + 1)
  let square = ratio * ratio
  var sum = 0.0
  for power in stride(from: 23.0, through: 1, by: -2) { sum = sum * square + 1 / power }
  return exponent * 0.693_147_180_559_945_3 + 2 * ratio * sum
}

/// The cosine of an angle in [0, 1) turns, by Taylor's series within an eighth of a turn.
func cosine(turns: Double) -> Double {
  let quarter = (turns * 4).rounded()
  let angle = (turns - quarter / 4) * 6.283_185_307_179_586
  switch Int(quarter) & 3 {
  case 0: return series(angle, from: 0)
  case 1: return -series(angle, from: 1)
  case 2: return -series(angle, from: 0)
  default: return series(angle, from: 1)
  }
}

/// The sine (from 1) or cosine (from 0) of an angle of at most π/4.
private func series(_ angle: Double, from first: Int) -> Double {
  var term = first == 0 ? 1 : angle
  var sum = term
  for n in stride(from: first + 2, through: 18, by: 2) {
    term *= -(angle * angle) / Double(n * (n - 1))
    sum += term
  }
  return sum
}

/// The power of a number of [0, ∞) in own arithmetic; 0 to a positive power is 0.
///
/// The relative error is below 10⁻¹⁵ for exponents and logarithms of ordinary size.
public func realPower(_ base: Double, _ exponent: Double) -> Double {
  if base <= 0 { return exponent == 0 ? 1 : 0 }
  let x = exponent * logarithm(base)
  let n = (x / 0.693_147_180_559_945_3).rounded()
  // ln 2 in two parts, so that the rest is exact.
  let r = (x - n * 0.693_147_180_369_123_8) - n * 1.908_214_929_270_587_7e-10
  var sum = 1.0
  for k in stride(from: 18.0, through: 1, by: -1) { sum = 1 + sum * r / k }
  return Double(sign: .plus, exponent: Int(n), significand: sum)
}

/// The cosine of an angle in [0, 1) turns.
public func cosineOfTurns(_ turns: Double) -> Double { cosine(turns: turns) }
