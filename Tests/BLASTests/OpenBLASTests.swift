import BLAS
import Foundation
import Testing

@Suite struct OpenBLASTests {
  @Test func aProductIsRight() throws {
    let blas = try OpenBLAS()
    #expect(
      blas.product([1, 2, 3, 4, 5, 6], [1, 0, 0, 1, 1, 1], rows: 2, inner: 3, columns: 2) == [
        4, 5, 10, 11,
      ])
    #expect(blas.product([], [], rows: 0, inner: 3, columns: 0) == [])
  }

  @Test func itSaysWhatItIs() throws {
    let environment = try OpenBLAS().environment
    #expect(environment.threads == 1)
    #expect(environment.configuration.contains("OpenBLAS"))
    if let asked = ProcessInfo.processInfo.environment["OPENBLAS_CORETYPE"] {
      #expect(environment.core.lowercased() == asked.lowercased())
    } else {
      #expect(!environment.core.isEmpty && environment.core != "unknown")
    }
    #expect(environment.configuration.contains(OpenBLAS.version))
    #expect(OpenBLAS.version.first?.isNumber == true)
  }

  @Test func repeatedCallsMakeTheSameBits() throws {
    let blas = try OpenBLAS()
    let a = (0..<300 * 70).map { Float($0 % 17) * 0.1 - 0.7 }
    let b = (0..<70 * 40).map { Float($0 % 13) * 0.2 - 1.1 }
    let first = blas.product(a, b, rows: 300, inner: 70, columns: 40)
    for _ in 0..<5 { #expect(blas.product(a, b, rows: 300, inner: 70, columns: 40) == first) }
  }
}
