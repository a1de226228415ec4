import Testing

/// `fovea bench` through the real driver, on nets too small to say anything about speed.
@Suite struct BenchCommandTests {
  private let scratch: Scratch

  init() throws { scratch = try Scratch("", stages: [:]) }

  @Test(arguments: ["train-step", "forward"])
  func reportsAsJSON(mode: String) throws {
    let answer = try scratch.fovea(
      "bench", mode, "--architecture", "unet-s5-d16_fcn_4xb4-40k_hrf-256x256", "--width", "4", "--crop",
      "32", "--batch", "2", "--threads", "2", "--repeats", "3", "--json")
    #expect(answer.code == 0, "\(answer.error)")
    let report = try answer.document()
    #expect(report["schema"] as? Int == 1)
    #expect(report["architecture"] as? String == "unet_fcn" && report["mode"] as? String == mode)
    #expect((report["seconds"] as? [Double])?.count == 3)
    let median = try #require(report["median_s"] as? Double)
    let least = try #require(report["min_s"] as? Double)
    #expect(least > 0 && median >= least)
    #expect(try #require(report["gflops"] as? Double) > 0)
    #expect(try #require(report["peak_rss_mb"] as? Double) > 1)
  }

  @Test func digestsAreThoseOfAnyNumberOfThreads() throws {
    let lines = try ["1", "2", "3", "8"].map { threads in
      let answer = try scratch.fovea(
        "bench", "digest", "--architecture", "deeplabv3plus_r18", "--width", "8", "--crop", "40", "--threads",
        threads)
      #expect(answer.code == 0, "\(answer.error)")
      return answer.output
    }
    #expect(Set(lines).count == 1 && lines[0].count == 65, "\(lines)")
  }

  @Test func tellsAndRefuses() throws {
    let told = try scratch.fovea(
      "bench", "forward", "--architecture", "pspnet_r50", "--width", "4", "--crop", "24", "--repeats", "1")
    #expect(told.code == 0 && told.output.contains("pspnet_r50 forward, width 4, 1 × 24 × 24"), "\(told)")
    #expect(told.error.contains("1 of 1"))
    let unknown = try scratch.fovea("bench", "forward", "--architecture", "resnet")
    #expect(unknown.code == 64 && unknown.error.contains("expected one of unet_fcn"), "\(unknown.error)")
    let odd = try scratch.fovea("bench", "forward", "--crop", "100")
    #expect(odd.code == 64 && odd.error.contains("multiple of 16"), "\(odd.error)")
    let single = try scratch.fovea(
      "bench", "train-step", "--architecture", "pspnet_r50", "--width", "4", "--crop", "32", "--batch", "1")
    #expect(single.code == 1 && single.error.contains("at least 2 images"), "\(single.error)")
  }
}
