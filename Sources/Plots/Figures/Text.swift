/// A number with at most that many digits behind the point, the same on every machine.
///
/// Trailing zeros are dropped unless `keepingZeros`; what is no finite number is named as such.
func decimal(_ value: Double, _ places: Int, keepingZeros: Bool = false) -> String {
  guard value.isFinite else { return value.isNaN ? "undefined" : value < 0 ? "−∞" : "∞" }
  guard abs(value) < 1e15 else { return "\(value)" }
  var unit = 1
  for _ in 0..<places { unit *= 10 }
  // A whole number of the last digit's units; beyond 2⁵³ of them the fraction is noise anyway.
  let scaled = (abs(value) * Double(unit)).rounded()
  guard scaled < 0x1p53 else { return "\(value)" }
  let (whole, rest) = (Int(scaled) / unit, Int(scaled) % unit)
  let sign = value < 0 && scaled > 0 ? "-" : ""
  var digits = String(String(unit + rest).dropFirst())
  while !keepingZeros, digits.last == "0" { digits.removeLast() }
  return sign + String(whole) + (digits.isEmpty ? "" : "." + digits)
}

/// A coordinate in hundredths of a unit.
func short(_ value: Double) -> String { decimal(value, 2) }

/// A value as an axis shows it: four significant digits, powers of ten where it is far from 1.
func label(_ value: Double) -> String {
  guard value.isFinite, value != 0 else { return decimal(value, 0) }
  var (mantissa, exponent) = (abs(value), 0)
  while mantissa >= 10 { (mantissa, exponent) = (mantissa / 10, exponent + 1) }
  while mantissa < 1 { (mantissa, exponent) = (mantissa * 10, exponent - 1) }
  if exponent > 5 || exponent < -4 {
    let digits = decimal(mantissa, 2)
    return (value < 0 ? "-" : "") + (digits == "10" ? "1e\(exponent + 1)" : "\(digits)e\(exponent)")
  }
  return decimal(value, max(0, 3 - exponent))
}

/// Text for XML and HTML, also within double quotes.
///
/// It goes by scalars: a sign that a combining mark follows is a sign all the same. What XML cannot hold at all
/// (control characters) becomes a replacement character.
public func escaped(_ text: String) -> String {
  var result = ""
  for scalar in text.unicodeScalars {
    switch scalar {
    case "&": result += "&amp;"
    case "<": result += "&lt;"
    case ">": result += "&gt;"
    case "\"": result += "&quot;"
    case "\t", "\n": result.unicodeScalars.append(scalar)
    case _ where scalar.value < 0x20 || scalar.value & 0xFFFE == 0xFFFE: result += "\u{FFFD}"
    default: result.unicodeScalars.append(scalar)
    }
  }
  return result
}
