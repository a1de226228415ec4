import Checkpoints
import Foundation
import Segmentation
import Testing

/// The six real stages on a tiny phantom data set, through the real `fovea`, in a copy of this repository.
@Suite struct WholePipelineTests {
  /// Small enough for a minute: three subjects, narrow nets, a few steps each.
  static let tiny = [
    "phantom.subjects=3", "phantom.graded=2", "phantom.slices=5", "phantom.height=128", "phantom.width=192",
    "preprocess.side=64", "network.width=8", "pretraining.images=2", "pretraining.side=64",
    "pretraining.crop=32", "pretraining.scale=4", "pretraining.widening=2", "pretraining.iterations=2",
    "inference.window=32",
    "inference.stride=32",
    "modeling.iterations=2", "modeling.top=2", "finetuning.iterations=2", "finetuning.large=48",
    "finetuning.small=32", "recipe.width=4", "recipe.band=64", "recipe.crop=32", "recipe.batch=1",
    "trials.iterations=2", "trials.window=[20, 170]",
    "trials.mirror=true",
    "origins.iterations=2",
  ].flatMap { ["--set", $0] }

  /// A workspace with this repository's pipeline and sources, whose stages are those beside the tests.
  static func workspace() throws -> Scratch {
    let scratch = try Scratch("", stages: [:])
    let package = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().path
    for name in ["pipeline.yaml", "Package.swift", "Sources", "Stages", "Tests"] {
      if scratch.exists(name) { try scratch.remove(name) }
      try FileManager.default.copyItem(atPath: "\(package)/\(name)", toPath: "\(scratch.root)/\(name)")
    }
    return scratch
  }

  func fovea(_ scratch: Scratch, _ arguments: [String]) throws -> Scratch.Answer {
    let stages = URL(fileURLWithPath: Driver.program).deletingLastPathComponent().path
    return try scratch.start(arguments, environment: ["FOVEA_STAGES": stages]).finish()
  }

