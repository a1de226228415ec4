import Provenance
import StageProtocol
import Testing

@Suite struct PublishingTests {
  @Test(arguments: [
    ("path: /home/anna/data # hers", "path: (path) # hers"), ("at '/mnt/eyes/Subject_01.mat'", "at '(path)'"),
    ("~/data", "(path)"), ("url: https://example.org/a/b", "url: https://example.org/a/b"),
    ("artifacts/1_setup/volumes", "artifacts/1_setup/volumes"), ("1/2 and 3 / 4", "1/2 and 3 / 4"),
    ("{value: /data/duke, type: string}", "{value: (path), type: string}"),
    ("file:///srv/x/y", "file://(path)"),
  ])
  func absolutePathsAreHidden(text: String, published: String) {
    #expect(Redaction.published(text) == published)
    #expect(Redaction.published(published) == published, "twice is once")
  }

  @Test func whatFollowsASecretsNameIsHiddenWhole() {
    let published = Redaction.published("a: 1\n  token: {value: abc123}\n")
    #expect(!published.contains("abc123") && published.hasPrefix("a: 1\n  token: hidden:"))
  }

  @Test func valuesAreHiddenByTheirNames() {
    #expect(Redaction.published(.string("/a/b"), named: "data.path") == .string("(path)"))
    #expect(Redaction.published(.string("abc"), named: "x.password") != .string("abc"))
    #expect(Redaction.published(.integer(3), named: "n") == .integer(3))
  }
}
