public import StageProtocol
public import SwiftSource

/// A stage's page before any writer: prose, code and outputs in reading order.
public struct Page: Sendable {
  /// The pipeline's name.
  public var project: String
  /// The stage's name.
  public var stage: String
  /// The first heading's words, or the stage's name.
  public var title: String
  /// The source's path in the workspace.
  public var sourcePath: String
  /// The worst state among the cells.
  public var state: PageState
  /// Why the state is not fresh, in sentences.
  public var reasons: [String]
  /// What the reader sees.
  public var blocks: [PageBlock]
  /// Who made the results, a cell after the other.
  public var provenance: [PageProvenance]
  /// Whether it is on record that the results came of this text, prose included.
  public var isTextKnown = true

  /// What the state means.
  var explanation: String {
    state == .fresh && !isTextKnown
      ? "Code, data and parameters are those of these results; which prose they had is not on record here."
      : state.explanation
  }
}

extension Page {
  /// What stands for a page that cannot be woven: why, and who made the results.
  public init(unwoven input: WeaveInput, _ problem: WeaveError) {
    self.init(
      project: input.project, stage: input.stage, title: input.stage, sourcePath: input.sourcePath,
      state: .unwoven, reasons: [problem.description], blocks: [],
      provenance: input.cells.compactMap(\.provenance))
  }
}

/// A part of a page.
public enum PageBlock: Sendable {
  /// A piece of prose with its values filled in.
  case prose(FilledProse)
  /// Code of one cell of the source.
  case code(PageCode)
  /// What that code showed, a group for each cell of the matrix.
  case outputs([PageOutputs])
}

/// The code of one cell, ready to be colored.
public struct PageCode: Sendable {
  /// Code or a note between code.
  public enum Piece: Sendable {
    /// Source text with its class.
    case code([Token])
    /// A note.
    case note(FilledProse)
  }

  /// A stretch of source text of one class.
  public struct Token: Sendable {
    /// The class.
    public var kind: HighlightToken.Kind
    /// The text.
    public var text: String
  }

  /// The parts in order.
  public var pieces: [Piece]
  /// The line of the first code.
  public var line: Int
  /// Whether the reader opens it himself.
  public var isFolded: Bool
}

/// What one cell of the matrix showed at one place.
public struct PageOutputs: Sendable {
  /// The cell, or nil for a stage without a matrix and for what its cells showed together.
  public var cell: String?
  /// How its results stand.
  public var state: PageState
  /// What was shown, in the order of the calls.
  public var items: [PageItem]
}

/// One shown thing with its payloads.
public struct PageItem: Sendable {
  /// The thing itself.
  public enum Body: Sendable {
    case table(ShownTable)
    /// SVG text that was found harmless.
    case drawing(String)
    /// The bytes of a PNG file.
    case image([UInt8])
    case gallery([Picture])
    case scans(Scans)
    case markdown(String)
    case value(JSONValue)
  }

  /// An image of a gallery.
  public struct Picture: Sendable {
    /// The bytes of a PNG file.
    public var png: [UInt8]
    /// The words under it.
    public var caption: String
    /// What a person who cannot see it should know.
    public var alt: String
  }

  /// Scans with layers over them.
  public struct Scans: Sendable {
    /// The layers and the scans' words and outlines.
    public var set: ShownScans
    /// For each scan the bytes of a PNG file.
    public var pngs: [[UInt8]]
    /// The bytes of a PNG file with all that is telling, for forms that draw no vectors.
    public var sheet: [UInt8]
  }

  /// The fragment that leads to it, unique in the page.
  public var id: String
  /// Its name.
  public var label: String
  /// The sentence under it, as Markdown.
  public var caption: String
  /// What a person who cannot see it should know.
  public var alt: String
  /// The call's anchor: things shown by the same call in a loop share it.
  public var anchor: Int
  /// The thing itself.
  public var body: Body
}
