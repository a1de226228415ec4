import ArgumentParser
import Checkpoints
import Foundation
import StageProtocol

/// `card`: the .pth files and the model card of an exported folder; started by `fovea export weights`.
struct CardCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "card", abstract: "Complete a folder of exported weights: .pth files and MODEL_CARD.md.")

  @Argument(help: "The folder with *.safetensors and evidence/facts.json.") var folder: String

  func run() throws {
    try answering {
      let data = try Data(contentsOf: URL(fileURLWithPath: "\(folder)/evidence/facts.json"))
      let facts = try JSONDecoder().decode(CardFacts.self, from: data)
      for net in facts.nets {
        let checkpoint = try Checkpoint(contentsOf: "\(folder)/\(net.name).safetensors")
        try Conversion(to: .torch, keepsMeta: true).apply(checkpoint).checkpoint
          .write(to: "\(folder)/\(net.name).pth", as: .torch)
      }
      try ModelCard(facts, folder: folder).markdown
        .write(toFile: "\(folder)/MODEL_CARD.md", atomically: false, encoding: .utf8)
    }
  }
}
