import ContentStore
import Digest
import Provenance
import StageProtocol
import Testing

/// Equal bytes are not one thing, and folders are no files.
@Suite struct IdentityTests {
  let fixture: Fixture

  init() throws { fixture = try Fixture() }

  /// Two cells that make equal bytes of the same two inputs, and a stage that joins them.
  private func joined() throws -> (cells: [RunRecord], table: RunRecord) {
    let inputs = [
      try fixture.raw("scan", "raw", at: "data/scan.txt"), try fixture.raw("reader", "outside", at: nil),
    ]
    let cells = try ["a", "b"].map { cell in
      try fixture.run(
        "train", cell, inputs: inputs, outputs: ["artifacts/\(cell).txt": "same"],
        parameters: ["cell": .string(cell)])
    }
    let masks = try zip(cells, ["a", "b"]).map { record, cell in
      try fixture.input(record, "artifacts/\(cell).txt", role: "masks")
    }
    return (cells, try fixture.run("join", inputs: masks, outputs: ["artifacts/table.txt": "done"]))
  }

  @Test func equalBytesOfTwoCellsAreTwoEntities() throws {
    let (cells, table) = try joined()
    let document = try fixture.prov(table)
    let makers = try #require(document["wasGeneratedBy"]).members.values.map { relation in
      (relation["prov:entity"]?.text ?? "", relation["prov:activity"]?.text ?? "")
    }
    let digest = cells[0].outputs[0].content.digest.hex
    let names = zip(cells, ["a", "b"]).map { "sha256:\(digest)@\($0.run)/artifacts/\($1).txt" }
    let labels = names.map { document["entity"]?[$0]?["prov:label"]?.text }
    #expect(labels == ["artifacts/a.txt", "artifacts/b.txt"])
    let byEntity = Dictionary(grouping: makers) { $0.0 }.mapValues { $0.map(\.1) }
    #expect(byEntity.count == 3 && names.map { byEntity[$0] } == cells.map { ["run:\($0.run)"] })
    let alternates = try #require(document["alternateOf"]).members.values.map { $0.members.mapValues(\.text) }
    #expect(alternates == [["prov:alternate1": names[1], "prov:alternate2": names[0]]])
    let used = try #require(document["used"]).members.values.filter {
      $0["prov:activity"]?.text == "run:\(table.run)"
    }
    #expect(Set(used.map { $0["prov:entity"]?.text }) == Set(names))
  }

  /// A stage ran again and made one of its two files anew: who used both has two runs behind it.
  @Test func aFileThatTwoRunsMadeAtOnePlaceHasAMakerEach() throws {
    let runs = try (1...2).map { number in
      try fixture.run(
        "train", outputs: ["artifacts/same.txt": "same", "artifacts/other.txt": "\(number)"],
        parameters: ["n": .integer(Int64(number))])
    }
    let table = try fixture.run(
      "join",
      inputs: [
        try fixture.input(runs[0], "artifacts/same.txt", role: "same"),
        try fixture.input(runs[1], "artifacts/other.txt", role: "other"),
      ], outputs: ["artifacts/table.txt": "done"])
    let document = try fixture.prov(table)
    let made = try #require(document["wasGeneratedBy"]).members.values.map { $0["prov:entity"]?.text }
    #expect(made.count == 5 && Set(made).count == 5, "\(made)")
    #expect(document["alternateOf"]?.members.count == 1)
  }

  @Test func everyFormalParameterOfACrateHasDataOrAValue() throws {
    let (cells, table) = try joined()
    let graph = try fixture.crate(table).graph
    let formal = graph.filter { $0.value["@type"] == .string("FormalParameter") }.map(\.key)
    let filled = Set(graph.values.flatMap { $0.references("exampleOfWork") })
    #expect(Set(formal) == filled, "\(Set(formal).symmetricDifference(filled))")
    let equal = graph.values.filter { $0["sha256"]?.text == cells[0].outputs[0].content.digest.hex }
    #expect(Set(equal.map { $0["name"]?.text }) == ["artifacts/a.txt", "artifacts/b.txt"])
    let scan = try #require(graph.values.first { $0["name"]?.text == "data/scan.txt" })
    #expect(scan.references("exampleOfWork") == ["#input/train@a/scan", "#input/train@b/scan"])
  }

  @Test func theWorkflowsOwnInputsAndOutputsAreNoIntermediates() throws {
    let table = try joined().table
    let graph = try fixture.crate(table, path: "artifacts/table.txt").graph
    let workflow = try #require(graph["pipeline.yaml"])
    #expect(workflow.references("output") == ["#output/join/table"])
    let files = workflow.references("input").filter { $0.hasPrefix("#input/") }
    #expect(files == ["a", "b"].flatMap { ["#input/train@\($0)/reader", "#input/train@\($0)/scan"] })
    let objects = try #require(graph["#run"]).references("object").filter { $0.hasPrefix("urn:") }
    #expect(objects.count == 2 && Set(objects).count == 2, "each thing from outside once: \(objects)")
  }

  @Test func aFoldersNameIsNoSHA256OfBytes() throws {
    let made = try fixture.run("split", outputs: ["artifacts/folds/": "0.8"])
    let table = try fixture.run(
      "join", inputs: [try fixture.input(made, "artifacts/folds/", role: "folds")],
      outputs: ["artifacts/table.txt": "done"])
    let digest = made.outputs[0].content.digest.hex
    let document = try fixture.prov(table)
    #expect(document["prefix"]?["folder1"]?.text == "urn:fovea:folder1:")
    let entities = try #require(document["entity"]).members
    let place = "\(digest)@\(made.run)/artifacts/folds"
    #expect(entities["folder1:\(place)"]?["fovea:kind"]?.text == "folder")
    let (graph, readme) = try fixture.crate(table)
    let name = "urn:fovea:folder1:\(digest)"
    #expect(graph["urn:fovea:folder1:\(place)"]?["identifier"]?.text == name)
    let names = Array(graph.keys) + Array(entities.keys)
    #expect(!names.contains { $0.contains("sha256:\(digest)") })
    #expect(readme.contains("urn:fovea:folder1:") && readme.contains("no file's bytes"))
  }
}