  /// The UNets learned at half their width, so that their channels are pairs; those with another head began with
  /// the backbone of `unet_fcn`, less the noise, and one step did not lead far from there.
  private func expectWidenedAndShared(in scratch: Scratch) throws {
    func weights(_ model: String) throws -> Checkpoint {
      try Checkpoint(contentsOf: "\(scratch.root)/artifacts/1_setup/pretrained/\(model).safetensors")
    }
    let name = "backbone.encoder.0.0.convs.0.bn.weight"
    let fcn = try weights("unet_fcn")
    let scales = try #require(fcn[name]).floats
    #expect(scales.count == 8 && scales[0] == scales[1] && scales[6] == scales[7], "\(scales)")
    #expect(fcn.meta["origin"]?.string?.contains("at width 4, widened") == true)
    let filters = try #require(fcn["backbone.encoder.0.0.convs.0.conv.weight"]).floats
    let pairs = zip(filters[..<27], filters[27..<54])
    #expect(pairs.contains { $0 != $1 } && pairs.allSatisfy { abs($0 - $1) <= abs($0) + 1e-6 })
    let deeplab = try weights("unet_deeplabv3")
    let origin = try #require(deeplab.meta["origin"]?.string)
    #expect(origin.contains("at width 4, widened; its backbone before: "), "\(origin)")
    let pairedScales = try #require(deeplab[name]).floats
    #expect(pairedScales[0] == pairedScales[1] && pairedScales[6] == pairedScales[7], "\(pairedScales)")
    let deep = "backbone.encoder.1.1.convs.0.conv.weight"
    let (own, shared) = (try #require(deeplab[deep]).floats, try #require(fcn[deep]).floats)
    let apart = zip(own, shared).map { abs($0 - $1) }.reduce(0, +) / shared.map { abs($0) }.reduce(0, +)
    #expect(apart > 0 && apart < 0.25, "the backbone of unet_deeplabv3 is not that of unet_fcn: \(apart)")
    // At this width PSPNet's pooled branches have as many channels as at half of it.
    let whole = try #require(try weights("unet_pspnet").meta["origin"]?.string)
    #expect(!whole.contains("widened; its") && whole.contains("its backbone before: "), "\(whole)")
  }

  @Test func fromVolumesToTheTableAndBack() throws {
    let scratch = try Self.workspace()
    let first = try fovea(scratch, ["run"] + Self.tiny)
    #expect(first.code == 0, "\(first.output)\(first.error.suffix(2000))")
    // setup, 6 × pretraining, 2 × heads, 4 × origins, preprocess, split, inference, 2 × modeling, 9 × finetuning, results,
    // 3 × recipe, vote, 3 × lever, levers, 3 × transfer, transfers, committee
    #expect(first.output.hasPrefix("ran 41, restored 0, fresh 0, failed 0"), "\(first.output)")
    let table = try scratch.read("artifacts/6_finetuning/table.csv")
    #expect(
      table.split(separator: "\n").count == 15, "a heading, nine rows, the recipe, four baselines: \(table)")
    let beside = try scratch.read("artifacts/6_finetuning/published.csv").split(separator: "\n")
    #expect(beside.count == 11 && beside[1].contains("55.23"), "a heading, nine rows, the recipe: \(beside)")
    let effects = try scratch.read("artifacts/6_finetuning/levers-effects.csv").split(separator: "\n")
    #expect(
      effects.count == 2 && effects[1].hasPrefix("without elastic,no elastic deformation,"), "\(effects)")
    let votes = try scratch.read("artifacts/6_finetuning/vote/table.csv")
    #expect(
      votes.split(separator: "\n").count == 11,
      "a heading, four votes, a seed, four baselines, grader 2 within the columns: \(votes)")
    #expect(votes.contains("\"grader 2, columns 20 to 170\""))
    #expect(
      votes.contains("\"vote, columns 20 to 170\"") && votes.contains("\"vote, mirrored, columns 20 to 170\"")
    )
    let committee = try scratch.read("artifacts/6_finetuning/committee/table.csv").split(separator: "\n")
    #expect(committee.count == 12, "as the vote, and the other origin: \(committee)")
    try expectWidenedAndShared(in: scratch)
    for name in ["levers", "transfers"] {
      let rows = try scratch.read("artifacts/6_finetuning/\(name).csv")
      #expect(rows.split(separator: "\n").count == 3, "a heading, the recipe, one change: \(rows)")
    }

    let second = try fovea(scratch, ["run"] + Self.tiny)
    #expect(second.output.hasPrefix("ran 0, restored 0, fresh 41"), "\(second.output)")

    try expectThePipelinesMasks(scratch, row: "artifacts/6_finetuning/fcn-small", convertsTo: "pth")
    try expectACard(scratch)
    let page = try fovea(scratch, ["audit", "artifacts/report/results.html", "--json"])
    #expect(page.code == 0, "\(page.output)\(page.error)")
    let claims = try #require(try page.document()["claims"] as? [[String: Any]])
    #expect(claims.count == 5 && claims.allSatisfy { $0["verdict"] as? String == "confirmed" }, "\(claims)")
    let forged = try scratch.read("artifacts/report/split.html")
      .replacingOccurrences(of: "\"run\":\"", with: "\"run\":\"not-")
    try scratch.write(forged, to: "forged.html")
    let forgery = try fovea(scratch, ["audit", "forged.html"])
    #expect(forgery.code == 1 && forgery.output.contains("contradicted"), "\(forgery)")

    try expectRefusals(scratch)
    let longer = Self.tiny + ["--set", "finetuning.iterations=3"]
    let other = try fovea(scratch, ["run"] + longer)
    #expect(other.output.hasPrefix("ran 10, restored 0, fresh 31"), "\(other.output)")
    let back = try fovea(scratch, ["run"] + Self.tiny)
    #expect(back.output.hasPrefix("ran 0, restored 10, fresh 31"), "\(back.output)")
    #expect(try scratch.read("artifacts/6_finetuning/table.csv") == table)

    let overlay = try #require(
      try FileManager.default.contentsOfDirectory(
        atPath: "\(scratch.root)/artifacts/6_finetuning/fcn-small/overlays"
      ).sorted().first { $0.hasSuffix(".png") })
    let copy = "\(scratch.root)/renamed.png"
    try FileManager.default.copyItem(
      atPath: "\(scratch.root)/artifacts/6_finetuning/fcn-small/overlays/\(overlay)", toPath: copy)
    let audit = try fovea(scratch, ["audit", copy, "--json"])
    #expect(audit.code == 0, "\(audit.error)")
    let answer = try audit.document()
    #expect(answer["schema"] as? Int == 1)
    #expect((answer["parameters"] as? [String: Any])?.isEmpty == false)
    #expect((answer["inputs"] as? [[String: Any]])?.isEmpty == false)

    let last = try fovea(scratch, ["run"] + Self.tiny)
    #expect(last.output.hasPrefix("ran 0, restored 0, fresh 41"), "second run: nothing to do, \(last.output)")
  }

  /// What cannot be voted on or learned is told by its name, and what was there stays.
  private func expectRefusals(_ scratch: Scratch) throws {
    let before = try scratch.read("artifacts/6_finetuning/vote/table.csv")
    let inner = try fovea(scratch, ["run", "vote"] + Self.tiny + ["--set", "trials.judge=inner"])
    #expect(inner.code == 1, "\(inner)")
    #expect(inner.error.contains("trials.judge: expected fold, found inner: nets that another"), "\(inner)")
    #expect(try scratch.read("artifacts/6_finetuning/vote/table.csv") == before)

    let pipeline = try scratch.read("pipeline.yaml")
    let row = "name: fcn-small, .*auxiliary: "
    let one = pipeline.replacingOccurrences(
      of: "(\(row))2", with: "$11", options: .regularExpression)
    #expect(one != pipeline)
    try scratch.write(one, to: "pipeline.yaml")
    let auxiliary = try fovea(scratch, ["run", "finetuning@fcn-small"] + Self.tiny)
    #expect(auxiliary.code == 1, "\(auxiliary)")
    #expect(
      auxiliary.error.contains("auxiliary of row fcn-small: expected 2 with the loss ce, found 1"),
      "\(auxiliary)")
    try scratch.write(pipeline, to: "pipeline.yaml")
    let back = try fovea(scratch, ["run"] + Self.tiny)
    #expect(back.code == 0 && back.output.hasPrefix("ran 0, restored "), "\(back.output)")
  }

  /// Exports hold the records' bytes and numbers; nothing is written over, and edited weights do not get out.
  private func expectACard(_ scratch: Scratch) throws {
    let weights = "artifacts/6_finetuning/fcn-small/weights.safetensors"
    let folder = "artifacts/6_finetuning/fcn-small"
    let exported = try fovea(scratch, ["export", "weights", folder, "--out", "one"])
    #expect(exported.code == 0 && exported.output == "one/MODEL_CARD.md\n", "\(exported)")
    #expect(try scratch.read("one/weights.safetensors") == scratch.read(weights))
    let audit = try fovea(scratch, ["audit", weights, "--json"]).document()
    let card = try scratch.read("one/MODEL_CARD.md")
    for key in ["run", "sha256"] { #expect(card.contains(try #require(audit[key] as? String)), "\(key)") }
    #expect(card.contains("# Model card: finetuning@fcn-small\n") && card.contains("drawn scans, no eyes"))
    #expect(card.contains("| fluid Dice, pooled % | ") && card.contains("| fcn-small | "), "its interval")
    #expect(card.contains("`finetuning.iterations` = `2`") && card.contains("`preprocess`"))
    let again = try fovea(scratch, ["export", "weights", weights, "--out", "one"])
    #expect(again.code == 1 && again.error.contains("expected no such file or folder"), "\(again)")

    let votes = try fovea(scratch, ["export", "weights", "recipe", "--out", "votes"])
    #expect(votes.code == 0, "\(votes.error)")
    let second = try scratch.read("votes/MODEL_CARD.md")
    #expect(second.contains("| metric | vote |") && second.contains("trained without its fold"), "\(second)")
    #expect(second.contains("at the scan's own size") && !card.contains("at the scan's own size"))
    let vessels = try fovea(scratch, ["export", "weights", "pretraining", "--out", "none"])
    #expect(vessels.code == 1 && vessels.error.contains("expected a net that learned fluid"), "\(vessels)")
    let mixed = try fovea(scratch, ["export", "weights", "artifacts/6_finetuning", "--out", "none"])
    #expect(mixed.code == 1 && mixed.error.contains("expected a net that sees what"), "\(mixed)")
    let none = try fovea(scratch, ["export", "weights", "artifacts/3_split/split.json", "--out", "none"])
    #expect(none.code == 64 && none.error.contains("expected a run with an output named weights"), "\(none)")
    #expect(!scratch.exists("none"))
  }

  /// `predict` makes of the volumes, and of their scans as PNG files, what the row's masks hold: the same
  /// bytes; from the row's weights as they are, and in another format.
  private func expectThePipelinesMasks(_ scratch: Scratch, row: String, convertsTo kind: String) throws {
    let masks = try FileManager.default.contentsOfDirectory(atPath: "\(scratch.root)/\(row)/masks").sorted()
    #expect(masks.count == 2, "one eye of two graded scans: \(masks)")
    let eye = try #require(masks.first).prefix("Subject_01".count)
    let converted = "weights.\(kind)"
    let conversion = try fovea(
      scratch, ["checkpoint", "convert", "\(row)/weights.safetensors", "--to", converted])
    #expect(conversion.code == 0, "\(conversion.error)")
    let cases = [
      ("\(row)/weights.safetensors", "artifacts/1_setup/volumes/\(eye).mat"),
      (converted, "artifacts/2_preprocess/full"),
    ]
    for (index, (weights, scans)) in cases.enumerated() {
      let answer = try fovea(
        scratch, ["predict", "--checkpoint", weights, "--output", "predicted\(index)", scans])
      #expect(answer.code == 0, "\(answer.error)")
      for mask in masks {
        let own = try Data(contentsOf: URL(fileURLWithPath: "\(scratch.root)/\(row)/masks/\(mask)"))
        let made = "\(scratch.root)/predicted\(index)/masks/\(mask)"
        #expect(try Data(contentsOf: URL(fileURLWithPath: made)) == own, "\(scans), \(mask)")
      }
    }
  }

  /// The same eight models under the names of MMSegmentation's configurations.
  @Test func modelsBearTheNamesOfTheirConfigurationsToo() throws {
    let scratch = try Self.workspace()
    var text = try scratch.read("pipeline.yaml")
    for model in Zoo.models {
      text = text.replacingOccurrences(
        of: "\\b\(model.name)\\b", with: model.configuration, options: .regularExpression)
    }
    try scratch.write(text, to: "pipeline.yaml")
    let run = try fovea(scratch, ["run", "modeling", "--json"] + Self.tiny)
    #expect(run.code == 0, "\(run.error.suffix(2000))")
    let cells = try run.events().compactMap { $0["cell"] as? String }
    let names = Set(Zoo.models.map(\.configuration))
    #expect(names.isSubset(of: cells), "all eight in stage 1: \(cells)")
    #expect(cells.filter { names.contains($0) }.count >= 10, "and two of them in stage 5: \(cells)")
  }
}
