import StageProtocol
import Testing

@testable import Pipeline

@Suite struct SelectionTests {
  func graph() throws -> Graph {
    let matrix = Matrix(variables: [
      Matrix.Variable(name: "m", values: .list(["fcn-a", "fcn-b", "psp"]), place: nowhere)
    ])
    return try makeGraph([
      makeStage("one", outs: [Template("one")]),
      makeStage(
        "grid", deps: [.path(Template("one"))], outs: [Template([.text("grid/"), .item("m")])],
        matrix: matrix),
      makeStage("last", deps: [.path(Template("grid/psp"))], outs: [Template("last")]),
    ])
  }

  @Test func takesTheCellsBeforeIt() throws {
    let graph = try graph()
    let wanted = try Selection(["last"], in: graph).wanted(in: graph).cells
    #expect(Set(wanted.map(\.description)) == ["last", "grid@psp", "one"])
    let only = try Selection(["last"], only: true, in: graph).wanted(in: graph).cells
    #expect(only.map(\.description) == ["last"])
  }

  @Test func takesPatterns() throws {
    let graph = try graph()
    let selection = try Selection(["grid@fcn-*"], only: true, in: graph)
    #expect(
      Set(selection.wanted(in: graph).cells.map(\.description)) == ["grid@fcn-a", "grid@fcn-b"])
    #expect(Selection.all.wanted(in: graph).cells.count == 5)
  }

  @Test func refusesUnknownNames() throws {
    let graph = try graph()
    for name in ["gird", "grid@fcm-a", ""] {
      #expect(throws: GraphError.self) { try Selection([name], in: graph) }
    }
  }
}
