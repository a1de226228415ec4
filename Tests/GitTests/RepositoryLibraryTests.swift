import Testing

@testable import Git

@Suite struct RepositoryLibraryTests {
  @Test func theLibraryTellsItsVersion() {
    #expect(Repository.libraryVersion.split(separator: ".").count == 3)
    #expect(Repository.libraryVersion != "0.0.0")
  }
}
