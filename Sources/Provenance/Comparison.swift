public import Digest
public import Git

/// What differs between two results, or two sets of results: the answer of `fovea diff`.
///
/// The old side is A, the new one B. It holds everything that a page about the two needs, objects of the
/// store by their digests.
public struct Comparison: Codable, Sendable, Equatable {
  /// One side.
  public struct Side: Codable, Sendable, Equatable {
    /// The word that named it, or `workspace`.
    public var text: String
    /// What the word names; nil for the workspace as it stands.
    public var kind: Subject.Kind?
    /// For a commit: its name.
    public var commit: CommitID?
  }

  /// What two commits or snapshots, whose code made results of the two sides, have differently.
  public struct Code: Codable, Sendable, Equatable {
    /// The commit or snapshot of side A.
    public var old: CommitID
    /// The commit or snapshot of side B.
    public var new: CommitID
    /// The files that differ, outputs left out.
    public var files: [Repository.Change]
    /// The patch as `git diff` writes it.
    public var patch: String
    /// Why the two cannot be compared, such as a snapshot that was not fetched.
    public var problem: String?
  }

  /// One number.
  public struct Metric: Codable, Sendable, Equatable {
    /// Its name: that of a reported metric, or `ROLE.DOTTED.NAME` in a JSON output.
    public var name: String
    /// What it was, or nil when it was not there.
    public var old: Double?
    /// What it is, or nil when it is no more.
    public var new: Double?

    /// How much it grew; nil when it is on one side only.
    public var delta: Double? { old.flatMap { old in new.map { $0 - old } } }
  }

  /// One file among the outputs.
  public struct File: Codable, Sendable, Equatable {
    /// Its path within the workspace on side B, or on side A when B has none.
    public var path: String
    /// Its digest on side A, or nil when it was not there.
    public var old: SHA256Digest?
    /// Its digest on side B, or nil when it is no more.
    public var new: SHA256Digest?
    /// How the pixels of an image differ, where both are here and can be read.
    public var pixels: Pixels?
    /// Whether it is a PNG image by its name.
    public var isImage: Bool { path.lowercased().hasSuffix(".png") }
  }

  /// How two images differ.
  public struct Pixels: Codable, Sendable, Equatable {
    /// Pixels in a row and rows; nil when the two sizes differ, and then nothing else is known.
    public var size: [Int]?
    /// How many pixels differ.
    public var differing: Int
    /// The largest difference of one sample, 0 to 255.
    public var largest: Int
    /// The smallest box around the differing pixels: x, y, width, height; nil when none differs.
    public var box: [Int]?

    /// Differences with every part given.
    public init(size: [Int]?, differing: Int, largest: Int, box: [Int]?) {
      self.size = size
      self.differing = differing
      self.largest = largest
      self.box = box
    }
  }

  /// One stage or cell.
  public struct Pair: Codable, Sendable, Equatable {
    /// Its name on side B, or on side A when B has none.
    public var name: String
    /// The run on side A, or nil when it has none.
    public var old: String?
    /// The run on side B, or nil when it has none.
    public var new: String?
    /// Code, inputs, parameters, outputs, environment, toolchain, libraries, processor and seed that differ.
    public var ingredients: [Reason]
    /// The numbers that differ.
    public var metrics: [Metric]
    /// The files that differ.
    public var files: [File]

    /// Whether nothing differs.
    public var isEqual: Bool {
      old != nil && new != nil && ingredients.isEmpty && metrics.isEmpty && files.isEmpty
    }
  }

  /// The version of the form.
  ///
  /// The current one is 1.
  public var schema = 1
  /// Side A, the old one.
  public var old: Side
  /// Side B, the new one.
  public var new: Side
  /// The code, once for each two commits that were compared.
  public var codes: [Code] = []
  /// Stages and cells of either side, by name.
  public var pairs: [Pair] = []

  /// Whether nothing differs but the commits themselves.
  public var isEqual: Bool { pairs.allSatisfy(\.isEqual) }
}
