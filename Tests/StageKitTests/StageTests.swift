import Foundation
import StageProtocol
import Testing

@testable import StageKit

/// A context whose files lie in a folder of their own; who makes one removes it.
struct Workbench {
  let folder: String
  var context: StageContext

  init(parameters: JSONValue = .object([:]), events: Int32? = nil) throws {
    folder = NSTemporaryDirectory() + "stagekit-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    context = StageContext(
      stage: "split", cell: nil, run: "r1",
      inputs: [
        "data": [.init(path: "/data")],
        "scores": [.init(path: "/a", cell: "one"), .init(path: "/b", cell: "two")],
      ],
      outputs: [
        "frames": .init(path: folder + "/out/frames", isFolder: true),
        "table": .init(path: folder + "/table.json", isFolder: false),
      ],
      parameters: parameters, seed: 17, threads: 2, scratch: folder + "/scratch",
      shown: folder + "/shown", events: events)
  }

  func text(_ name: String) throws -> String {
    try String(contentsOfFile: folder + "/" + name, encoding: .utf8)
  }

  func remove() { try? FileManager.default.removeItem(atPath: folder) }
}

private struct SplitParameters: Decodable, Sendable {
  struct Training: Decodable, Sendable {
    var rate: Double
    var iterations: Int
  }
  var training: Training
}

extension StageSuites {
  @Suite struct StageTests {
    @Test func filesComeByRole() throws {
      let bench = try Workbench()
      defer { bench.remove() }
      let stage = try Stage<NoParameters>(context: bench.context)
      #expect(try stage.input("data") == "/data")
      #expect(try stage.inputs("scores").map(\.cell) == ["one", "two"])
      #expect(stage.optionalInput("none") == nil)
      #expect(try stage.output("table") == bench.folder + "/table.json")
      var isFolder: ObjCBool = false
      let frames = try stage.output("frames")
      #expect(FileManager.default.fileExists(atPath: frames, isDirectory: &isFolder) && isFolder.boolValue)
      #expect(try stage.scratch() == bench.folder + "/scratch")
      #expect(stage.seed == 17 && stage.threads == 2 && stage.name == "split")
    }

    @Test func wrongRolesSayWhatIsDeclared() throws {
      let bench = try Workbench()
      defer { bench.remove() }
      let stage = try Stage<NoParameters>(context: bench.context)
      #expect(throws: StageError.undeclared(what: "input", role: "x", declared: ["data", "scores"])) {
        try stage.input("x")
      }
      #expect(throws: StageError.severalInputs(role: "scores", count: 2)) { try stage.input("scores") }
      #expect(throws: StageError.undeclared(what: "output", role: "x", declared: ["frames", "table"])) {
        try stage.output("x")
      }
    }

    @Test func parametersDecode() throws {
      let tree = JSONValue.object([
        "training": .object(["rate": .integer(1), "iterations": .integer(60)])
      ])
      let bench = try Workbench(parameters: tree)
      defer { bench.remove() }
      let stage = try Stage<SplitParameters>(context: bench.context)
      #expect(stage.parameters.training.rate == 1)
      #expect(stage.parameters.training.iterations == 60)
    }

    @Test(arguments: [
      (JSONValue.object([:]), "parameter training: expected a value, found none"),
      (
        .object(["training": .object(["rate": .number(0.1), "iterations": .string("many")])]),
        "parameter training.iterations: expected Int, found the text \"many\""
      ),
      (
        .object(["training": .object(["rate": .null, "iterations": .integer(1)])]),
        "parameter training.rate: expected Double, found null"
      ),
      (
        .object(["training": .object(["rate": .number(0.1), "iterations": .number(1.5)])]),
        "parameter (all): expected a value of the stage's type, found "
      ),
    ])
    func wrongParametersAreNamed(_ pair: (tree: JSONValue, message: String)) throws {
      let bench = try Workbench(parameters: pair.tree)
      defer { bench.remove() }
      do {
        _ = try Stage<SplitParameters>(context: bench.context)
        Issue.record("the parameters were taken")
      } catch {
        #expect(String(describing: error).hasPrefix(pair.message))
      }
    }

    @Test func aBadContextIsNamed() throws {
      let bench = try Workbench()
      defer { bench.remove() }
      let path = bench.folder + "/context.json"
      try Data("{".utf8).write(to: URL(fileURLWithPath: path))
      #expect(throws: StageError.self) { try StageContext.read(path) }
      var context = bench.context
      context.schema = 2
      try JSONEncoder().encode(context).write(to: URL(fileURLWithPath: path))
      #expect(throws: StageError.badContext(path: path, reason: "schema 2; this stage knows 1")) {
        try StageContext.read(path)
      }
      context.schema = 1
      try JSONEncoder().encode(context).write(to: URL(fileURLWithPath: path))
      #expect(try StageContext.read(path) == context)
    }

    @Test func eventsArriveAsLines() throws {
      let pipe = Pipe()
      let bench = try Workbench(events: pipe.fileHandleForWriting.fileDescriptor)
      defer { bench.remove() }
      let stage = try Stage<NoParameters>(context: bench.context)
      for step in 1...1000 { stage.progress(step, of: 1000, fields: ["loss": 0.5, "bad": .nan]) }
      stage.metric("dice", 0.25, step: 3)
      stage.metric("dice", .nan)
      stage.log("hello")
      try pipe.fileHandleForWriting.close()
      let lines = String(decoding: pipe.fileHandleForReading.availableData, as: UTF8.self)
        .split(separator: "\n")
      let events = try lines.map { try JSONDecoder().decode(StageEvent.self, from: Data($0.utf8)) }
      let steps = events.filter { if case .progress = $0 { true } else { false } }
      #expect(steps.count < 20)
      #expect(steps.last == .progress(step: 1000, of: 1000, unit: "step", fields: ["loss": 0.5]))
      #expect(events.contains(.metric(name: "dice", value: 0.25, step: 3)))
      #expect(events.contains(.message("metric dice is nan")))
      #expect(events.last == .message("hello"))
    }
  }
}

/// Suites that share the process's current stage, one test after the other.
@Suite(.serialized) struct StageSuites {}
