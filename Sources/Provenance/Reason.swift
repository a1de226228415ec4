/// Why a stage must run: one ingredient, with what it was and what it is.
public struct Reason: Codable, Sendable, Hashable {
  /// What kind of thing differs.
  ///
  /// The order of the cases is the order in which reasons are written.
  public enum Kind: String, Codable, Sendable, CaseIterable {
    /// The stage never ran here, and no record says what it would give.
    case neverRan
    /// The record is there and cannot be trusted.
    case recordDamaged
    /// The stage was asked to run in any case.
    case forced
    case code
    case inputAdded, inputRemoved, inputChanged
    case parameterAdded, parameterRemoved, parameterChanged
    case outputAdded, outputRemoved, outputChanged
    case environment, toolchain, library, cpu, seed
    /// The key differs in a way that none of the others tells.
    case key
    /// An input, an output or a record cannot be read.
    case unreadable
    /// An output is gone from its place.
    case outputMissing
    /// An output was edited where it stands.
    case outputEdited
    /// A stage before it must run first.
    case upstream
    /// An input changed while the stage ran.
    case tainted
    /// The last run failed.
    case failed
    /// The machine is another one than that of the run, in a way that the key does not count; no reason to
    /// run.
    case drift
  }

  /// What kind of thing differs.
  public var kind: Kind
  /// Which one: a role, a parameter's name, a library; empty where there is only one.
  public var name: String
  /// What it was, or nil when it was not there.
  public var old: String?
  /// What it is, or nil when it is no more.
  public var new: String?

  /// A reason with every part given.
  public init(kind: Kind, name: String = "", old: String? = nil, new: String? = nil) {
    self.kind = kind
    self.name = name
    self.old = old
    self.new = new
  }
}
