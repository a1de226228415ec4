import Digest
import Git
import Provenance
import StageProtocol
import Testing

/// Exports say everything that decides a result, and no more of its code than a commit holds.
@Suite struct MakingTests {
  let fixture: Fixture

  init() throws { fixture = try Fixture() }

  private func run(_ stamp: Stamp = .unversioned) throws -> RunRecord {
    try fixture.run(
      "train", outputs: ["artifacts/t.txt": "done"],
      environment: [
        "FLAVOUR": "mint", "EMPTY": "", "UNSET": nil, "PLACE": "/home/anna/eyes", "API_TOKEN": "abc123",
      ], stamp: stamp)
  }

  @Test func theActivityHasSettingsAndEnvironment() throws {
    let record = try run()
    let activity = try #require(try fixture.prov(record)["activity"]?["run:\(record.run)"]).members
    let settings = ["seed", "toolchain", "cpu", "code", "library-blas"].map { activity["fovea:\($0)"]?.text }
    #expect(settings == ["7", "Swift 6", "x86-64-v3", record.ingredients.code.hex, "0.3"])
    let names = ["FLAVOUR", "EMPTY", "UNSET", "PLACE"].map { activity["fovea:environment-\($0)"]?.text }
    #expect(names == ["\"mint\"", "\"\"", "null", "\"(path)\""])
    #expect(activity["fovea:environment-API_TOKEN"]?.text?.hasPrefix("\"hidden:") == true)
  }

  @Test func theCratesRunHasSettingsAndEnvironment() throws {
    let record = try run()
    let graph = try fixture.crate(record).graph
    let action = try #require(graph["#run/\(record.run)"])
    func values(_ member: String) -> [String: JSONValue] {
      let found = action.references(member).compactMap { graph[$0] }
      return Dictionary(uniqueKeysWithValues: found.map { ($0["name"]?.text ?? "", $0) })
    }
    let settings = values("additionalProperty").mapValues { $0["value"]?.text }
    #expect(
      settings == [
        "seed": "7", "toolchain": "Swift 6", "cpu": "x86-64-v3", "code": record.ingredients.code.hex,
        "library-blas": "0.3",
      ])
    let variables = values("environment")
    #expect(variables.count == 5 && variables["FLAVOUR"]?["value"] == .string("mint"))
    #expect(variables["EMPTY"]?["value"] == .string("") && variables["PLACE"]?["value"] == .string("(path)"))
    #expect(variables["UNSET"]?["value"] == nil && variables["UNSET"]?["description"]?.text == "not set")
    #expect(variables["API_TOKEN"]?["value"]?.text?.hasPrefix("hidden:") == true)
  }

  @Test func theStatementHasSettingsAndEnvironment() throws {
    let record = try run()
    let definition = try #require(try fixture.slsa(record).at("predicate.buildDefinition"))
    #expect(definition.at("internalParameters.code") == .string(record.ingredients.code.hex))
    #expect(definition.at("internalParameters.libraries.blas") == .string("0.3"))
    var variables = try #require(definition.at("externalParameters.environment")).members
    #expect(variables.removeValue(forKey: "API_TOKEN")?.text?.hasPrefix("hidden:") == true)
    #expect(
      variables == [
        "FLAVOUR": .string("mint"), "EMPTY": .string(""), "UNSET": .null, "PLACE": .string("(path)"),
      ])
  }

  @Test func changesWithoutASnapshotAreNotTheirCommit() throws {
    let commit = try #require(CommitID(String(repeating: "a", count: 40)))
    let note = "base commit \(commit.hex), with changes that no commit holds"
    let record = try run(Stamp(commit: commit, dirty: true, head: .branch, problem: "unreadable"))
    let statement = try #require(try fixture.slsa(record).at("predicate.buildDefinition"))
    #expect(statement["resolvedDependencies"] == .array([]))
    #expect(statement.at("internalParameters.codeNote") == .string(note))
    let document = try fixture.prov(record)
    #expect(document["activity"]?["run:\(record.run)"]?["fovea:codeNote"] == .string(note))
    #expect(document["entity"]?["git:\(commit.hex)"] == nil)
    #expect(document["wasAssociatedWith"]?.members.values.allSatisfy { $0["prov:plan"] == nil } == true)
    let graph = try fixture.crate(record).graph
    let tool = try #require(graph["#stage/train"])
    #expect(tool["softwareVersion"] == nil && tool["url"] == nil && tool["description"] == .string(note))
    #expect(graph["#run/\(record.run)"]?["description"]?.text?.hasSuffix(note) == true)
    let workflow = try #require(graph["pipeline.yaml"])
    #expect(workflow["version"] == nil && workflow["description"]?.text?.contains("no commit") == true)
  }

  @Test func aSnapshotIsTheCode() throws {
    let (commit, snapshot) = (CommitID(String(repeating: "a", count: 40)), String(repeating: "b", count: 40))
    let record = try run(
      Stamp(commit: commit, dirty: true, snapshot: CommitID(snapshot), head: .branch))
    let statement = try #require(try fixture.slsa(record).at("predicate.buildDefinition"))
    let dependencies = try #require(statement["resolvedDependencies"]).list
    #expect(dependencies.map { $0.at("digest.gitCommit") } == [.string(snapshot)])
    #expect(statement.at("internalParameters.codeNote") == nil)
    #expect(try fixture.prov(record)["entity"]?["git:\(snapshot)"] != nil)
    #expect(try fixture.crate(record).graph["#stage/train"]?["softwareVersion"] == .string(snapshot))
  }
}
