import Pipeline
import StageProtocol
import Testing

@testable import PipelineFile

@Suite struct PipelineFileTests {
  static let whole = """
    name: test
    seed: 17
    profile: quick
    params:
      data:
        source: {value: phantom, one of: [phantom, duke]}
        path: {value: null, type: string}
      fine:
        iterations: {value: 60, range: [1, 100]}
        rate: 0.01
        sizes: [64, 32]
    profiles:
      quick: {}
      duke:
        data.source: duke
        fine: {rate: 1}
    stages:
      one:
        target: one
        deps: {raw: "${data.path}", text: notes/a.txt}
        params: [data.source, fine]
        outs: {frames: out/one/, table: out/one.csv}
        metrics: {scores: out/scores.json}
        env: [OMP_WAIT_POLICY]
        resources: {cores: 2}
        timeout: 60
        seed: 5
      two:
        target: two
        matrix:
          run:
            - {name: a, head: fcn}
            - {name: b, head: psp}
          size: ${fine.sizes}
        exclude: [{run.name: a, size: 32}]
        deps: {scores: out/scores.json}
        outs: {w: "out/two/${item.run.name}-${item.size}"}
      three:
        target: three
        deps: {all: {from: two@*, out: w}}
        outs: {t: out/three}
    """

  @Test func readsEveryKey() throws {
    let pipeline = try PipelineFile.parse(Self.whole)
    let one = pipeline.stages[0]
    #expect(pipeline.profile == "quick" && pipeline.seed == 17)
    #expect(one.dependencies.map(\.role) == ["text"])
    #expect(one.parameters["fine.iterations"] == .integer(60) && one.parameters["data.path"] == nil)
    #expect(one.outputs.map(\.isFolder) == [true, false, false])
    #expect(one.outputs[2].kind == .metrics)
    #expect(one.environment == ["OMP_WAIT_POLICY"] && one.cores == 2 && one.timeout == 60 && one.seed == 5)
    let graph = try Graph(pipeline, ranking: { _ in nil })
    #expect(graph.cells.map(\.id.description) == ["one", "two@a-64", "two@b-64", "two@b-32", "three"])
    #expect(graph.cells.last?.dependencies.map(\.path) == ["out/two/a-64", "out/two/b-64", "out/two/b-32"])
  }

  @Test func profileThenOverrides() throws {
    let pipeline = try PipelineFile.parse(
      Self.whole, profile: "duke",
      overrides: ["fine.iterations=7", "data.path=x/y", "fine.rate=1e-3", "fine.sizes=[8]"])
    #expect(pipeline.parameters["data.source"] == .string("duke"))
    #expect(pipeline.parameters["fine.iterations"] == .integer(7))
    #expect(pipeline.parameters["fine.rate"] == .number(0.001))
    #expect(pipeline.parameters["fine.sizes"] == .array([.integer(8)]))
    #expect(pipeline.stages[0].dependencies[0].source == .path(Template("x/y")))
  }

