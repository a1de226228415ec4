// swift-tools-version: 6.1
import PackageDescription

// The comment lexer's oracle: the compiler's own parser. A package of its own, so that neither the product
// nor its default tests fetch and build swift-syntax. Scripts/check-lexer runs it.
let package = Package(
  name: "LexerOracle",
  platforms: [.macOS(.v14)],
  dependencies: [
    .package(name: "Fovea", path: "../.."),
    .package(url: "https://github.com/swiftlang/swift-syntax", exact: "603.0.1"),
  ],
  targets: [
    .testTarget(
      name: "LexerOracleTests",
      dependencies: [
        .product(name: "SwiftSource", package: "Fovea"),
        .product(name: "SwiftParser", package: "swift-syntax"),
        .product(name: "SwiftSyntax", package: "swift-syntax"),
      ])
  ],
  swiftLanguageModes: [.v6]
)
