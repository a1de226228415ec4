import Foundation
import StageProtocol
import Testing

@testable import Weave

@Suite struct NotebookWriterTests {
  @Test func theFormIsThatOfVersion45() throws {
    let fixture = try Fixture()
    let text = NotebookWriter.notebook(try Page(fixture.input()))
    let notebook = try JSONDecoder().decode(JSONValue.self, from: Data(text.utf8))
    #expect(notebook["nbformat"] == .integer(4) && notebook["nbformat_minor"] == .integer(5))
    #expect(notebook.at("metadata.language_info.name") == .string("swift"))
    guard case .array(let cells)? = notebook["cells"] else {
      Issue.record("there are no cells")
      return
    }
    #expect(Set(cells.compactMap { $0["id"] }).count == cells.count)
    for cell in cells {
      let isCode = cell["cell_type"] == .string("code")
      #expect((cell["execution_count"] == .null) == isCode)
      #expect((cell["outputs"] != nil) == isCode)
      #expect(cell["metadata"] == .object([:]))
    }
    guard case .array(let outputs)? = cells[3]["outputs"] else {
      Issue.record("the second cell of code has no outputs")
      return
    }
    #expect(outputs.count == 2)
    #expect(outputs[0]["data"]?["text/plain"] == .array([.string("[loss] Loss")]))
    #expect(try text == NotebookWriter.notebook(Page(fixture.input())))
    try fixture.remove()
  }
}
