import Testing

@testable import Provenance

@Suite struct RedactionTests {
  @Test(arguments: [
    ("plain text: a/b", "plain text: a/b"),
    ("https://example.org/x", "https://example.org/x"),
    ("https://u:p@example.org/x", "https://example.org/x"),
    ("ssh://git@example.org:22/x.git", "ssh://example.org:22/x.git"),
    ("get https://t@e.org/x?key=1#f now", "get https://e.org/x now"),
    ("two https://a:b@c.d/ and http://e:f@g.h", "two https://c.d/ and http://g.h"),
  ])
  func addressesLoseTheirSecrets(text: String, expected: String) {
    #expect(Redaction.text(text) == expected)
  }

  @Test func theWorkspaceIsADot() {
    #expect(Redaction.text("/w/s/a/b: missing in /w/s", workspace: "/w/s") == "a/b: missing in .")
  }
}
