internal import ContentStore
internal import Digest
internal import Git
internal import Provenance
internal import StageProtocol

/// A result's provenance as an in-toto Statement v1 with the predicate SLSA provenance v1.
///
/// Source: in-toto/attestation, spec/v1/statement.md; slsa.dev/spec/v1.0/provenance.
public enum SLSAStatement {
  /// The statement in one line, as `*.intoto.jsonl` files have it.
  public static func line(_ source: ExportSource) throws -> String {
    let maker = source.lineage.target
    return CanonicalJSON.line(
      .object([
        "_type": .string("https://in-toto.io/Statement/v1"),
        "subject": .array(try source.outputs.flatMap { try subjects($0, source) }),
        "predicateType": .string("https://slsa.dev/provenance/v1"),
        "predicate": .object(["buildDefinition": definition(maker), "runDetails": details(maker)]),
      ])) + "\n"
  }

  /// A file; for a folder every file in it, or, where they are not known, the folder by its own digest.
  private static func subjects(_ output: RunRecord.Output, _ source: ExportSource) throws -> [JSONValue] {
    guard output.content.kind == .folder,
      let files = try source.store.knownFiles(of: output.content.digest)
    else { return [resource(output.path, output.content)] }
    return files.sorted { $0.key < $1.key }.map { name, digest in
      .object([
        "name": .string(output.path + "/" + name), "digest": .object(["sha256": .string(digest.hex)]),
      ])
    }
  }

  private static func resource(_ name: String, _ content: ContentID) -> JSONValue {
    // A folder's digest is that of a list of its files: another thing than the SHA-256 of bytes.
    let algorithm = content.kind == .file ? "sha256" : "foveaFolder1"
    return .object([
      "name": .string(name), "digest": .object([algorithm: .string(content.digest.hex)]),
    ])
  }

  private static func definition(_ maker: Maker) -> JSONValue {
    let inputs = maker.ingredients.inputs.map { input in
      resource(input.path ?? "(input \(input.role))", input.content)
    }
    let code = maker.code.map { commit in
      JSONValue.object([
        "name": .string(maker.snapshot == nil ? "commit" : "snapshot of a work tree with changes"),
        "uri": .string(ExportSource.name(commit)), "digest": .object(["gitCommit": .string(commit.hex)]),
      ])
    }
    var settings = ExportSource.settings(maker).mapValues(JSONValue.string)
    settings["libraries"] = .object(maker.ingredients.libraries.mapValues(JSONValue.string))
    settings["codeNote"] = ExportSource.codeNote(maker).map(JSONValue.string)
    return .object([
      "buildType": .string("urn:fovea:stage:1"),
      "externalParameters": .object([
        "stage": .string(maker.stage), "cell": maker.cell.map(JSONValue.string) ?? .null,
        "parameters": .object(ExportSource.parameters(maker)),
        "environment": .object(ExportSource.variables(maker)),
      ]),
      "internalParameters": .object(settings),
      "resolvedDependencies": .array((code.map { [$0] } ?? []) + inputs),
    ])
  }

  private static func details(_ maker: Maker) -> JSONValue {
    var metadata: [String: JSONValue] = [
      "invocationId": .string(maker.run), "finishedOn": .string(ExportSource.finished(maker)),
    ]
    if let started = ExportSource.started(maker) { metadata["startedOn"] = .string(started) }
    return .object([
      "builder": .object(["id": .string("urn:fovea:driver")]), "metadata": .object(metadata),
      "byproducts": .array([
        .object(["name": .string("key"), "digest": .object(["sha256": .string(maker.key.hex)])])
      ]),
    ])
  }
}
