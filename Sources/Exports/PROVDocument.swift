internal import ContentStore
internal import Digest
internal import Git
internal import Provenance
internal import StageProtocol

/// A result and everything behind it as W3C PROV, in PROV-JSON.
///
/// Files and folders at their places are entities, runs are activities, the driver is the agent, commits are
/// its plans. Entities of equal bytes are alternates of each other.
/// Source: w3.org/Submission/prov-json.
public enum PROVDocument {
  /// The document.
  public static func text(_ source: ExportSource) -> String {
    var document = Document()
    for maker in source.lineage.makers { document.add(maker, source) }
    document.relateEqualBytes()
    return CanonicalJSON.text(document.value)
  }

  private struct Document {
    var entities: [String: JSONValue] = [:]
    var activities: [String: JSONValue] = [:]
    var relations: [String: [String: JSONValue]] = [:]
    /// The names of the entities of equal bytes, in the order in which they were met.
    var entitiesByContent: [ContentID: [String]] = [:]

    var value: JSONValue {
      let agent = JSONValue.object(["prov:type": Self.name("prov:SoftwareAgent")])
      var members: [String: JSONValue] = [
        "prefix": .object([
          "fovea": .string("urn:fovea:"), "run": .string("urn:fovea:run:"),
          "git": .string("gitoid:commit:sha1:"),
          Self.prefix(.file): .string(ExportedItem.namespace(.file)),
          Self.prefix(.folder): .string(ExportedItem.namespace(.folder)),
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

    /// What stands for the namespace of files and that of folders.
    static func prefix(_ kind: ContentID.Kind) -> String { kind == .file ? "sha256" : "folder1" }

    mutating func relate(_ kind: String, _ members: [String: String]) {
      let number = (relations[kind]?.count ?? 0) + 1
      relations[kind, default: [:]]["_:\(kind)\(number)"] = .object(members.mapValues(JSONValue.string))
    }

    mutating func add(_ maker: Maker, _ source: ExportSource) {
      let run = "run:\(maker.run)"
      activities[run] = activity(maker)
      var association = ["prov:activity": run, "prov:agent": "fovea:driver"]
      if let code = maker.code {
        entities["git:\(code.hex)"] = .object(["prov:type": Self.name("prov:Plan")])
        association["prov:plan"] = "git:\(code.hex)"
      }
      relate("wasAssociatedWith", association)
      let used = addInputs(of: maker, run, source)
      for output in maker.outputs {
        let entity = add(source.item(output, of: maker), label: output.path)
        relate(
          "wasGeneratedBy",
          [
            "prov:entity": entity, "prov:activity": run, "prov:time": ExportSource.finished(maker),
            "prov:role": output.role,
          ])
        for input in used {
          relate(
            "wasDerivedFrom",
            ["prov:generatedEntity": entity, "prov:usedEntity": input, "prov:activity": run])
        }
      }
    }

    /// A run's times, its key and everything that is in the key beside inputs and outputs.
    private func activity(_ maker: Maker) -> JSONValue {
      var activity: [String: JSONValue] = [
        "prov:label": .string(maker.name), "prov:endTime": .string(ExportSource.finished(maker)),
        "fovea:key": .string(maker.key.hex),
      ]
      activity["prov:startTime"] = ExportSource.started(maker).map(JSONValue.string)
      activity["fovea:codeNote"] = ExportSource.codeNote(maker).map(JSONValue.string)
      for (name, value) in ExportSource.settings(maker) { activity["fovea:\(name)"] = .string(value) }
      for (name, version) in maker.ingredients.libraries {
        activity["fovea:library-\(name)"] = .string(version)
      }
      for (name, value) in ExportSource.parameters(maker) {
        activity["fovea:parameter-\(name)"] = .string(CanonicalJSON.line(value))
      }
      for (name, value) in ExportSource.variables(maker) {
        activity["fovea:environment-\(name)"] = .string(CanonicalJSON.line(value))
      }
      return .object(activity)
    }

    /// Adds what a run used and gives the entities, each once.
    private mutating func addInputs(of maker: Maker, _ run: String, _ source: ExportSource) -> [String] {
      var used: Set<String> = []
      for (input, item) in source.inputs(of: maker) {
        let entity = add(item, label: item.path ?? "(input \(input.role))")
        used.insert(entity)
        relate("used", ["prov:activity": run, "prov:entity": entity, "prov:role": input.role])
      }
      for origin in Set((source.lineage.origins[maker.run] ?? []).compactMap(\.self)).sorted() {
        relate("wasInformedBy", ["prov:informed": run, "prov:informant": "run:\(origin)"])
      }
      return used.sorted()
    }

    private mutating func add(_ item: ExportedItem, label: String) -> String {
      let name = "\(Self.prefix(item.content.kind)):\(item.localName)"
      guard entities[name] == nil else { return name }
      entities[name] = .object([
        "prov:label": .string(label), "fovea:kind": .string(item.content.kind.rawValue),
        "fovea:bytes": .string(String(item.content.size)),
      ])
      entitiesByContent[item.content, default: []].append(name)
      return name
    }

    /// Says which entities hold equal bytes; an alternate of an alternate is one, too.
    mutating func relateEqualBytes() {
      for names in entitiesByContent.values.sorted(by: { $0[0] < $1[0] }) {
        for other in names.dropFirst() {
          relate("alternateOf", ["prov:alternate1": other, "prov:alternate2": names[0]])
        }
      }
    }
  }
}
