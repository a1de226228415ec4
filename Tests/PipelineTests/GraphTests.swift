public import StageProtocol
import Testing

@testable import Pipeline

/// A place for definitions that were not read from a file.
let nowhere = SourcePlace(file: "pipeline.yaml", line: 1, column: 1)

/// A stage whose dependencies and outputs are roles `d0…` and `o0…`; a trailing slash makes a folder.
func makeStage(
  _ name: String, deps: [DependencyDefinition.Source] = [], outs: [Template] = [], matrix: Matrix? = nil
) -> StageDefinition {
  var stage = StageDefinition(id: StageID(name), target: name, seed: 0, place: nowhere)
  stage.dependencies = deps.enumerated().map {
    DependencyDefinition(role: "d\($0)", source: $1, place: nowhere)
  }
  stage.outputs = outs.enumerated().map {
    OutputDefinition(role: "o\($0)", path: $1, isFolder: false, kind: .plain, place: nowhere)
  }
  stage.matrix = matrix
  return stage
}

func makeGraph(_ stages: [StageDefinition], ranking: (String) -> [String]? = { _ in nil }) throws -> Graph {
  try Graph(
    PipelineDefinition(name: "t", seed: 0, profile: nil, parameters: [:], stages: stages), ranking: ranking)
}

@Suite struct GraphTests {
  /// The makers that are found by path are those that asking every output finds.
  @Test func makersAreThoseThatEveryOutputWouldSay() throws {
    let parts: [Template.Part] = [
      .text("a"), .text("b"), .text("a/b"), .text("ab/c"), .text("b/./a"), .item(""), .text("c/d/e"),
    ]
    let templates =
      parts.map { Template([$0]) }
      + parts.flatMap { first in parts.map { Template([first, .text("/"), $0]) } }
    let stages = templates.enumerated().map { number, template in makeStage("w\(number)", outs: [template]) }
    for template in templates {
      let reader = makeStage("reader", deps: [.path(template)])
      let pattern = GraphBuilder.tidy(template.pattern)
      let naive = stages.indices.filter {
        OutputPath.mayMeet(stages[$0].outputs[0].path.pattern, pattern)
      }
      let found = try StageOrder(stages + [reader]).upstream[stages.count]
      #expect(found == naive, "\(template.written)")
    }
  }

  /// A variable within a name leaves the rest of the name as it is.
  @Test func aNameAroundAVariableCounts() throws {
    let matrix = Matrix(variables: [
      Matrix.Variable(name: "m", values: .list(["a", "b"]), place: nowhere)
    ])
    let graph = try makeGraph([
      makeStage(
        "net", deps: [.path(Template("x/table.csv"))], outs: [Template([.text("x/net-"), .item("m")])],
        matrix: matrix),
      makeStage("table", outs: [Template("x/table.csv")]),
    ])
    #expect(graph.stages.map(\.id.name) == ["table", "net"])
    for (pattern, path) in [
      ("x/net-*", "x/net-a/b"), ("x/*.txt", "x/a.txt"), ("x/a*c", "x/*bc"), ("*", "x/y"),
    ] {
      #expect(OutputPath.mayMeet(pattern, path), "\(pattern) \(path)")
    }
    for (pattern, path) in [
      ("x/net-*", "x/table"), ("x/*.txt", "x/a.csv"), ("x/a*", "x/b*"), ("x/*/c", "x/a/d"),
    ] {
      #expect(!OutputPath.mayMeet(pattern, path), "\(pattern) \(path)")
    }
  }

