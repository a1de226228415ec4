import ContentStore
import Digest
import Foundation
import StageProtocol
import Testing

@testable import Provenance

@Suite struct KeyIngredientsTests {
  private static let base = KeyIngredients(
    code: SHA256Digest(of: "code"),
    inputs: [
      .init(role: "a", path: "data/a", content: content("a")),
      .init(role: "b", cell: "x", path: "data/b", content: content("b")),
      .init(role: "b", cell: "y", path: "data/c", content: content("c")),
    ],
    parameters: [
      "rate": .number(0.001), "name": .string("unet"), "sizes": .array([.integer(1), .integer(2)]),
    ],
    outputs: [
      .init(role: "table", path: "artifacts/t.csv", isFolder: false),
      .init(role: "masks", path: "artifacts/m", isFolder: true),
    ],
    environment: ["OMP": "1", "UNSET": nil], toolchain: "Swift 6.3 -O", libraries: ["png": "1.6"],
    cpu: "x86-64-v3", seed: 17)

  private static func content(_ text: String, _ kind: ContentID.Kind = .file) -> ContentID {
    ContentID(kind: kind, digest: SHA256Digest(of: text), size: 1)
  }

  private func changed(_ change: (inout KeyIngredients) -> Void) -> KeyIngredients {
    var copy = Self.base
    change(&copy)
    return copy
  }

  private static let changes: [(Reason.Kind, String, @Sendable (inout KeyIngredients) -> Void)] = [
    (.code, "", { $0.code = SHA256Digest(of: "other") }),
    (.inputAdded, "z", { $0.inputs.append(.init(role: "z", path: nil, content: content("z"))) }),
    (.inputRemoved, "a", { $0.inputs.removeFirst() }),
    (.inputChanged, "a", { $0.inputs[0].content = content("other") }),
    (.inputChanged, "a", { $0.inputs[0].path = "data/other" }),
    (.inputChanged, "a", { $0.inputs[0].content.kind = .folder }),
    (.parameterAdded, "new", { $0.parameters["new"] = .null }),
    (.parameterRemoved, "rate", { $0.parameters["rate"] = nil }),
    (.parameterChanged, "rate", { $0.parameters["rate"] = .number(0.002) }),
    (.parameterChanged, "name", { $0.parameters["name"] = .null }),
    (.parameterChanged, "sizes", { $0.parameters["sizes"] = .array([.integer(12)]) }),
    (.outputAdded, "new", { $0.outputs.append(.init(role: "new", path: "artifacts/n", isFolder: false)) }),
    (.outputRemoved, "table", { $0.outputs.removeFirst() }),
    (.outputChanged, "masks", { $0.outputs[1].isFolder = false }),
    (.environment, "OMP", { $0.environment["OMP"] = "2" }),
    (.environment, "UNSET", { $0.environment["UNSET"] = "" }),
    (.environment, "UNSET", { $0.environment.removeValue(forKey: "UNSET") }),
    (.toolchain, "", { $0.toolchain = "Swift 6.4" }),
    (.library, "png", { $0.libraries["png"] = "1.7" }),
    (.library, "zlib", { $0.libraries["zlib"] = "1" }),
    (.cpu, "", { $0.cpu = "x86-64-v4" }),
    (.seed, "", { $0.seed = 18 }),
  ]

  @Test(arguments: changes.indices) func everyChangeIsAnotherKeyAndOneReason(index: Int) {
    let (kind, name, change) = Self.changes[index]
    let new = changed(change)
    #expect(new.key != Self.base.key)
    let reasons = new.differences(from: Self.base)
    #expect(reasons.map(\.kind) == [kind] && reasons.map(\.name) == [name], "\(reasons)")
    #expect(reasons.allSatisfy { $0.old != $0.new })
  }

  @Test func noTwoChangesShareAKey() {
    let keys = Self.changes.map { change in changed(change.2).key } + [Self.base.key]
    #expect(Set(keys).count == keys.count)
  }

  @Test func theKeyStaysFromReleaseToRelease() {
    #expect(Self.base.key.hex == "9fd1c3bd99cb8390c42ab130b9724dcc5c5cb0b34daaa1e56927dd46b30e357e")
  }

  @Test func whatMeansTheSameIsOneKey() throws {
    let parsed = try JSONDecoder().decode([JSONValue].self, from: Data("[1e-3, 0.001, 1.0, 1, -0.0, 0]".utf8))
    func key(_ value: JSONValue) -> SHA256Digest { changed { $0.parameters["rate"] = value }.key }
    #expect(key(parsed[0]) == Self.base.key && key(parsed[1]) == Self.base.key)
    #expect(key(parsed[2]) == key(parsed[3]) && key(.number(1)) == key(.integer(1)))
    #expect(key(parsed[4]) == key(parsed[5]) && key(.number(-0.0)) == key(.integer(0)))
    #expect(key(.string("1")) != key(.integer(1)))
    #expect(key(.bool(true)) != key(.integer(1)))
    #expect(key(.number(0.1 + 0.2)) != key(.number(0.3)))
  }

