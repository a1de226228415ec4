internal import Foundation
public import Pipeline
public import StageProtocol

/// pipeline.yaml: the one place that knows YAML.
public enum PipelineFile {
  /// The file's name; the folder that holds it is the root of a workspace.
  public static let name = "pipeline.yaml"

  /// Reads a pipeline from a file.
  ///
  /// - Parameters:
  ///   - path: the file.
  ///   - profile: the profile to use; the default is the one that the file names.
  ///   - values: parameters by dotted name, put in after the profile as they are.
  ///   - overrides: `name=value` each, put in after those.
  /// - Throws: `PipelineFileError` with line and column.
  public static func load(
    path: String, profile: String? = nil, values: [String: JSONValue] = [:], overrides: [String] = []
  ) throws -> PipelineDefinition {
    let data: Data
    do {
      data = try Data(contentsOf: URL(fileURLWithPath: path))
    } catch {
      throw PipelineFileError.unreadable(path: path, reason: "expected a pipeline, cannot read the file")
    }
    guard let text = String(validating: data, as: UTF8.self) else {
      throw PipelineFileError.unreadable(path: path, reason: "expected text in UTF-8, found other bytes")
    }
    // Some editors begin a file with a byte order mark; it says nothing.
    let bare = text.unicodeScalars.first == "\u{feff}" ? String(text.unicodeScalars.dropFirst()) : text
    var definition = try parse(bare, profile: profile, values: values, overrides: overrides)
    definition.file = Array(data)
    return definition
  }

  private static let keys = ["name", "seed", "profile", "params", "profiles", "stages"]

  /// Reads a pipeline from text; messages name it `pipeline.yaml`.
  ///
  /// - Throws: `PipelineFileError` with line and column.
  public static func parse(
    _ text: String, profile: String? = nil, values: [String: JSONValue] = [:], overrides: [String] = []
  ) throws -> PipelineDefinition {
    if let line = text.split(separator: "\n", omittingEmptySubsequences: false).firstIndex(where: {
      $0.hasPrefix("<<<<<<< ")
    }) {
      throw PipelineFileError.syntax(
        SourcePlace(file: name, line: line + 1, column: 1), "a merge conflict begins here; resolve it")
    }
    let root = try YAMLValue.parse(text, file: name)
    try root.checkKeys(keys, "a pipeline")
    guard let title = root.member("name"), let stages = root.member("stages") else {
      throw PipelineFileError.missingKey(
        root.place, key: root.member("name") == nil ? "name" : "stages", parent: "a pipeline")
    }
    let seed = UInt64(try root.member("seed")?.integer("'seed'", in: 0 ... .max) ?? 0)
    var parameters = try ParameterTable(root.member("params"))
    let chosen = try apply(profile: profile, of: root, to: &parameters)
    for (name, value) in values.sorted(by: { $0.key < $1.key }) { try parameters.apply(name, value) }
    for override in overrides { try parameters.apply(override: override) }
    return PipelineDefinition(
      name: try title.text("'name'"), seed: seed, profile: chosen, parameters: parameters.values,
      stages: try stages.mapping("'stages'").map { name, place, yaml in
        try StageReader(name: name, yaml: yaml, place: place, parameters: parameters).read(seed: seed)
      })
  }

  /// Checks every profile, puts one of them in, and returns its name.
  private static func apply(
    profile: String?, of root: YAMLValue, to parameters: inout ParameterTable
  ) throws -> String? {
    let profiles = try root.member("profiles")?.mapping("'profiles'") ?? []
    for (name, _, values) in profiles {
      var scratch = parameters
      try scratch.apply(profile: name, values)
    }
    let fallback = try root.member("profile")?.text("'profile'")
    guard let name = profile ?? fallback else { return nil }
    guard let values = profiles.first(where: { $0.key == name })?.value else {
      let nearest = nearestName(to: name, among: profiles.map(\.key))
      if profile != nil {
        throw PipelineFileError.unknownOption(option: "--profile", name: name, nearest: nearest)
      }
      throw PipelineFileError.undefined(
        root.member("profile")?.place ?? root.place, what: "profile", name: name, nearest: nearest)
    }
    try parameters.apply(profile: name, values)
    return name
  }
}
