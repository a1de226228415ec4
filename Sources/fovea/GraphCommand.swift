internal import ArgumentParser
internal import Pipeline
internal import StageProtocol

/// `fovea graph`: which stage waits for which.
struct GraphCommand: ParsableCommand {
  enum Form: String, EnumerableFlag {
    case text, dot, mermaid, json
  }

  static let configuration = CommandConfiguration(
    commandName: "graph", abstract: "Show the stages and what they wait for.")

  @Flag(exclusivity: .exclusive, help: "The form of the output.") var form = Form.text
  @OptionGroup var opening: Opening

  func run() throws {
    try answering {
      let graph = try opening.project().graph
      switch form {
      case .text: printText(graph)
      case .dot: printDot(graph)
      case .mermaid: printMermaid(graph)
      case .json: try printJSON(graph)
      }
    }
  }

  private func edges(_ graph: Graph) -> [(from: StageID, to: StageID)] {
    graph.stages.flatMap { stage in stage.upstream.map { ($0, stage.id) } }
  }

  private func label(_ stage: Graph.Stage) -> String {
    guard stage.definition.matrix != nil else { return stage.id.name }
    return stage.isExpanded
      ? "\(stage.id) (\(stage.cells.count) cells)" : "\(stage.id) (cells not known yet)"
  }

  private func printText(_ graph: Graph) {
    for stage in graph.stages {
      Terminal.print(
        label(stage)
          + (stage.upstream.isEmpty
            ? "" : " ← " + stage.upstream.map(\.name).joined(separator: ", ")))
      for cell in stage.cells where cell.id.cell != nil { Terminal.print("    \(cell.id)") }
    }
  }

  private func printDot(_ graph: Graph) {
    Terminal.print("digraph pipeline {\n  rankdir=LR;\n  node [shape=box];")
    for stage in graph.stages { Terminal.print("  \"\(stage.id)\" [label=\"\(label(stage))\"];") }
    for edge in edges(graph) { Terminal.print("  \"\(edge.from)\" -> \"\(edge.to)\";") }
    Terminal.print("}")
  }

  private func printMermaid(_ graph: Graph) {
    Terminal.print("flowchart LR")
    // A stage may be called `end` or `style`, which are words of Mermaid: names are labels only.
    let names = Dictionary(uniqueKeysWithValues: graph.stages.enumerated().map { ($1.id, "s\($0)") })
    for (number, stage) in graph.stages.enumerated() {
      Terminal.print("  s\(number)[\"\(label(stage))\"]")
    }
    for edge in edges(graph) {
      guard let from = names[edge.from], let to = names[edge.to] else { continue }
      Terminal.print("  \(from) --> \(to)")
    }
  }

  private func printJSON(_ graph: Graph) throws {
    let stages = graph.stages.map { stage in
      JSONValue.object([
        "name": .string(stage.id.name), "target": .string(stage.definition.target),
        "expanded": .bool(stage.isExpanded),
        "cells": .array(stage.cells.map { $0.id.cell.map(JSONValue.string) ?? .null }),
        "upstream": .array(stage.upstream.map { .string($0.name) }),
        "outputs": .array(stage.cells.flatMap { $0.outputs.map { .string($0.path) } }),
      ])
    }
    try Terminal.print(json: JSONValue.object(["schema": .integer(1), "stages": .array(stages)]))
  }
}
