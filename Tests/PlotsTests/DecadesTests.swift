import Foundation
import Testing

@testable import Plots

struct DecadesTests {
  @Test func logarithmsOfPowersAreWhole() {
    for n in -12...12 { #expect(Decades.logarithm(Decades.power(n)) == Double(n)) }
  }

  @Test func othersAgreeWithTheSystems() {
    for i in 1...2000 {
      let x = Double(i * i) / 977
      #expect(abs(Decades.logarithm(x) - log10(x)) <= 1e-14 * max(1, abs(log10(x))), "\(x)")
    }
    for n in -12...12 { #expect(abs(Decades.power(n) / pow(10, Double(n)) - 1) < 1e-14) }
  }
}
