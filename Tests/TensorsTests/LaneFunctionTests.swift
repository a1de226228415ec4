import Foundation
import Testing

@testable import Tensors

/// The own functions against the C library's in Double.
@Suite struct LaneFunctionTests {
  @Test func exponentialIsWithinTwoUnits() {
    for step in 0..<40_000 {
      let x = -87 + Float(step) * 0.00438
      let exact = exp(Double(x))
      let unit = Double(Float(exact).ulp)
      #expect(abs(Double(exponential(Lane(repeating: x))[0]) - exact) <= 2 * unit, "\(x)")
    }
    #expect(exponential(Lane(repeating: -200))[0] == 0)
    #expect(exponential(Lane(repeating: 200))[0] == .infinity)
    #expect(exponential(Lane(repeating: .nan))[0].isNaN)
    #expect(exponential(Lane(repeating: 0))[0] == 1)
  }

  @Test func logarithmIsWithinTwoUnits() {
    for step in 1..<40_000 {
      let x = Float(step) * 0.000_37
      let exact = log(Double(x))
      let bound = max(2 * Double(Float(exact).ulp), 1.2e-7 * abs(exact))
      #expect(abs(Double(naturalLogarithm(Lane(repeating: x))[0]) - exact) <= bound, "\(x)")
    }
    #expect(naturalLogarithm(Lane(repeating: 1))[0] == 0)
    #expect(naturalLogarithm(Lane(repeating: .infinity))[0] == .infinity)
    #expect(naturalLogarithm(Lane(repeating: .nan))[0].isNaN)
  }

  @Test func hyperbolicTangentAndLogisticAreClose() {
    for step in -20_000..<20_000 {
      let x = Float(step) * 0.0005
      let exact = tanh(Double(x))
      #expect(abs(Double(hyperbolicTangent(Lane(repeating: x))[0]) - exact) <= 2.5e-7 * abs(exact), "\(x)")
      let curve = 1 / (1 + exp(-Double(x)))
      #expect(abs(Double(logistic(Lane(repeating: x))[0]) - curve) <= 4e-7 * curve, "\(x)")
    }
  }

  @Test func powersAreExactInDouble() {
    for step in 0...100 {
      let x = Double(step) / 100
      #expect(abs(realPower(x, 0.9) - pow(x, 0.9)) <= 1e-15)
    }
  }
}
