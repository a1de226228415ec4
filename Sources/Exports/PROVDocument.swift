internal import ContentStore
internal import Digest
internal import Git
internal import Provenance
internal import StageProtocol

/// A result and everything behind it as W3C PROV, in PROV-JSON.
///
/// What files hold are entities, runs are activities, the driver is the agent, commits are its plans.
/// Source: w3.org/Submission/prov-json.
public enum PROVDocument {
  /// The document.
  public static func text(_ source: ExportSource) -> String {
    var document = Document()
    for maker in source.lineage.makers { document.add(maker, source) }
    return CanonicalJSON.text(document.value)
  }

  private struct Document {
    var entities: [String: JSONValue] = [:]
    var activities: [String: JSONValue] = [:]
    var relations: [String: [String: JSONValue]] = [:]

    var value: JSONValue {
      let agent = JSONValue.object(["prov:type": Self.name("prov:SoftwareAgent")])
      var members: [String: JSONValue] = [
        "prefix": .object([
          "fovea": .string("urn:fovea:"), "sha256": .string("urn:sha256:"),
          "run": .string("urn:fovea:run:"), "git": .string("gitoid:commit:sha1:"),
        ]),
        "entity": .object(entities), "activity": .object(activities),
        "agent": .object(["fovea:driver": agent]),
      ]
      for (kind, all) in relations { members[kind] = .object(all) }
      return .object(members)
    }

    /// A qualified name as an attribute's value.
    static func name(_ text: String) -> JSONValue {
      .object(["$": .string(text), "type": .string("prov:QUALIFIED_NAME")])
    }

    mutating func relate(_ kind: String, _ members: [String: String]) {
      let number = (relations[kind]?.count ?? 0) + 1
      relations[kind, default: [:]]["_:\(kind)\(number)"] = .object(members.mapValues(JSONValue.string))
    }

    mutating func add(_ maker: Maker, _ source: ExportSource) {
      let run = "run:\(maker.run)"
      var activity: [String: JSONValue] = [
        "prov:label": .string(maker.name), "prov:endTime": .string(ExportSource.finished(maker)),
        "fovea:key": .string(maker.key.hex),
      ]
      if let started = ExportSource.started(maker) { activity["prov:startTime"] = .string(started) }
      for (name, value) in ExportSource.parameters(maker) {
        activity["fovea:parameter-\(name)"] = .string(CanonicalJSON.line(value))
      }
      activities[run] = .object(activity)
      var association = ["prov:activity": run, "prov:agent": "fovea:driver"]
      if let code = maker.code {
        entities["git:\(code.hex)"] = .object(["prov:type": Self.name("prov:Plan")])
        association["prov:plan"] = "git:\(code.hex)"
      }
      relate("wasAssociatedWith", association)
      addInputs(of: maker, run, source)
      for output in maker.outputs {
        add(output.content, output.path)
        let entity = "sha256:\(output.content.digest.hex)"
        relate(
          "wasGeneratedBy",
          ["prov:entity": entity, "prov:activity": run, "prov:time": ExportSource.finished(maker)])
        for input in Set(maker.ingredients.inputs.map(\.content.digest.hex)).sorted() {
          relate(
            "wasDerivedFrom",
            ["prov:generatedEntity": entity, "prov:usedEntity": "sha256:\(input)", "prov:activity": run])
        }
      }
    }

    private mutating func addInputs(of maker: Maker, _ run: String, _ source: ExportSource) {
      let origins = source.lineage.origins[maker.run] ?? []
      for input in maker.ingredients.inputs {
        add(input.content, input.path ?? "(input \(input.role))")
        relate("used", ["prov:activity": run, "prov:entity": "sha256:\(input.content.digest.hex)"])
      }
      for origin in Set(origins.compactMap(\.self)).sorted() {
        relate("wasInformedBy", ["prov:informed": run, "prov:informant": "run:\(origin)"])
      }
    }

    private mutating func add(_ content: ContentID, _ path: String) {
      let name = "sha256:\(content.digest.hex)"
      guard entities[name] == nil else { return }
      entities[name] = .object([
        "prov:label": .string(path), "fovea:kind": .string(content.kind.rawValue),
        "fovea:bytes": .string(String(content.size)),
      ])
    }
  }
}
