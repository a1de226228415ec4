import ArgumentParser
import Foundation

/// `fovea checkpoint show`: what a file holds.
struct ShowCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show", abstract: "Say what a file holds: format, model, tensors, meta, SHA-256.")

  @Argument(help: "A .pth or .safetensors file.") var file: String
  @Flag(help: "One JSON document.") var json = false

  func run() throws {
    try answering {
      let report = try CheckpointReport(path: file)
      try json ? Output.printJSON(report) : tell(report)
    }
  }

  private func tell(_ report: CheckpointReport) throws {
    Output.print(report.path)
    Output.print("  format      \(report.format), \(report.bytes) bytes")
    Output.print("  sha256      \(report.sha256)")
    Output.print("  model       \(Self.words(report.model))")
    Output.print("  parameters  \(report.parameters) in \(report.tensors.count) tensors")
    for (key, value) in report.meta.sorted(by: { $0.key < $1.key }) {
      let text = try value.text()
      Output.print("  \(key) = \(text.count > 200 ? text.prefix(200) + "…" : text)")
    }
    let width = report.tensors.map(\.name.count).max() ?? 0
    for tensor in report.tensors {
      let name = tensor.name + String(repeating: " ", count: width - tensor.name.count)
      let shape = tensor.shape.map { "\($0)" }.joined(separator: "×")
      Output.print("  \(name)  \(tensor.type)  \(shape.isEmpty ? "scalar" : shape)")
    }
  }

  private static func words(_ model: CheckpointReport.Model?) -> String {
    guard let model else { return "none of ours" }
    let name = model.name ?? "not in the zoo"
    let configuration = model.configuration.map { " (\($0))" } ?? ""
    return "\(name)\(configuration), width \(model.width), \(model.classes) classes"
  }
}
