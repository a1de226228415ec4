import CCPU

/// What the engine needs of the processor.
public enum Processor {
  /// The features that this build of the engine uses; a part of what makes its results.
  public static let featureClass: String = {
    #if arch(x86_64)
      "x86-64-v3"
    #elseif arch(arm64)
      "arm64"
    #else
      "other"
    #endif
  }()

  /// Whether this processor has them: AVX2, FMA and BMI2 on x86-64.
  ///
  /// A program asks this before it computes anything; on a lesser processor it would die without a word.
  public static var isSupported: Bool { cpu_is_supported() != 0 }
}
