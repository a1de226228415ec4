import CCMark

/// A parsed Markdown text; wraps libcmark-gfm's nodes (cmark-gfm.h, manual page cmark-gfm(3)).
final class SyntaxTree {
  typealias Node = OpaquePointer

  /// A heading inside the tree.
  struct Heading {
    fileprivate let node: Node

    var level: Int { Int(cmark_node_get_heading_level(node)) }
    var text: String { SyntaxTree.text(of: node) }

    func setLevel(_ level: Int) { cmark_node_set_heading_level(node, Int32(level)) }
  }

  private static let options = CMARK_OPT_FOOTNOTES | CMARK_OPT_VALIDATE_UTF8
  private static let extensions: Void = cmark_gfm_core_extensions_ensure_registered()

  private let parser: OpaquePointer
  private let root: Node

  init(_ text: String) {
    Self.extensions
    guard let parser = cmark_parser_new(Self.options) else { preconditionFailure("out of memory") }
    for name in ["table", "strikethrough", "autolink", "tasklist"] {
      guard let found = cmark_find_syntax_extension(name) else {
        preconditionFailure("libcmark-gfm has no extension '\(name)'")
      }
      cmark_parser_attach_syntax_extension(parser, found)
    }
    var text = text
    text.withUTF8 { bytes in
      bytes.withMemoryRebound(to: CChar.self) { cmark_parser_feed(parser, $0.baseAddress, $0.count) }
    }
    guard let root = cmark_parser_finish(parser) else { preconditionFailure("out of memory") }
    self.parser = parser
    self.root = root
  }

  deinit {
    cmark_node_free(root)
    cmark_parser_free(parser)
  }

  var headings: [Heading] {
    nodes { $0 == CMARK_NODE_HEADING }.map(Heading.init)
  }

  var plainText: String { Self.text(of: root) }

  /// Turns raw HTML into text and images into links.
  func tame() {
    for node in nodes({ $0 == CMARK_NODE_HTML_INLINE }) { replace(node, with: CMARK_NODE_TEXT) }
    for node in nodes({ $0 == CMARK_NODE_HTML_BLOCK }) {
      let paragraph = cmark_node_new(CMARK_NODE_PARAGRAPH)
      let text = cmark_node_new(CMARK_NODE_TEXT)
      cmark_node_set_literal(text, cmark_node_get_literal(node))
      cmark_node_append_child(paragraph, text)
      swap(node, for: paragraph)
    }
    for node in nodes({ $0 == CMARK_NODE_IMAGE }) {
      let target = cmark_node_get_url(node).map { String(cString: $0) } ?? ""
      cmark_node_set_type(node, CMARK_NODE_LINK)
      cmark_node_set_url(node, target)
    }
  }

  /// The tree as HTML; dangerous link targets are left empty.
  func html() -> String {
    let extensions = cmark_parser_get_syntax_extensions(parser)
    guard let text = cmark_render_html(root, Self.options, extensions) else {
      preconditionFailure("out of memory")
    }
    defer { cmark_get_default_mem_allocator().pointee.free(text) }
    return String(cString: text)
  }

  private func replace(_ node: Node, with type: cmark_node_type) {
    let text = cmark_node_new(type)
    cmark_node_set_literal(text, cmark_node_get_literal(node))
    swap(node, for: text)
  }

  private func swap(_ node: Node, for other: Node?) {
    cmark_node_insert_before(node, other)
    cmark_node_unlink(node)
    cmark_node_free(node)
  }

  private func nodes(_ matches: (cmark_node_type) -> Bool) -> [Node] {
    Self.walk(root).filter { matches(cmark_node_get_type($0)) }
  }

  private static func walk(_ root: Node) -> [Node] {
    guard let iterator = cmark_iter_new(root) else { preconditionFailure("out of memory") }
    defer { cmark_iter_free(iterator) }
    var found: [Node] = []
    while true {
      let event = cmark_iter_next(iterator)
      guard event != CMARK_EVENT_DONE else { return found }
      if event == CMARK_EVENT_ENTER, let node = cmark_iter_get_node(iterator) { found.append(node) }
    }
  }

  private static func text(of root: Node) -> String {
    let parts = walk(root).map { node -> String in
      switch cmark_node_get_type(node) {
      case CMARK_NODE_TEXT, CMARK_NODE_CODE: cmark_node_get_literal(node).map { String(cString: $0) } ?? ""
      case CMARK_NODE_SOFTBREAK, CMARK_NODE_LINEBREAK, CMARK_NODE_PARAGRAPH: " "
      default: ""
      }
    }
    return parts.joined().split(separator: " ").joined(separator: " ")
  }
}
