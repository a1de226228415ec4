// swift-tools-version: 6.1
import PackageDescription

// Every target is built for the same CPU: code inlined across modules is compiled with its client's
// features, so flags on some targets only would turn fused multiply-adds into library calls.
#if arch(x86_64)
  let processor: [SwiftSetting] = [.unsafeFlags(["-Xcc", "-march=x86-64-v3"])]
#else
  let processor: [SwiftSetting] = []
#endif

let house: [SwiftSetting] =
  processor + [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
  ]

// Numeric code is optimised in debug builds too: tests train small nets. Only as a whole module are small
// functions inlined across files; that is worth a factor of 2.5.
let numeric: [SwiftSetting] =
  house + [.unsafeFlags(["-O", "-wmo", "-num-threads", "2"], .when(configuration: .debug))]

/// A C library of the system: a module map and a shim header.
func system(_ name: String, pkgConfig: String? = nil, apt: String? = nil) -> Target {
  .systemLibrary(
    name: name, path: "Sources/System/\(name)", pkgConfig: pkgConfig,
    providers: apt.map { [.apt([$0])] })
}

/// A library module and the test target that mirrors it.
func module(
  _ name: String, _ dependencies: [String] = [], products: [Target.Dependency] = [],
  settings: [SwiftSetting] = house, linker: [LinkerSetting] = [], testing: [String] = [],
  resources: [String] = []
) -> [Target] {
  [
    .target(
      name: name, dependencies: dependencies.map { .byName(name: $0) } + products,
      swiftSettings: settings, linkerSettings: linker),
    .testTarget(
      name: "\(name)Tests",
      dependencies: ([name] + dependencies + testing).map { .byName(name: $0) } + products,
      swiftSettings: settings),
  ]
}

/// A numbered stage: an executable of its own; a step with cells of its own is a folder inside it.
func stage(
  _ name: String, _ path: String, _ dependencies: [String], exclude: [String] = []
) -> Target {
  .executableTarget(
    name: name, dependencies: (["StageKit", "StageProtocol"] + dependencies).map { .byName(name: $0) },
    path: "Stages/\(path)", exclude: exclude, swiftSettings: numeric)
}

let systems: [Target] = [
  system("CPNG", pkgConfig: "libpng", apt: "libpng-dev"),
  system("CMatio", pkgConfig: "matio", apt: "libmatio-dev"),
  system("COpenBLAS", pkgConfig: "openblas", apt: "libopenblas-dev"),
  system("CGit2", pkgConfig: "libgit2", apt: "libgit2-dev"),
  system("CCrypto", pkgConfig: "libcrypto", apt: "libssl-dev"),
  system("CZlib", pkgConfig: "zlib", apt: "zlib1g-dev"),
  system("CCMark", pkgConfig: "libcmark-gfm", apt: "libcmark-gfm-extensions-dev"),
  system("CProcess"),
  system("CFiles"),
  system("CCPU"),
]

/// Formats that both halves write; they know nothing of either.
let formats: [[Target]] = [
  module("Protobuf")
]

let science: [[Target]] = [
  module("PNG", ["CPNG"]),
  module("MAT", ["CMatio", "CZlib"]),
  module("BLAS", ["COpenBLAS"]),
  module("Tensors", ["CCPU"], settings: numeric, testing: ["BLAS"]),
  module("NN", ["Tensors"], settings: numeric),
  module("Checkpoints", ["CZlib"], settings: numeric),
  module("ONNX", ["Protobuf"]),
  module("Segmentation", ["NN", "Tensors", "Checkpoints", "ONNX"], settings: numeric),
  module("Retina", ["PNG", "MAT", "Tensors"], settings: numeric),
  module("Plots", ["Tensors"]),
  module(
    "Experiment", ["Checkpoints", "NN", "Plots", "Retina", "Segmentation", "Tensors"],
    settings: numeric),
  module("Probing", ["BLAS", "Experiment", "Retina", "Segmentation", "Tensors"], settings: numeric),
]

let machine: [[Target]] = [
  module("Digest", ["CCrypto"]),
  module("Git", ["CGit2"]),
  module("Markdown", ["CCMark"]),
  module("SwiftSource"),
  module("StageProtocol"),
  module("ContentStore", ["Digest", "CFiles"]),
  module("Provenance", ["ContentStore", "Digest", "Git", "StageProtocol"]),
  module(
    "Pipeline", ["Provenance", "ContentStore", "Digest", "StageProtocol", "SwiftSource", "CProcess"]),
  module(
    "PipelineFile", ["Pipeline", "StageProtocol"], products: [.product(name: "Yams", package: "Yams")]),
  module("Exports", ["ContentStore", "Digest", "Git", "Provenance", "StageProtocol"]),
  module(
    "Reproduction",
    ["ContentStore", "Digest", "Git", "Pipeline", "PipelineFile", "Provenance", "StageProtocol"]),
  // An error thrown by a stage's top-level code ends in StageKit's TopLevelError.swift, not in a trap.
  module(
    "StageKit", ["StageProtocol"],
    linker: [.unsafeFlags(["-Xlinker", "--wrap=swift_errorInMain"], .when(platforms: [.linux]))]),
  module("TensorBoard", ["Protobuf"]),
  module("Weave", ["Digest", "StageProtocol", "Markdown", "SwiftSource"]),
]

