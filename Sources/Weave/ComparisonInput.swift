/// What a page about two results shows: `fovea diff --html` fills it.
///
/// The same input gives the same bytes; it holds no time, host or place on this machine.
public struct ComparisonInput: Sendable {
  /// The code of two commits.
  public struct Code: Sendable {
    /// The commits, as people read them.
    public var old: String, new: String
    /// Kind of change, path, lines added and removed.
    public var files: [(kind: String, path: String, added: Int, removed: Int)]
    /// The patch as `git diff` writes it.
    public var patch: String
    /// Why the two cannot be compared, or nil.
    public var problem: String?
    /// Code with every part given.
    public init(
      old: String, new: String, files: [(kind: String, path: String, added: Int, removed: Int)],
      patch: String,
      problem: String?
    ) {
      self.old = old
      self.new = new
      self.files = files
      self.patch = patch
      self.problem = problem
    }
  }

  /// One number.
  public struct Metric: Sendable {
    /// Its name.
    public var name: String
    /// What it was and is; nil where it is not there.
    public var old: Double?, new: Double?
    /// A number with every part given.
    public init(name: String, old: Double?, new: Double?) {
      self.name = name
      self.old = old
      self.new = new
    }
  }

  /// One file that differs, with what a person should know of it.
  public struct File: Sendable {
    /// Its path in the workspace.
    public var path: String
    /// The digests, shortened; nil where it is not there.
    public var old: String?, new: String?
    /// How the two differ, as a sentence without a full stop.
    public var words: String
    /// The images themselves, where it is one and both are here.
    public var picture: Picture?
    /// A file with every part given.
    public init(path: String, old: String?, new: String?, words: String, picture: Picture? = nil) {
      self.path = path
      self.old = old
      self.new = new
      self.words = words
      self.picture = picture
    }
  }

  /// Two images and where they differ: the bytes of PNG files.
  public struct Picture: Sendable {
    /// The two images.
    public var old: [UInt8], new: [UInt8]
    /// The old one with what differs marked, or nil when their sizes differ.
    public var difference: [UInt8]?
    /// How many pixels differ.
    public var differing: Int
    /// A picture with every part given.
    public init(old: [UInt8], new: [UInt8], difference: [UInt8]?, differing: Int) {
      self.old = old
      self.new = new
      self.difference = difference
      self.differing = differing
    }
  }

  /// One stage or cell.
  public struct Pair: Sendable {
    /// Its name.
    public var name: String
    /// The runs; nil where it has none.
    public var old: String?, new: String?
    /// Ingredients that differ, a sentence each.
    public var reasons: [String]
    /// Numbers that differ.
    public var metrics: [Metric]
    /// Files that differ.
    public var files: [File]
    /// A stage or cell with every part given.
    public init(
      name: String, old: String?, new: String?, reasons: [String], metrics: [Metric], files: [File]
    ) {
      self.name = name
      self.old = old
      self.new = new
      self.reasons = reasons
      self.metrics = metrics
      self.files = files
    }
  }

  /// The pipeline's name.
  public var project: String
  /// What the two sides were called.
  public var old: String, new: String
  /// The code, once for each two commits.
  public var codes: [Code]
  /// Stages and cells that differ.
  public var pairs: [Pair]
  /// How many do not.
  public var same: Int

  /// An input with every part given.
  public init(project: String, old: String, new: String, codes: [Code], pairs: [Pair], same: Int) {
    self.project = project
    self.old = old
    self.new = new
    self.codes = codes
    self.pairs = pairs
    self.same = same
  }
}