  /// The order of stages goes by patterns, in which a value holds no slash.
  @Test func aSlashInAnOutputsValueIsRefused() throws {
    let value = JSONValue.object(["name": .string("a"), "path": .string("b/c")])
    let matrix = Matrix(variables: [Matrix.Variable(name: "m", values: .list([value]), place: nowhere)])
    let error = #expect(throws: GraphError.self) {
      try makeGraph([makeStage("net", outs: [Template([.text("x/"), .item("m.path")])], matrix: matrix)])
    }
    #expect(error?.description.contains("without slashes") == true)
  }

  /// Raw data may lie as deep as their values say, beside what other stages make.
  @Test func aSlashInADependencysValueIsFine() throws {
    let eyes = Matrix(variables: [Matrix.Variable(name: "e", values: .list(["left"]), place: nowhere)])
    let file = JSONValue.object(["name": .string("a"), "file": .string("eyes/raw")])
    let files = Matrix(variables: [Matrix.Variable(name: "m", values: .list([file]), place: nowhere)])
    let graph = try makeGraph([
      makeStage(
        "reader", deps: [.path(Template([.text("data/"), .item("m.file"), .text(".png")]))],
        outs: [Template("o")], matrix: files),
      makeStage("crops", outs: [Template([.text("data/eyes/"), .item("e"), .text(".png")])], matrix: eyes),
    ])
    #expect(graph.cells.first { $0.id.stage.name == "reader" }?.dependencies[0].path == "data/eyes/raw.png")
  }

  /// Cells have names: a join without one means none of them.
  @Test func aJoinOfAMatrixNamesItsCells() throws {
    let eyes = Matrix(variables: [
      Matrix.Variable(name: "e", values: .ranking(path: "r", top: nil), place: nowhere)
    ])
    let error = #expect(throws: GraphError.self) {
      try makeGraph([
        makeStage("net", outs: [Template([.text("x/"), .item("e")])], matrix: eyes),
        makeStage(
          "table", deps: [.join(stage: StageID("net"), cells: nil, out: "o0")], outs: [Template("t")]),
      ])
    }
    #expect(error?.description.contains("net@*") == true)
  }

  @Test func ordersByEdgesThenAsWritten() throws {
    let graph = try makeGraph([
      makeStage("late", deps: [.path(Template("a/x/part"))], outs: [Template("b")]),
      makeStage("other", outs: [Template("c")]),
      makeStage("early", outs: [Template("a/x")]),
    ])
    #expect(graph.stages.map(\.id.name) == ["other", "early", "late"])
    #expect(graph.cell(CellID(StageID("late")))?.upstream == [CellID(StageID("early"))])
  }

  @Test func namesTheCycle() {
    #expect(throws: GraphError.cycle(["a", "b", "a"].map(StageID.init), nowhere)) {
      try makeGraph([
        makeStage("a", deps: [.path(Template("y"))], outs: [Template("x")]),
        makeStage("b", deps: [.path(Template("x"))], outs: [Template("y")]),
      ])
    }
    #expect(throws: GraphError.cycle(["a", "a"].map(StageID.init), nowhere)) {
      try makeGraph([makeStage("a", deps: [.path(Template("x/y"))], outs: [Template("x")])])
    }
  }

  @Test(arguments: [
    "../x", "/x", "~/x", "", "a/../b", "a//b", ".", "a/./b", "a*", "pipeline.yaml", ".git/x", ".fovea",
    "artifacts", "artifacts/records/a.json", "a\nb", "a/$HOME",
  ])
  func refusesOutputsOutsideItsPlace(path: String) {
    #expect(throws: GraphError.self) { try makeGraph([makeStage("a", outs: [Template(path)])]) }
  }

  @Test func refusesTwoMakersAndNesting() {
    #expect(throws: GraphError.self) {
      try makeGraph([makeStage("a", outs: [Template("x")]), makeStage("b", outs: [Template("x")])])
    }
    #expect(throws: GraphError.self) {
      try makeGraph([makeStage("a", outs: [Template("x")]), makeStage("b", outs: [Template("x/y")])])
    }
    #expect(throws: GraphError.self) {
      try makeGraph([
        makeStage("a", outs: [Template("x/y")]),
        makeStage("b", deps: [.path(Template("x"))], outs: [Template("z")]),
      ])
    }
  }

  @Test func expandsAMatrixByValue() throws {
    let graph = try makeGraph([grid(), joiner()])
    #expect(graph.stages[0].cells.map(\.id.description) == ["grid@fcn-1", "grid@fcn-2", "grid@psp-2"])
    #expect(graph.stages[0].cells[0].outputs[0].path == "o/fcn/1")
    #expect(graph.stages[0].cells[0].parameters == ["head.name": "fcn", "head.wide": .bool(true), "n": 1])
    #expect(graph.stages[1].cells[0].dependencies.map(\.path) == ["o/fcn/1", "o/fcn/2", "o/psp/2"])
    #expect(graph.stages[1].cells[0].dependencies.allSatisfy { $0.isJoined })
  }

  @Test func expandsFromARankingOnceThereIsOne() throws {
    let matrix = Matrix(variables: [
      Matrix.Variable(name: "m", values: .ranking(path: "r.json", top: 2), place: nowhere)
    ])
    let stages = [
      makeStage("rank", outs: [Template("r.json")]),
      makeStage("use", outs: [Template([.text("o/"), .item("m")])], matrix: matrix),
    ]
    let before = try makeGraph(stages)
    #expect(!before.stages[1].isExpanded && before.stages[1].rankedBy == [StageID("rank")])
    let after = try makeGraph(stages) { $0 == "r.json" ? ["u", "p", "d"] : nil }
    #expect(after.stages[1].cells.map(\.id.cell) == ["u", "p"])
  }

  @Test func refusesCellsOfOneNameAndBadNames() {
    func matrix(_ values: [JSONValue]) -> Matrix {
      Matrix(variables: [Matrix.Variable(name: "m", values: .list(values), place: nowhere)])
    }
    #expect(throws: GraphError.self) { try makeGraph([makeStage("a", matrix: matrix(["x", "x"]))]) }
    #expect(throws: GraphError.self) { try makeGraph([makeStage("a", matrix: matrix(["x/y"]))]) }
    #expect(throws: GraphError.self) { try makeGraph([makeStage("a", matrix: matrix([""]))]) }
  }

  private func grid() -> StageDefinition {
    let heads: [JSONValue] = [
      .object(["name": "fcn", "wide": .bool(true)]), .object(["name": "psp", "wide": .bool(false)]),
    ]
    return makeStage(
      "grid", outs: [Template([.text("o/"), .item("head.name"), .text("/"), .item("n")])],
      matrix: Matrix(
        variables: [
          Matrix.Variable(name: "head", values: .list(heads), place: nowhere),
          Matrix.Variable(name: "n", values: .list([1, 2]), place: nowhere),
        ], exclude: [["head.name": "psp", "n": 1]]))
  }

  private func joiner() -> StageDefinition {
    makeStage("join", deps: [.join(stage: StageID("grid"), cells: "*", out: "o0")], outs: [Template("j")])
  }
}

extension JSONValue: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral {
  /// A text.
  public init(stringLiteral value: String) { self = .string(value) }
  /// A whole number.
  public init(integerLiteral value: Int64) { self = .integer(value) }
}