let trials = [
  "Checkpoints", "Experiment", "NN", "Plots", "Retina", "Segmentation", "StagePages", "Tensors",
]

let stages: [Target] = [
  // How stages learn and show what Experiment computes; like them of neither half.
  .target(
    name: "StagePages",
    dependencies: ["Experiment", "Plots", "Retina", "Segmentation", "StageKit", "StageProtocol"],
    path: "Stages/Pages", swiftSettings: house),
  stage(
    "setup", "1_setup", ["BLAS", "Digest", "Git", "MAT", "PNG", "Retina", "Tensors"],
    exclude: ["Origins", "Pretraining"]),
  stage(
    "pretraining", "1_setup/Pretraining",
    ["Checkpoints", "Experiment", "Retina", "Segmentation", "StagePages", "Tensors"]),
  stage(
    "origins", "1_setup/Origins", ["Checkpoints", "Experiment", "Plots", "Retina", "Segmentation", "Tensors"]),
  stage("preprocess", "2_preprocess", ["Plots", "Retina", "Tensors"]),
  stage("split", "3_split", ["Retina"]),
  stage(
    "inference", "4_inference",
    ["BLAS", "Experiment", "PNG", "Plots", "Probing", "Retina", "Segmentation", "StagePages", "Tensors"]),
  stage("modeling", "5_modeling", trials),
  stage("finetuning", "6_finetuning", trials, exclude: ["Levers", "Recipe", "Results", "Vote"]),
  stage(
    "recipe", "6_finetuning/Recipe",
    ["Checkpoints", "Experiment", "Retina", "Segmentation", "StagePages", "Tensors"]),
  stage(
    "vote", "6_finetuning/Vote",
    ["Checkpoints", "Experiment", "Plots", "Retina", "Segmentation", "StagePages", "Tensors"]),
  stage("levers", "6_finetuning/Levers", ["Experiment", "Plots", "Retina", "StagePages", "Tensors"]),
  stage("results", "6_finetuning/Results", ["Experiment", "Plots", "Retina", "StagePages", "Tensors"]),
]

/// Programs that measure the engine; not part of the product.
let benchmarks: [Target] = [
  .executableTarget(
    name: "winograd-bench", dependencies: ["Tensors"], path: "Benchmarks/Winograd", swiftSettings: numeric),
  .executableTarget(
    name: "roofline", dependencies: ["CCPU", "Segmentation", "Tensors"], path: "Benchmarks/Roofline",
    swiftSettings: numeric),
]

/// What the driver starts for questions about nets; it joins the halves as stages do.
let instruments: [Target] = [
  .executableTarget(
    name: "instruments",
    dependencies: [
      "Checkpoints", "Digest", "Experiment", "NN", "ONNX", "PNG", "Plots", "Retina", "Segmentation",
      "StageProtocol", "Tensors",
      .product(name: "ArgumentParser", package: "swift-argument-parser"),
    ],
    swiftSettings: house)
]

/// The driver starts in half the time when the standard library and Foundation are linked into it.
///
/// Not in debug builds: the test bundle, which holds the driver's objects, must not have two of them.
let quickStart: LinkerSetting = .unsafeFlags(
  [
    "-static-stdlib", "-lCoreFoundation", "-l_FoundationICU", "-l_FoundationCShims",
    "-l_FoundationCollections", "-lstdc++",
  ], .when(platforms: [.linux], configuration: .release))

let driver: [Target] = [
  .executableTarget(
    name: "fovea",
    dependencies: [
      "ContentStore", "Digest", "Exports", "Git", "Pipeline", "PipelineFile", "Provenance", "Reproduction",
      "StageProtocol", "TensorBoard", "Weave",
      .product(name: "ArgumentParser", package: "swift-argument-parser"),
    ],
    swiftSettings: house, linkerSettings: [quickStart]),
  .testTarget(
    name: "EndToEndTests",
    dependencies: [
      "fovea", "instruments", "CProcess", "Checkpoints", "Digest", "Experiment", "PNG", "Retina",
      "Segmentation", "Tensors",
    ],
    swiftSettings: house),
  .testTarget(name: "FoveaTests", dependencies: ["fovea", "Pipeline", "Provenance"], swiftSettings: house),
  .testTarget(name: "HouseTests", swiftSettings: house),
]

let package = Package(
  name: "Fovea",
  platforms: [.macOS(.v14)],
  // For Tests/LexerOracle, which is a package of its own.
  products: [.library(name: "SwiftSource", targets: ["SwiftSource"])],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
  ],
  targets: systems + formats.flatMap(\.self) + science.flatMap(\.self) + machine.flatMap(\.self) + stages
    + benchmarks
    + instruments + driver,
  swiftLanguageModes: [.v6]
)
