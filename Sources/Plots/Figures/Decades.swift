/// Powers of ten and their logarithms by the same steps on every processor; libm's last bit differs among them.
enum Decades {
  /// 10ⁿ.
  static func power(_ exponent: Int) -> Double {
    var value = 1.0
    for _ in 0..<abs(exponent) { value *= 10 }
    return exponent < 0 ? 1 / value : value
  }

  /// log₁₀ of a positive finite value, of a power of ten exactly; else within 10⁻¹⁴ of the magnitude.
  ///
  /// With x = m · 2ᵉ and m in [√½, √2): ln m = 2 · (s + s³/3 + s⁵/5 + …) for s = (m − 1) / (m + 1), |s| < 0.172.
  static func logarithm(_ x: Double) -> Double {
    var (m, e) = (x.significand, Double(x.exponent))
    if m > 1.414_213_562_373_095_1 { (m, e) = (m / 2, e + 1) }
    let s = (m - 1) / (m + 1)
    var sum = 0.0
    for k in stride(from: 21, through: 1, by: -2) { sum = sum * s * s + 1 / Double(k) }
    let value = e * 0.301_029_995_663_981_2 + 2 * s * sum * 0.434_294_481_903_251_8
    let whole = value.rounded()
    return abs(whole) < 300 && power(Int(whole)) == x ? whole : value
  }
}
