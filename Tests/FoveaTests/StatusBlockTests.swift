import Foundation
import Testing

@testable import fovea

@Suite struct StatusBlockTests {
  static let plain = Ink(environment: [:], isTerminal: { _ in false })
  static let colored = Ink(environment: [:], isTerminal: { _ in true })

  func line(_ text: String, _ tone: Ink.Tone? = nil, ink: Ink = colored) -> StyledLine {
    var line = StyledLine(ink)
    line.add(text, tone)
    return line
  }

  @Test func linesAreCutAtTheWidthWithoutCuttingColors() {
    #expect(line("abcdef", .good).text(within: 3) == "\u{1b}[32mabc\u{1b}[0m")
    #expect(line("abcdef", .good, ink: Self.plain).text(within: 3) == "abc")
    #expect(line("abc", .good).width == 3)
  }

  @Test func whatStandsThereIsTakenBackRowByRow() {
    var block = StatusBlock()
    #expect(block.erasing(columns: 80) == "")
    #expect(block.drawing([line("one"), line("two")], columns: 80) == "one\ntwo")
    #expect(block.drawing([line("three")], columns: 80) == "\r\u{1b}[2K\u{1b}[1A\u{1b}[2Kthree")
    #expect(block.erasing(columns: 80) == "\r\u{1b}[2K")
    #expect(block.erasing(columns: 80) == "", "it is gone")
  }

  @Test func aNarrowerTerminalHasWrappedWhatStandsThere() {
    var block = StatusBlock()
    _ = block.drawing([line(String(repeating: "x", count: 200))], columns: 80)
    // 79 columns were written; in 40 they fill two rows.
    #expect(block.erasing(columns: 40) == "\r\u{1b}[2K\u{1b}[1A\u{1b}[2K")
  }

  @Test(
    arguments: [
      ([:], true, true), ([:], false, false), (["NO_COLOR": "1"], true, false),
      (["NO_COLOR": ""], true, true),
      (["CLICOLOR_FORCE": "1"], false, true), (["CLICOLOR_FORCE": "0"], false, false),
      (["NO_COLOR": "1", "CLICOLOR_FORCE": "1"], true, false), (["TERM": "dumb"], true, false),
    ] as [([String: String], Bool, Bool)])
  func colorFollowsTheConventions(environment: [String: String], isTerminal: Bool, isOn: Bool) {
    #expect(Ink(environment: environment, isTerminal: { _ in isTerminal }).isOn == isOn)
  }

  @Test func theResumeCommandIsTheSameCommandAsAShellTakesIt() {
    #expect(
      ResumeCommand.text(["fovea", "run", "--force", "--set", "data.path=/a b/c'd"])
        == "fovea run --set 'data.path=/a b/c'\\''d'")
    let forced = ["fovea", "run", "train", "--jobs", "2", "--force"]
    #expect(
      ResumeCommand.text(forced, forcing: ["train@b"], insteadOf: ["train"])
        == "fovea run --force train@b --jobs 2")
    #expect(ResumeCommand.text(["fovea", "--force"], forcing: ["two"]) == "fovea run --force two")
    #expect(
      ResumeCommand.text(
        ["fovea", "run", "quick", "--profile", "quick", "--force"], forcing: ["quick@a"], insteadOf: ["quick"]
      )
        == "fovea run --force quick@a --profile quick")
  }
}
