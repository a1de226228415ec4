import Testing

@testable import BLAS

@Suite struct OpenBLASTests {
  @Test func theProductIsTheProduct() {
    let product = OpenBLAS.product([1, 2, 3, 4, 5, 6], [1, 0, 2, 1, 0, 3], rows: 2, inner: 3, columns: 2)
    #expect(product == [5, 11, 14, 23])
  }

  @Test func theLibrarySaysWhatItIs() {
    #expect(OpenBLAS.version.contains("."))
    #expect(!OpenBLAS.coreName.isEmpty)
  }
}