  @Test(arguments: [
    ("fine=7", "expected one parameter (fine."), ("fine.iteration=7", "did you mean 'fine.iterations'"),
    ("fine.iterations=0", "from 1 to 100"),
    ("fine.iterations=1.5", "a whole number"), ("data.source=dukes", "one of phantom, duke"),
    ("fine.rate=fast", "a number"), ("fine.rate", "name=value"),
  ])
  func refusesOverrides(text: String, words: String) {
    let error = #expect(throws: PipelineFileError.self) {
      try PipelineFile.parse(Self.whole, overrides: [text])
    }
    #expect(error?.isUsage == true && "\(error.map(String.init(describing:)) ?? "")".contains(words))
  }

  @Test func choicesAreOneAtLeast() {
    let error = #expect(throws: PipelineFileError.self) {
      try PipelineFile.parse("name: t\nparams:\n  a: {value: 2, one of: []}\nstages: {}\n")
    }
    #expect("\(error.map(String.init(describing:)) ?? "")".contains("one at least"))
  }

  /// Range and choices are of each element.
  @Test(arguments: ["levers=[elastik]", "levers=[flip, 1]", "seeds=[1, -1]", "seeds=[a]", "seeds=1"])
  func elementsAreChecked(text: String) throws {
    let lists = """
      name: t
      params:
        levers: {value: [elastic], one of: [elastic, flip]}
        seeds: {value: [1], range: [0, 9]}
      stages: {}
      """
    let fine = try PipelineFile.parse(lists, overrides: ["levers=[flip, elastic]", "seeds=[]"])
    #expect(fine.parameters["levers"] == .array([.string("flip"), .string("elastic")]))
    #expect(fine.parameters["seeds"] == .array([]))
    #expect(throws: PipelineFileError.self) { try PipelineFile.parse(lists, overrides: [text]) }
  }

  /// A recorded value is put in as it is, whatever its text would mean.
  @Test func valuesArePutInAsTheyAre() throws {
    let texts = JSONValue.array([.string("1"), .string("a, b")])
    let pipeline = try PipelineFile.parse(
      "name: t\nparams: {names: [x]}\nstages: {}", values: ["names": texts])
    #expect(pipeline.parameters["names"] == texts)
  }

  @Test func valuesCompareAfterParsing() throws {
    func rate(_ text: String) throws -> JSONValue? {
      try PipelineFile.parse("name: t\nparams: {rate: \(text)}\nstages: {}").parameters["rate"]
    }
    #expect(try rate("1e-3") == .number(0.001))
    #expect(try rate("0.001") == .number(0.001))
    #expect(try rate("1.0") == .integer(1))
    #expect(try rate("no") == .string("no"))
    #expect(try rate("'1'") == .string("1"))
    #expect(try rate("2024-01-01") == .string("2024-01-01"))
  }

  @Test(arguments: [
    ("name: t\nstage: {}", "pipeline.yaml:2:1: unknown key 'stage' in a pipeline; did you mean 'stages'?"),
    ("stages: {}", "needs the key 'name'"),
    (
      "name: t\nparams: {folds: {vlaue: 3, range: [2, 9]}}\nstages: {}",
      "unknown key 'vlaue' in parameter 'folds'; did you mean 'value'?"
    ),
    ("name: t\nstages: {}\nname: u", "key 'name' is written twice"),
    ("name: &a t\nstages: {}", "pipeline.yaml:1:7: anchors and aliases"),
    ("name: t\nstages: {<<: {}}", "merge keys"),
    ("name: !!python/object t\nstages: {}", "tags"),
    ("name: t\nstages: {}\n---\nname: u", "document"),
    ("name: t\n\tstages: {}", "pipeline.yaml:2:1"),
    ("name: t\nseed: \"2\"\nstages: {}", "pipeline.yaml:2:7: 'seed': expected a whole number from 0"),
    ("", "pipeline.yaml:1:1"), ("- a", "expected a mapping"),
    ("name: t\nstages: {a: {}}", "needs the key 'target'"),
    ("name: t\nstages: {a: {target: a, out: {}}}", "did you mean 'outs'?"),
    ("name: t\nstages: {a b: {target: a}}", "letters, digits"),
    ("name: t\nstages: {index: {target: a}}", "first page"),
    ("name: t\nstages: {a: {target: a, outs: {x: \"o/${nothing}\"}}}", "no parameter 'nothing'"),
    ("name: t\nstages: {a: {target: a, outs: {x: \"o/${item.m}\"}}}", "${item}"),
    ("name: t\nstages: {a: {target: a, outs: {x: \"o/${item\"}}}", "expected '}'"),
    ("name: t\nstages: {a: {target: a, outs: {x: 3}}}", "expected text, found 3"),
    ("name: t\nstages: {a: {target: a, params: [p]}}", "no parameter or group 'p'"),
    ("name: t\nstages: {a: {target: a, resources: {cores: 0}}}", "'cores': expected a whole number"),
    ("name: t\nstages: {a: {target: a, sandbox: maybe}}", "'sandbox': expected on or off"),
    ("name: t\nstages: {a: {target: a, matrix: {m: []}}}", "at least one value"),
    ("name: t\nparams: {a: {value: 3, range: [5, 9]}}\nstages: {}", "from 5 to 9"),
    ("name: t\nparams: {a: null}\nstages: {}", "a type beside null"),
    ("name: t\nprofiles: {p: {b: 1}}\nstages: {}", "no parameter 'b'"),
    ("name: t\nprofile: q\nstages: {}", "no profile 'q'"),
    (
      "name: t\n<<<<<<< HEAD\nseed: 1\n=======\nseed: 2\n>>>>>>> b\nstages: {}",
      "pipeline.yaml:2:1: a merge conflict"
    ),
    (
      "name: t\nparams: {p: \"\"}\nstages: {a: {target: a, deps: {d: \"${p}\"}}}",
      "'${p}': expected dependency 'd', or null for none, found an empty text"
    ),
  ])
  func refusesWithAPlace(text: String, words: String) {
    let error = #expect(throws: PipelineFileError.self) { try PipelineFile.parse(text) }
    #expect("\(error.map(String.init(describing:)) ?? "")".contains(words))
  }

  @Test func refusesDeepAndHugeText() {
    let deep = "name: t\nstages: " + String(repeating: "[", count: 10_000)
    #expect(throws: PipelineFileError.self) { try PipelineFile.parse(deep) }
    #expect(throws: PipelineFileError.self) {
      try PipelineFile.parse(String(repeating: " ", count: 2_000_000))
    }
  }
}
