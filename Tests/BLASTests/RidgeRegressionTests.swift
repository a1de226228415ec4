import BLAS
import Testing

@Suite struct RidgeRegressionTests {
  /// y = 2 a − 3 b + 5, in pieces.
  private func regression(_ pieces: [[(Double, Double)]]) throws -> RidgeRegression {
    var regression = RidgeRegression(columns: 2, blas: try OpenBLAS())
    for piece in pieces {
      regression.add(
        piece.flatMap { [$0.0, $0.1, 1] }, targets: piece.map { 2 * $0.0 - 3 * $0.1 + 5 })
    }
    return regression
  }

  @Test func aLineIsFound() throws {
    let solution = try regression([[(0, 1), (1, 0), (2, 2)], [(3, 1), (1, 4)], []]).solution(penalty: 0)
    for (found, expected) in zip(solution, [2.0, -3, 5]) { #expect(abs(found - expected) < 1e-9) }
  }

  @Test func thePenaltyShrinksTheWeightsAlone() throws {
    let rows = [[(0.0, 1.0), (1, 0), (2, 2), (3, 1), (1, 4)]]
    let solution = try regression(rows).solution(penalty: 1e6)
    #expect(abs(solution[0]) < 1e-4 && abs(solution[1]) < 1e-4)
    // What is left is the mean of the targets.
    #expect(abs(solution[2] - (2 + 7 + 3 + 8 - 5) / 5) < 1e-3)
  }

  @Test func columnsThatSayTheSameNeedAPenalty() throws {
    let rows = [[(1.0, 1.0), (2, 2), (3, 3)]]
    #expect(throws: OpenBLASError.self) { try regression(rows).solution(penalty: 0) }
    #expect(try regression(rows).solution(penalty: 1e-3).allSatisfy(\.isFinite))
  }

  /// What a column knows does not depend on its unit nor on where its zero lies.
  @Test func unitsAndOffsetsDoNotMatter() throws {
    func fitted(_ unit: Double, _ offset: Double) throws -> [Double] {
      var regression = RidgeRegression(columns: 2, blas: try OpenBLAS())
      let rows = (0..<40).map { [unit * Double($0 * 7 % 11) + offset, Double($0 * 5 % 13), 1] }
      regression.add(rows.flatMap(\.self), targets: (0..<40).map { Double($0 * 3 % 5) })
      let weights = try regression.solution(penalty: 0.1)
      return rows.map { row in zip(row, weights).reduce(0) { $0 + $1.0 * $1.1 } }
    }
    let plain = try fitted(1, 0)
    for (unit, offset) in [(1.0, 30.0), (0.01, 0), (250, -4)] {
      for (one, other) in try zip(plain, fitted(unit, offset)) { #expect(abs(one - other) < 1e-9) }
    }
    #expect(Set(plain.map { ($0 * 1e6).rounded() }).count > 5, "it fits something")
  }

  @Test func aConstantColumnSaysNothing() throws {
    let solution = try regression([(0..<9).map { (Double($0), 4.0) }]).solution(penalty: 1e-6)
    #expect(abs(solution[0] - 2) < 1e-3 && solution.allSatisfy(\.isFinite))
  }

  @Test func repeatedSolutionsAreTheSameBits() throws {
    let rows = [(0..<500).map { (Double($0 % 17) * 0.1, Double($0 % 13) * 0.3) }]
    let first = try regression(rows).solution(penalty: 0.01)
    for _ in 0..<5 { #expect(try regression(rows).solution(penalty: 0.01) == first) }
  }
}
