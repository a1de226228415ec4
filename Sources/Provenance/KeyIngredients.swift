public import ContentStore
public import Digest
public import StageProtocol

/// Everything that decides a stage's result, and nothing else: what its key is made of.
///
/// Not in it: commit, time, host, the workspace's place, the stage's name, the number of threads.
public struct KeyIngredients: Codable, Sendable, Hashable {
  /// One dependency as the stage sees it.
  public struct Input: Codable, Sendable, Hashable {
    /// The role under which the stage asks for it.
    public var role: String
    /// The cell that made it, where a whole matrix is joined.
    public var cell: String?
    /// Its path within the workspace, or nil for one outside.
    public var path: String?
    /// What it holds.
    public var content: ContentID

    /// An input with every part given.
    public init(role: String, cell: String? = nil, path: String?, content: ContentID) {
      self.role = role
      self.cell = cell
      self.path = path
      self.content = content
    }
  }

  /// One declared output.
  public struct Output: Codable, Sendable, Hashable {
    /// The role under which the stage asks for it.
    public var role: String
    /// Its path within the workspace.
    public var path: String
    /// Whether a folder is declared.
    public var isFolder: Bool

    /// An output with every part given.
    public init(role: String, path: String, isFolder: Bool) {
      self.role = role
      self.path = path
      self.isFolder = isFolder
    }
  }

  /// The digest of the stage's sources, comments and layout removed.
  public var code: SHA256Digest
  /// The dependencies; entries of one role keep their order.
  public var inputs: [Input]
  /// Dotted name → value of every declared parameter, matrix values included.
  public var parameters: [String: JSONValue]
  /// The declared outputs.
  public var outputs: [Output]
  /// Name → value of every declared environment variable; nil for one that is not set.
  public var environment: [String: String?]
  /// The compiler's version and optimization settings.
  public var toolchain: String
  /// Name → version of the libraries that the results depend on.
  public var libraries: [String: String]
  /// The class of the processor's features, such as `x86-64-v3`.
  public var cpu: String
  /// The root of the stage's random streams.
  public var seed: UInt64

  /// Ingredients with every part given.
  ///
  /// Passwords and tokens in parameters and environment are hidden at once: see `Redaction`.
  public init(
    code: SHA256Digest, inputs: [Input], parameters: [String: JSONValue], outputs: [Output],
    environment: [String: String?] = [:], toolchain: String, libraries: [String: String] = [:],
    cpu: String, seed: UInt64
  ) {
    self.code = code
    self.inputs = inputs
    self.parameters = Dictionary(
      uniqueKeysWithValues: parameters.map { ($0, Redaction.value($1, named: $0)) })
    self.outputs = outputs
    self.environment = Dictionary(
      uniqueKeysWithValues: environment.map { name, value in
        (name, value.map { Redaction.isSecret(name) ? Redaction.hidden($0) : Redaction.text($0) })
      })
    self.toolchain = toolchain
    self.libraries = libraries
    self.cpu = cpu
    self.seed = seed
  }
}
