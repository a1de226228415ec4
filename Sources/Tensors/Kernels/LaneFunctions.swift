// Own polynomials instead of the C library's functions, whose bits change with its version.

/// e^x of every lane; the error is at most 2 units in the last place for results that are normal numbers.
///
/// Below −87.3 the result is 0, above 88.7 infinity; NaN stays NaN.
@inline(__always)
func exponential(_ x: Lane) -> Lane {
  let low = Lane(repeating: -87.336_54)
  let high = Lane(repeating: 88.722_83)
  let inside = x.replacing(with: low, where: x .< low).replacing(with: high, where: x .> high)
  // x = n ln 2 + r, |r| ≤ ln 2 / 2; ln 2 in two parts, the first with trailing zeros.
  // Adding 1.5 · 2²³ rounds to a whole number and leaves it in the low bits.
  let shifted = Lane(repeating: roundingShift).addingProduct(inside, Lane(repeating: 1.442_695_04))
  let n = shifted - roundingShift
  let r = inside.addingProduct(n, Lane(repeating: -0.693_359_375))
    .addingProduct(n, Lane(repeating: 2.121_944_4e-4))
  var p = Lane(repeating: 1.0 / 5040)
  p = Lane(repeating: 1.0 / 720).addingProduct(p, r)
  p = Lane(repeating: 1.0 / 120).addingProduct(p, r)
  p = Lane(repeating: 1.0 / 24).addingProduct(p, r)
  p = Lane(repeating: 1.0 / 6).addingProduct(p, r)
  p = Lane(repeating: 0.5).addingProduct(p, r)
  p = Lane(repeating: 1).addingProduct(p, r)
  p = Lane(repeating: 1).addingProduct(p, r)
  // Two factors, for 2^128 is no float while e^88.7 is.
  let whole = unsafeBitCast(shifted, to: SIMD8<Int32>.self) &- Int32(bitPattern: roundingShift.bitPattern)
  let half = whole &>> 1
  let result = p * powerOfTwo(half) * powerOfTwo(whole &- half)
  return result.replacing(with: 0, where: x .< low).replacing(with: .infinity, where: x .> high)
    .replacing(with: x, where: x .!= x)
}

/// 1.5 · 2²³: floats of this size are whole numbers.
private let roundingShift: Float = 12_582_912

/// 2^n of whole numbers from −126 to 127.
@inline(__always)
private func powerOfTwo(_ n: SIMD8<Int32>) -> Lane {
  unsafeBitCast((n &+ 127) &<< 23, to: Lane.self)
}

/// The natural logarithm of every lane; the error is at most 2 units in the last place, or 1.2·10⁻⁷ near 1.
///
/// Arguments must be positive normal numbers; 0 and what is below give −87.3, that of the least of them.
/// Infinity and NaN stay what they are.
@inline(__always)
func naturalLogarithm(_ x: Lane) -> Lane {
  let positive = x.replacing(with: Lane(repeating: .leastNormalMagnitude), where: x .< .leastNormalMagnitude)
  let bits = unsafeBitCast(positive, to: SIMD8<Int32>.self)
  // Mantissas from √½ on: subtract the bits of √½ before the exponent is taken.
  let shifted = bits &- 0x3f35_04f3
  let exponent = shifted &>> 23
  let mantissa = unsafeBitCast((shifted & 0x007f_ffff) &+ 0x3f35_04f3, to: Lane.self)
  let f = mantissa - 1
  let s = f / (mantissa + 1)
  let z = s * s
  var p = Lane(repeating: 2.0 / 11)
  p = Lane(repeating: 2.0 / 9).addingProduct(p, z)
  p = Lane(repeating: 2.0 / 7).addingProduct(p, z)
  p = Lane(repeating: 2.0 / 5).addingProduct(p, z)
  p = Lane(repeating: 2.0 / 3).addingProduct(p, z)
  // log(1 + f) = f − s · (f − z · p): the large part, f, comes last and unrounded.
  let rest = s * (f - z * p)
  let e =
    unsafeBitCast(exponent &+ Int32(bitPattern: roundingShift.bitPattern), to: Lane.self) - roundingShift
  let low = (e * -2.121_944_4e-4) - rest
  return (f + low).addingProduct(e, Lane(repeating: 0.693_359_375))
    .replacing(with: x, where: .!(x .< .infinity))
}

/// 1 / (1 + e^−x) of every lane.
@inline(__always)
func logistic(_ x: Lane) -> Lane {
  1 / (1 + exponential(-x))
}

/// The hyperbolic tangent of every lane; the error is at most 2·10⁻⁷ of the result.
@inline(__always)
func hyperbolicTangent(_ x: Lane) -> Lane {
  let size = x.replacing(with: -x, where: x .< 0)
  let e = exponential(size * -2)
  let large = (1 - e) / (1 + e)
  // Near zero 1 − e loses digits; the odd series there does not.
  let z = x * x
  var p = Lane(repeating: 0.021_869_49)
  p = Lane(repeating: -0.053_968_254).addingProduct(p, z)
  p = Lane(repeating: 0.133_333_33).addingProduct(p, z)
  p = Lane(repeating: -0.333_333_33).addingProduct(p, z)
  let small = size.addingProduct(size * z, p)
  let result = large.replacing(with: small, where: size .< 0.25)
  return result.replacing(with: -result, where: x .< 0)
}
