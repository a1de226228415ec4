import ArgumentParser
import Checkpoints
import Foundation
import Segmentation

/// `fovea checkpoint convert`: the same weights in another format, or the net as an ONNX graph.
struct ConvertCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "convert",
    abstract: "Write a file's weights as .pth or .safetensors, or its net as .onnx.",
    discussion: """
      Element types stay as they are. A safetensors file holds only text beside its tensors: nested values of \
      a .pth become JSON. Optimizer states, objects that would need code and what the format has no word for \
      (bytes; sets in a .pth; integers beyond 64 bits in a .safetensors) are left out, by name.

      The ONNX graph takes `image` (N × 3 × height × width, RGB, normalized: see its properties mean and std) \
      and gives `logits` of that size, in evaluation mode. The texts of the file's metadata, which say what the \
      net has to be shown (such as band, crop, reduction, scale, side), become properties.
      """)

  /// The kinds of file that can be written, by extension.
  enum Target: String, CaseIterable {
    case pth, safetensors, onnx
  }

  @Argument(help: "A .pth or .safetensors file.") var file: String
  @Option(help: "The file to write: .pth, .safetensors or .onnx.") var to: String
  @Flag(help: "Leave out everything but the tensors.") var stateDictOnly = false
  @Option(help: "ONNX: the model or configuration it must be (default: what the names say).")
  var architecture: String?
  @Option(help: "ONNX: the image's height in pixels (default: the file's window, else a crop).")
  var height: Int?
  @Option(help: "ONNX: the image's width in pixels (default: likewise).") var width: Int?
  @Flag(help: "ONNX: resize with aligned corners, which no file says.") var alignCorners = false

  func validate() throws {
    _ = try target()
    if let architecture, Zoo[architecture] == nil {
      throw ValidationError(
        "--architecture \(architecture): expected one of "
          + Zoo.models.flatMap { [$0.name, $0.configuration] }.joined(separator: ", "))
    }
    for (name, side) in [("--height", height), ("--width", width)] {
      if let side, side < 1 { throw ValidationError("\(name): expected a number from 1, found \(side)") }
    }
  }

  func run() throws {
    let target = try target()
    try answering {
      let checkpoint = try Checkpoint(contentsOf: file)
      if target == .onnx {
        try writeGraph(checkpoint)
      } else {
        let format: CheckpointFormat = target == .pth ? .torch : .safetensors
        let converted = try Conversion(to: format, keepsMeta: !stateDictOnly).apply(checkpoint)
        if !converted.left.isEmpty { Output.note("left out: \(converted.left.joined(separator: ", "))") }
        try converted.checkpoint.write(to: to, as: format)
      }
    }
  }

  private func writeGraph(_ checkpoint: Checkpoint) throws {
    var export = try GraphExport(checkpoint, path: file, expecting: architecture.flatMap { Zoo[$0] })
    export.alignsCorners = alignCorners
    let data = try export.encoded(height: height, width: width)
    try data.write(to: URL(filePath: to), options: .atomic)
  }

  private func target() throws -> Target {
    let kind = (to as NSString).pathExtension
    guard let target = Target(rawValue: kind) else {
      throw ValidationError("--to \(to): expected a name that ends in .pth, .safetensors or .onnx")
    }
    return target
  }
}
