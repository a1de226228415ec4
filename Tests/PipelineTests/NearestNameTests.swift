import Testing

@testable import Pipeline

@Suite struct NearestNameTests {
  @Test func findsTheNearestOnly() {
    #expect(nearestName(to: "parms", among: ["outs", "params", "deps"]) == "params")
    #expect(nearestName(to: "quux", among: ["outs", "params", "deps"]) == nil)
    #expect(nearestName(to: "oen", among: ["one", "two"]) == "one")
    #expect(nearestName(to: "x", among: []) == nil)
  }
}
