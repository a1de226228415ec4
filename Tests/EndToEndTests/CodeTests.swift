import Foundation
import Testing

/// What counts as code: the sources of a target and of what it uses, without their comments.
@Suite struct CodeTests {
  static let manifest = """
    // swift-tools-version: 6.0
    import PackageDescription
    let package = Package(name: "Toy", targets: [
      .target(name: "Shared"), .target(name: "Other"),
      .executableTarget(name: "one", dependencies: ["Shared"], path: "Stages/1_one"),
      .executableTarget(name: "two", path: "Stages/2_two"),
    ])
    """

  @Test func proseIsNoCode() throws {
    let scratch = try Scratch(
      """
      name: code
      stages:
        one: {target: one, outs: {o: artifacts/one.txt}}
        two: {target: two, outs: {o: artifacts/two.txt}}
      """,
      stages: [
        "one": "echo 1 > out/artifacts/one.txt", "two": "echo 2 > out/artifacts/two.txt",
      ])
    try scratch.write(Self.manifest, to: "Package.swift")
    try scratch.write("//: # One\nlet x = 1\nprint(x)\n", to: "Stages/1_one/main.swift")
    try scratch.write("print(2)\n", to: "Stages/2_two/main.swift")
    try scratch.write("public let shared = 1\n", to: "Sources/Shared/Shared.swift")
    try scratch.write("public let other = 1\n", to: "Sources/Other/Other.swift")
    let first = try scratch.fovea()
    #expect(first.code == 0 && first.output.hasPrefix("ran 2"), "\(first)")
    try scratch.expectNothingToDo()

    try scratch.write(
      "//: # One, told better\nlet x = 1  // a comment\n\nprint(x)\n", to: "Stages/1_one/main.swift")
    try scratch.expectNothingToDo()
    try scratch.write("//: # One\nlet x = 2\nprint(x)\n", to: "Stages/1_one/main.swift")
    let changed = try scratch.fovea("run", "--explain")
    #expect(changed.output.hasPrefix("ran 1, restored 0, fresh 1") && changed.error.contains("code changed"))
    try scratch.write("public let shared = 2\n", to: "Sources/Shared/Shared.swift")
    #expect(try scratch.fovea().output.hasPrefix("ran 1, restored 0, fresh 1"))
    try scratch.write("public let other = 2\n", to: "Sources/Other/Other.swift")
    try scratch.expectNothingToDo()
    try scratch.write("public let shared = 1\n", to: "Sources/Shared/Shared.swift")
    #expect(try scratch.fovea().output.hasPrefix("ran 0, restored 1, fresh 1"))
    try scratch.edit(
      "Package.swift", ".target(name: \"Other\"),", ".target(name: \"Other\"), .target(name: \"New\"),")
    try scratch.write("public let new = 1\n", to: "Sources/New/New.swift")
    try scratch.expectNothingToDo()
    try scratch.stage("two", "echo 3 > out/artifacts/two.txt")
    #expect(
      try scratch.fovea().output.hasPrefix("ran 1, restored 0, fresh 1"), "a ready program is code, too")
    try scratch.edit("pipeline.yaml", "target: one", "target: oen")
    let wrong = try scratch.fovea()
    #expect(wrong.code == 1 && wrong.error.contains("did you mean 'one'?"), "\(wrong)")
  }

  /// swiftly's `swift` is one program for every toolchain; a script may be anything.
  @Test(arguments: ["script", "swiftly", "nearest"])
  func anotherToolchainBehindTheSameProgramIsSeen(kind: String) throws {
    let scratch = try Scratch(
      """
      name: code
      stages:
        two: {target: two, outs: {o: artifacts/two.txt}}
      """, stages: ["two": "echo 2 > out/artifacts/two.txt"])
    try scratch.write(Self.manifest, to: "Package.swift")
    for folder in ["Stages/1_one", "Stages/2_two"] {
      try scratch.write("print(1)\n", to: "\(folder)/main.swift")
    }
    for name in ["Shared", "Other"] { try scratch.write("\n", to: "Sources/\(name)/\(name).swift") }
    let real = try scratch.shell("command -v swift").trimmingCharacters(in: .newlines)
    try scratch.write("6.1\n", to: "said")
    try scratch.write("{}", to: "home/config.json")
    // Without `#!` nobody sees that it is a script; the shell runs it all the same.
    try scratch.write(
      (kind == "script" ? "#!/bin/sh\n" : "") + """
        if [ "$1" = --version ]; then echo "Swift version $(cat '\(scratch.root)/said')"; exit; fi
        exec '\(real)' "$@"

        """, to: "bin/swiftly")
    try scratch.shell("chmod 755 bin/swiftly; ln -s swiftly bin/swift")
    let path = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"
    let environment = ["PATH": "\(scratch.root)/bin:\(path)", "SWIFTLY_HOME_DIR": "\(scratch.root)/home"]
    let first = try scratch.fovea("run", environment: environment)
    #expect(first.output.hasPrefix("ran 1"), "\(first)")
    #expect(try scratch.fovea("status", environment: environment).code == 0)

    try scratch.write("6.2\n", to: "said")
    if kind == "swiftly" { try scratch.write("{\"inUse\": \"6.2\"}", to: "home/config.json") }
    if kind == "nearest" { try scratch.write("6.2\n", to: ".swift-version") }
    let status = try scratch.fovea("status", environment: environment)
    #expect(status.code == 2 && status.output.contains("toolchain"), "\(status)")
  }

  /// Sources that were edited and edited back while the compiler read them: nobody knows what was compiled.
  @Test(arguments: ["sed -i s/right/WRONG/ Sources/one/main.swift", "true"])
  func anEditDuringTheBuildIsATaint(edit: String) throws {
    let scratch = try Scratch(
      "name: build\nstages: {one: {target: one, outs: {o: artifacts/x}}}\n", stages: [:])
    try scratch.write(
      """
      // swift-tools-version: 6.0
      import PackageDescription
      let package = Package(name: "P", targets: [.executableTarget(name: "one")])
      """, to: "Package.swift")
    try scratch.write("print(\"right\")\n", to: "Sources/one/main.swift")
    let real = try scratch.shell("command -v swift").trimmingCharacters(in: .newlines)
    // Stands for the package manager: the program says what the source said when it was read.
    try scratch.write(
      """
      #!/bin/sh
      set -e
      [ "$1" = build ] || exec '\(real)' "$@"
      cd '\(scratch.root)'
      echo build >> builds
      [ -e once ] || { \(edit); }
      mkdir -p .build/release
      word=$(sed 's/.*"\\(.*\\)".*/\\1/' Sources/one/main.swift)
      printf '#!/bin/sh\\necho %s > out/artifacts/x\\n' "$word" > .build/release/one
      chmod 755 .build/release/one
      [ -e once ] || { sed -i s/WRONG/right/ Sources/one/main.swift; touch once; }

      """, to: "bin/swift")
    try scratch.shell("chmod 755 bin/swift")
    let path = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"
    func run(_ command: String) throws -> Scratch.Answer {
      try Driver([command], root: scratch.root, environment: ["PATH": "\(scratch.root)/bin:\(path)"]).finish()
    }
    // `sed -i` writes a new file even where it changes nothing.
    let first = try run("run")
    #expect(first.code == 1 && first.error.contains("changed while it was built"), "\(first)")
    #expect(!scratch.exists("artifacts/x"))
    let second = try run("run")
    #expect(second.output.hasPrefix("ran 1"), "\(second)")
    #expect(try scratch.read("artifacts/x") == "right\n")
    #expect(try run("status").code == 0)
    #expect(try run("run").output.hasPrefix("ran 0, restored 0, fresh 1"))
    #expect(try scratch.read("builds") == "build\nbuild\n")
  }

  /// Seed and parameters are those of pipeline.yaml as it was read: a record must not name a commit that has others.
  @Test func aPipelineEditedDuringTheBuildIsATaint() throws {
    let scratch = try Scratch(
      "name: build\nseed: 1\nstages: {one: {target: one, outs: {o: artifacts/x}}}\n", stages: [:])
    try scratch.write(
      """
      // swift-tools-version: 6.0
      import PackageDescription
      let package = Package(name: "P", targets: [.executableTarget(name: "one")])
      """, to: "Package.swift")
    try scratch.write("print(1)\n", to: "Sources/one/main.swift")
    let real = try scratch.shell("command -v swift")
    try scratch.write(
      """
      #!/bin/sh
      set -e
      [ "$1" = build ] || exec '\(real)' "$@"
      cd '\(scratch.root)'
      [ -e once ] || sed -i 's/seed: 1/seed: 2/' pipeline.yaml
      touch once
      mkdir -p .build/release
      printf '#!/bin/sh\\necho 1 > out/artifacts/x\\n' > .build/release/one
      chmod 755 .build/release/one

      """, to: "bin/swift")
    try scratch.shell("chmod 755 bin/swift")
    let path = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"
    func run() throws -> Scratch.Answer {
      try Driver(["run"], root: scratch.root, environment: ["PATH": "\(scratch.root)/bin:\(path)"]).finish()
    }
    let first = try run()
    #expect(first.code == 1 && first.error.contains("pipeline.yaml changed after it was read"), "\(first)")
    #expect(!scratch.exists("artifacts/x"))
    #expect(try run().output.hasPrefix("ran 1"))
  }

  /// Others are built with a stage's program as long as all of it compiles; what the compiler refused it is not asked
  /// again.
  @Test func whatDoesNotCompileKeepsNobodyBack() throws {
    let scratch = try Scratch(
      """
      name: build
      stages:
        one: {target: one, outs: {o: artifacts/one}}
        two: {target: two, matrix: {m: [1, 2]}, outs: {o: "artifacts/${item.m}"}}
      """, stages: [:])
    try scratch.write(
      """
      // swift-tools-version: 6.0
      import PackageDescription
      let package = Package(name: "P", targets: [.executableTarget(name: "one"), .executableTarget(name: "two")])
      """, to: "Package.swift")
    try scratch.write("print(1)\n", to: "Sources/one/main.swift")
    try scratch.write("print(2\n", to: "Sources/two/main.swift")
    let real = try scratch.shell("command -v swift").trimmingCharacters(in: .newlines)
    try scratch.write(
      """
      #!/bin/sh
      set -e
      [ "$1" = build ] || exec '\(real)' "$@"
      cd '\(scratch.root)'
      for target; do :; done
      echo "$target" >> builds
      [ "$target" = one ] || { echo "error: expected ')'"; exit 1; }
      mkdir -p .build/release
      printf '#!/bin/sh\\necho 1 > out/artifacts/one\\n' > .build/release/one
      chmod 755 .build/release/one

      """, to: "bin/swift")
    try scratch.shell("chmod 755 bin/swift")
    let path = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"
    func driver(_ options: String...) throws -> Scratch.Answer {
      try Driver(
        ["run", "--jobs", "1"] + options, root: scratch.root,
        environment: ["PATH": "\(scratch.root)/bin:\(path)"]
      ).finish()
    }
    let early = try driver()
    #expect(
      early.code == 1 && early.output.hasPrefix("ran 0") && early.error.contains("expected ')'"), "\(early)")
    try scratch.remove("builds")
    let run = try driver("--keep-going")
    #expect(run.code == 1 && run.output.hasPrefix("ran 1, restored 0, fresh 0, failed 2"), "\(run)")
    #expect(run.error.contains("error: expected ')'"), "\(run)")
    #expect(try scratch.read("builds") == "\(scratch.root)\none\ntwo\n")
  }
}
