import Tensors

/// The learning rate as a function of the iteration, counted from 0.
public struct Schedule: Sendable, Hashable {
  /// How the rate falls.
  public enum Shape: Sendable, Hashable {
    /// It does not.
    case constant
    /// (base − least) · (1 − t / (end − 1))^power + least, MMEngine's `PolyLR` by iteration.
    case poly(power: Double, least: Double)
    /// least + (base − least) · (1 + cos(π t / (end − 1))) / 2.
    case cosine(least: Double)
  }

  /// The rate at the beginning.
  public var base: Double
  /// The number of iterations; later ones have the last rate.
  public var end: Int
  /// How the rate falls.
  public var shape: Shape
  /// The iterations of linear warm-up, from `warmupFactor` of the rate; 0 for none.
  ///
  /// At t < warmup the rate that falls is multiplied by factor + (1 − factor) · t / warmup: mmcv's
  /// `LrUpdaterHook`, before MMEngine. MMEngine's `LinearLR` divides by warmup − 1, so that its last iteration has
  /// the whole base, and what falls begins after it (`begin`).
  public var warmup: Int
  /// The share of the rate at iteration 0 of the warm-up.
  public var warmupFactor: Double

  /// Creates a schedule; the defaults are MMSegmentation's: poly, power 0.9, least rate 10⁻⁴, no warm-up.
  public init(
    base: Double, end: Int, shape: Shape = .poly(power: 0.9, least: 1e-4), warmup: Int = 0,
    warmupFactor: Double = 0.001
  ) {
    precondition(end > 0 && warmup >= 0, "a schedule of \(end) iterations, \(warmup) of warm-up")
    self.base = base
    self.end = end
    self.shape = shape
    self.warmup = warmup
    self.warmupFactor = warmupFactor
  }

  /// The rate of an iteration, in Double, of parameters whose base is `multiplier` (1 by default) times `base`.
  ///
  /// The least rate is the same for all: with a multiplier of 0 poly and cosine rise to it, as in MMEngine.
  public func exactRate(at iteration: Int, multiplier: Double = 1) -> Double {
    let base = base * multiplier
    let part = end > 1 ? min(1, Double(iteration) / Double(end - 1)) : 0
    let rate: Double
    switch shape {
    case .constant: rate = base
    case .poly(let power, let least): rate = (base - least) * realPower(1 - part, power) + least
    case .cosine(let least): rate = least + (base - least) * (1 + cosineOfTurns(part / 2)) / 2
    }
    guard iteration < warmup else { return rate }
    return rate * (warmupFactor + (1 - warmupFactor) * Double(iteration) / Double(warmup))
  }

  /// The rate of an iteration, of parameters whose base is `multiplier` (1 by default) times `base`.
  public func rate(at iteration: Int, multiplier: Float = 1) -> Float {
    Float(exactRate(at: iteration, multiplier: Double(multiplier)))
  }
}
