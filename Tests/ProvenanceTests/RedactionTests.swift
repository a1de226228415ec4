import Foundation
import Testing

@testable import Provenance

@Suite struct RedactionTests {
  @Test(arguments: [
    ("plain text: a/b", "plain text: a/b"),
    ("https://example.org/x", "https://example.org/x"),
    ("ssh://git@example.org:22/x.git", "ssh://git@example.org:22/x.git"),
    ("abfss://raw@acct.net/x", "abfss://raw@acct.net/x"), ("https://e.org/x@y", "https://e.org/x@y"),
  ])
  func addressesWithoutSecretsStay(text: String, expected: String) {
    #expect(Redaction.text(text) == expected)
  }

  /// A digest stands for a user, so that another one is another key, but another password is none.
  @Test(arguments: [
    ("https://user:pw@example.org/x", "https://HIDDEN@example.org/x"),
    ("https://user:p@s:w@rd@example.org/x@y", "https://HIDDEN@example.org/x@y"),
    ("get https://user@e.org/x?id=1#f now", "get https://HIDDEN@e.org/x?id=1#f now"),
    ("two https://user:pw@c.d/ and http://e:pw@g.h", "two https://HIDDEN@c.d/ and http://HIDDEN@g.h"),
    ("docker://user@sha256:0", "docker://HIDDEN@sha256:0"),
    ("https://user:hidden:0123456789abcdef@e.org", "https://HIDDEN@e.org"),
    ("postgres://user:pw@db/x", "postgres://user@db/x"), ("redis://:pw@db", "redis://db"),
  ])
  func addressesLoseTheirSecrets(text: String, expected: String) {
    let once = Redaction.text(text)
    #expect(once.replacing(#/hidden-[0-9a-f]{16}/#, with: "HIDDEN") == expected)
    #expect(Redaction.text(once) == once)
    #expect(Redaction.text(text.replacingOccurrences(of: "pw", with: "other")) == once)
    let another = Redaction.text(text.replacingOccurrences(of: "user", with: "other"))
    #expect((another == once) == !text.contains("user"))
  }

  /// Written as they should not be: the whole of them is hidden, so that another is another key.
  @Test(arguments: ["https://user:pw/x@w@host/d", "https://user:pw#x@host/d"])
  func passwordsWithASlashAreHiddenToo(text: String) {
    let once = Redaction.text(text)
    #expect(once.replacing(#/hidden-[0-9a-f]{16}/#, with: "HIDDEN") == "https://HIDDEN@host/d")
    #expect(Redaction.text(once) == once)
    let port = "http://host:8080/a@b and http://[::1]:80/a@b"
    #expect(Redaction.text(port) == port)
  }

  @Test func tokensInQueriesAreHidden() {
    let once = Redaction.text("https://e.org/x?id=7&access_token=abc&sig=d/e+f#part")
    #expect(once.hasPrefix("https://e.org/x?id=7&access_token=hidden:") && once.hasSuffix("#part"))
    #expect(!once.contains("abc") && !once.contains("d/e+f"))
    #expect(Redaction.text(once) == once)
    #expect(
      Redaction.text("https://e.org/x?access_token=abd") != Redaction.text("https://e.org/x?access_token=abc")
    )
  }

  @Test func onlyWholeWordsAreSecrets() {
    for name in ["token", "HF_TOKEN", "api-key", "db.password", "AWS_SECRET_ACCESS_KEY"] {
      #expect(Redaction.isSecret(name), "\(name)")
    }
    for name in ["tokenizer", "key", "monkey", "author", "sigma", "tokens"] {
      #expect(!Redaction.isSecret(name), "\(name)")
    }
  }

  @Test func theWorkspaceIsADot() {
    #expect(Redaction.text("/w/s/a/b: missing in /w/s", workspace: "/w/s") == "a/b: missing in .")
    #expect(Redaction.text("lost in /w/s.", workspace: "/w/s") == "lost in ..")
  }

  @Test(arguments: [
    ("/w/s/data", "(workspace)/data"), ("data", "data"), ("/w/s", "(workspace)"),
    ("/w/s-raw/x", "/w/s-raw/x"),
    ("/w/s.old", "/w/s.old"), ("/mnt/w/s/x", "/mnt/w/s/x"), ("/w/s/bin:/usr/bin", "(workspace)/bin:/usr/bin"),
    ("a=/w/s,b=/w/s/c", "a=(workspace),b=(workspace)/c"), ("-I/w/s/x", "-I(workspace)/x"),
    ("x-I/w/s/x", "x-I/w/s/x"),
  ])
  func theWorkspaceIsMarkedWhereItIsWhole(text: String, expected: String) {
    #expect(Redaction.marked(text, workspace: "/w/s") == expected)
  }
}
