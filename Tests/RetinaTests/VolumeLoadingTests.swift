import Foundation
import MAT
import Retina
import Tensors
import Testing

/// Writes a small file in the Duke layout, changed as a test wants it.
private struct SmallFile {
  var images = (0..<4 * 6 * 3).map { UInt8($0) }
  var fluid = [[Double](repeating: .nan, count: 4 * 6 * 3), [Double](repeating: .nan, count: 4 * 6 * 3)]
  var dims = [4, 6, 3]
  var fluidDims = [4, 6, 3]
  var name = "Subject_07.mat"
  var fluidNames = ["manualFluid1", "manualFluid2"]

  /// Slice 1 graded by both, slice 2 by grader 2 alone.
  init() {
    for index in 24..<48 { (fluid[0][index], fluid[1][index]) = (0, 0) }
    for index in 48..<72 { fluid[1][index] = 0 }
    fluid[0][24 + 4 * 5 + 1] = 12
  }

  func load() throws -> Volume {
    try withTemporaryFolder { folder in
      let path = folder + "/" + name
      try MATFile.write(to: path) { writer in
        try writer.add("manualLayers1", MATArray(dims: [2, 2], values: [1.0, .nan, 3, 4]))
        try writer.add("images", MATArray(dims: dims, values: images))
        for (name, values) in zip(fluidNames, fluid) {
          try writer.add(name, MATArray(dims: fluidDims, values: values))
        }
      }
      return try Volume(path: path)
    }
  }

  func complaint() -> String {
    do {
      _ = try load()
      return "accepted"
    } catch { return "\(error)" }
  }
}

@Suite struct VolumeLoadingTests {
  @Test func ungradedIsAType() throws {
    let volume = try SmallFile().load()
    #expect(volume.subject == Subject(7))
    #expect((volume.width, volume.height) == (6, 4))
    #expect(volume.scans.map { $0.gradings.map(\.fluidPixels) } == [[nil, nil], [1, 0], [nil, 0]])
    #expect(volume.graded.map(\.slice) == [1, 2])
    #expect(volume.scans[0].gradings[0] == .ungraded)
  }

  /// MATLAB drops the last dimension of a volume of one scan.
  @Test func aMatrixIsAVolumeOfOneScan() throws {
    var file = SmallFile()
    (file.dims, file.fluidDims) = ([4, 6], [4, 6])
    file.images = Array(file.images.prefix(24))
    file.fluid = [file.fluid[0], file.fluid[1]].map { Array($0[24..<48]) }
    let volume = try file.load()
    #expect(volume.scans.count == 1 && volume.width == 6 && volume.height == 4)
    #expect(volume.scans[0].gradings.map(\.fluidPixels) == [1, 0])
  }

  @Test func columnsBecomeRowsAndLesionNumbersFluid() throws {
    let mask = try #require(try SmallFile().load().scans[1].gradings[0].mask)
    #expect(mask[5, 1] == 1)
  }

  @Test func namesThePlaceOfWhatIsWrong() {
    var file = SmallFile()
    file.fluid[0][24 + 4 * 3 + 2] = .nan
    #expect(file.complaint().contains("manualFluid1, slice 1: expected NaN everywhere or nowhere"))
    #expect(file.complaint().contains("row 2, column 3"))
    file = SmallFile()
    for bad in [0.5, -1, .infinity] {
      file.fluid[1][48] = bad
      #expect(file.complaint().contains("manualFluid2, slice 2: expected 0 or the number of a lesion"))
    }
    file = SmallFile()
    file.fluid = file.fluid.map { $0.map { _ in .nan } }
    #expect(
      file.complaint().contains("expected at least one graded scan, or the file left out, found NaN in all 3")
    )
    file = SmallFile()
    file.dims = [6, 4, 3]
    #expect(file.complaint().contains("manualFluid1 of [6, 4, 3] like images, found [4, 6, 3]"))
    file.dims = [4, 18]
    #expect(file.complaint().contains("manualFluid1 of [4, 18] like images, found [4, 6, 3]"))
    file.dims = [2, 2, 6, 3]
    #expect(file.complaint().contains("rows × columns × scans, found [2, 2, 6, 3]"))
    file = SmallFile()
    file.name = "Patient.mat"
    #expect(file.complaint().contains("expected a name like Subject_01.mat"))
    file = SmallFile()
    file.fluidNames[1] = "manualfluid2"
    #expect(
      file.complaint().contains("expected variable manualFluid2 (where nobody graded, NaN(size(images)))"))
    #expect(file.complaint().hasSuffix("found only manualLayers1, images, manualFluid1, manualfluid2"))
    file = SmallFile()
    for index in 24..<48 { file.images[index] = 9 }
    #expect(file.complaint().contains("expected a picture in slice 1 of images, which was graded, found 9"))
  }

  /// Programs that count scans first have a few rows and hundreds of scans.
  @Test func scansComeLast() {
    var file = SmallFile()
    (file.dims, file.fluidDims) = ([3, 4, 6], [3, 4, 6])
    #expect(file.complaint().contains("permute(images, [2 3 1]), found [3, 4, 6], fewer rows"))
  }

  /// Also where nobody looks for gradings.
  @Test func scansOfOnesOwnComeLastToo() throws {
    try withTemporaryFolder { folder in
      let file = folder + "/left.mat"
      try MATFile.write(to: file) { writer in
        try writer.add("images", MATArray(dims: [3, 4, 6], values: (0..<72).map { UInt8($0) }))
      }
      #expect { try ScanList(paths: [file]) } throws: { "\($0)".contains("permute(images, [2 3 1])") }
    }
  }

  @Test func listsFilesBySubject() throws {
    try withTemporaryFolder { folder in
      #expect(throws: RetinaError.self) { try Volume.files(in: folder) }
      for name in ["Subject_10.mat", "Subject_2.mat", "notes.txt", "Subject_01.mat"] {
        try Data().write(to: URL(fileURLWithPath: folder + "/" + name))
      }
      let names = try Volume.files(in: folder).map { URL(fileURLWithPath: $0).lastPathComponent }
      #expect(names == ["Subject_01.mat", "Subject_2.mat", "Subject_10.mat"])
      try Data().write(to: URL(fileURLWithPath: folder + "/Subject_02.mat"))
      #expect(throws: RetinaError.self) { try Volume.files(in: folder) }
    }
  }
}