  @Test func theOrderOfRolesDoesNotCountAndThatOfCellsDoes() {
    #expect(changed { $0.outputs.reverse() }.key == Self.base.key)
    #expect(changed { $0.inputs.swapAt(0, 2) }.key != Self.base.key)
    #expect(changed { $0.inputs = [$0.inputs[1], $0.inputs[0], $0.inputs[2]] }.key == Self.base.key)
    #expect(!changed { $0.inputs.swapAt(1, 2) }.differences(from: Self.base).isEmpty)
  }

  @Test func reasonsHaveTheirWrittenOrder() {
    let new = changed { copy in for change in Self.changes.reversed() { change.2(&copy) } }
    let kinds = new.differences(from: Self.base).map(\.kind)
    let order = Reason.Kind.allCases
    #expect(
      kinds.map { order.firstIndex(of: $0) ?? -1 } == kinds.map { order.firstIndex(of: $0) ?? -1 }.sorted())
    #expect(Self.base.differences(from: Self.base).isEmpty)
  }

  @Test func twoSpellingsOfOneLetterAreTwoValues() {
    // Swift calls these equal; files, keys and stages do not.
    let (one, two) = ("caf\u{e9}", "cafe\u{301}")
    func text(_ text: String) -> KeyIngredients { changed { $0.parameters["rate"] = .string(text) } }
    #expect(text(two).key != text(one).key)
    #expect(text(two).differences(from: text(one)).map(\.kind) == [.parameterChanged])
    func path(_ path: String) -> KeyIngredients { changed { $0.inputs[0].path = path } }
    #expect(path(two).differences(from: path(one)).map(\.kind) == [.inputChanged])
    func compiler(_ name: String) -> KeyIngredients { changed { $0.toolchain = name } }
    #expect(compiler(two).differences(from: compiler(one)).map(\.kind) == [.toolchain])
  }

  @Test func fieldsDoNotRunIntoEachOther() {
    let left = changed { $0.parameters = ["a": .string("b"), "c": .string("d")] }
    let right = changed { $0.parameters = ["a": .string("bc"), "": .string("d")] }
    #expect(left.key != right.key)
    #expect(
      changed {
        $0.toolchain = "ab"; $0.cpu = "c"
      }.key
        != changed {
          $0.toolchain = "a"; $0.cpu = "bc"
        }.key)
  }

  @Test func ingredientsSurviveTheirFile() throws {
    let large = changed { $0.seed = .max }
    let back = try JSONDecoder().decode(KeyIngredients.self, from: JSONEncoder().encode(large))
    #expect(back == large && back.key == large.key)
  }

  @Test func twoPlacesAndTwoPasswordsAreOneKey() {
    func ingredients(_ place: String, _ password: String, _ file: String = "1") -> KeyIngredients {
      KeyIngredients(
        code: SHA256Digest(of: ""), inputs: [],
        parameters: [
          "data": .string("\(place)/data/x"), "url": .string("https://me:\(password)@e.org/a?file=\(file)"),
        ], outputs: [], toolchain: "", cpu: "", seed: 0
      ).redacted(workspace: place)
    }
    let left = ingredients("/home/a/w", "one")
    #expect(left.key == ingredients("/srv/b", "two").key)
    #expect(left.key != ingredients("/srv/b", "two", "2").key)
    #expect(left.parameters["url"] == .string("https://hidden-bd46413295bf730a@e.org/a?file=1"))
    #expect(left.parameters["data"] == .string("(workspace)/data/x"))
  }

  @Test func secretsAreHiddenAndStillTellOneFromAnother() throws {
    func ingredients(_ secret: String) -> KeyIngredients {
      KeyIngredients(
        code: SHA256Digest(of: ""), inputs: [],
        parameters: ["data.token": .string(secret), "model": .object(["password": .string(secret)])],
        outputs: [], environment: ["HF_TOKEN": secret, "TOKENIZER": "bpe"], toolchain: "", cpu: "", seed: 0)
    }
    let (one, two) = (ingredients("tops3cret"), ingredients("other"))
    let text = String(decoding: try JSONEncoder().encode(one), as: UTF8.self)
    #expect(!text.contains("tops3cret") && text.contains("bpe"))
    #expect(one.key != two.key)
    #expect(try JSONDecoder().decode(KeyIngredients.self, from: Data(text.utf8)) == one)
  }
}
