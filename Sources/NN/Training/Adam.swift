public import Tensors

/// Adam, or AdamW when the weight decay is decoupled; PyTorch's formulas.
///
/// Adam: g ← g + decay · w; AdamW: w ← w · (1 − rate · decay). Then m ← β₁ m + (1 − β₁) g,
/// v ← β₂ v + (1 − β₂) g², w ← w − rate / (1 − β₁ᵗ) · m / (√v / √(1 − β₂ᵗ) + ε).
/// Sources: Kingma and Ba (2015), Loshchilov and Hutter (2019).
public final class Adam: Optimizer {
  /// The parameters.
  public let groups: [ParameterGroup]
  private let betas: (Float, Float)
  private let epsilon: Float
  private let decay: Float
  private let isDecoupled: Bool
  private var state = OptimizerState()
  private var steps = 0

  /// Creates Adam; the defaults are PyTorch's: β 0.9 and 0.999, ε 10⁻⁸, no weight decay.
  ///
  /// With `isDecoupled` it is AdamW; PyTorch's default of its decay is 0.01, name it.
  public init(
    _ groups: [ParameterGroup], betas: (Float, Float) = (0.9, 0.999), epsilon: Float = 1e-8,
    decay: Float = 0, isDecoupled: Bool = false
  ) {
    self.groups = groups
    self.betas = betas
    self.epsilon = epsilon
    self.decay = decay
    self.isDecoupled = isDecoupled
  }

  /// Makes one step at a learning rate for each group.
  public func step(rates: [Float], _ pool: WorkerPool) {
    precondition(rates.count == groups.count, "\(rates.count) rates for \(groups.count) groups")
    steps += 1
    for (group, rate) in zip(groups, rates) {
      for entry in group.entries where entry.parameter.isTrainable {
        guard let gradient = entry.parameter.gradient else { continue }
        update(entry, gradient, Double(rate), decay * group.decayMultiplier, pool)
      }
    }
  }

  private func update(
    _ entry: ParameterList.Entry, _ gradient: Buffer, _ rate: Double, _ decay: Float, _ pool: WorkerPool
  ) {
    let (m, v, g) = (state.array("mean", entry), state.array("square", entry), gradient.pointer)
    let (beta1, beta2) = betas
    let step = Float(rate / (1 - power(Double(beta1), steps)))
    let root = Float((1 - power(Double(beta2), steps)).squareRoot())
    let (shrink, added) = isDecoupled ? (Float(1 - rate * Double(decay)), 0) : (1, decay)
    let epsilon = self.epsilon
    entry.parameter.update { w in
      pool.runBlocks(of: 1 << 14, upTo: gradient.count) { range in
        for i in range {
          let weight = w[i] * shrink
          let slope = g[i] + added * weight
          m[i] += (slope - m[i]) * (1 - beta1)
          v[i] = v[i] * beta2 + slope * slope * (1 - beta2)
          w[i] = weight - step * (m[i] / (v[i].squareRoot() / root + epsilon))
        }
      }
    }
  }

  /// The number of steps as `step`, then `mean/KEY` and `square/KEY`.
  public func exportState() -> [StateEntry] {
    [StateEntry(name: "step", shape: [], values: [Float(steps)])]
      + state.export(["mean", "square"], groups)
  }

  /// Sets the state; throws `StateMismatch` for names or shapes that are not this optimizer's, and when
  /// `step` is no whole number.
  public func loadState(_ state: [StateEntry]) throws(StateMismatch) {
    guard let step = state.first(where: { $0.name == "step" && $0.values.count == 1 }),
      let count = Int(exactly: step.values[0]), count >= 0
    else {
      var mismatch = StateMismatch()
      mismatch.missing = ["step"]
      throw mismatch
    }
    try self.state.load(state.filter { $0.name != "step" }, ["mean", "square"], groups)
    steps = count
  }
}

/// x to a whole power, by repeated squaring.
private func power(_ x: Double, _ exponent: Int) -> Double {
  var (result, square, rest) = (1.0, x, exponent)
  while rest > 0 {
    if rest & 1 == 1 { result *= square }
    square *= square
    rest >>= 1
  }
  return result
}
