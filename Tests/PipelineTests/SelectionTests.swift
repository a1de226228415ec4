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

  /// Cells that are not known yet need no whole stage where they all read the same cells of it.
  @Test(arguments: [
    (Template("grid/psp"), ["grid@psp", "list", "one"]),
    (Template([.text("grid/"), .item("m")]), ["grid@fcn-a", "grid@fcn-b", "grid@psp", "list", "one"]),
  ])
  func takesWhatOpenStagesNeed(_ reads: Template, _ expected: [String]) throws {
    let matrix = Matrix(variables: [
      Matrix.Variable(name: "m", values: .list(["fcn-a", "fcn-b", "psp"]), place: nowhere)
    ])
    let ranked = Matrix(variables: [
      Matrix.Variable(name: "m", values: .ranking(path: "list", top: 2), place: nowhere)
    ])
    let graph = try makeGraph([
      makeStage("one", outs: [Template("one")]),
      makeStage("list", outs: [Template("list")]),
      makeStage(
        "grid", deps: [.path(Template("one"))], outs: [Template([.text("grid/"), .item("m")])],
        matrix: matrix),
      makeStage(
        "open", deps: [.path(reads)], outs: [Template([.text("open/"), .item("m")])], matrix: ranked),
      makeStage(
        "last", deps: [.join(stage: StageID("open"), cells: "*", out: "o0")], outs: [Template("last")]),
    ])
    let wanted = try Selection(["last"], in: graph).wanted(in: graph)
    #expect(wanted.open.map(\.name) == ["open"])
    #expect(wanted.cells.map(\.description).sorted() == (expected + ["last"]).sorted())
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
