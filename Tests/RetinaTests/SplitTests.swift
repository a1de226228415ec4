import Foundation
import Retina
import Tensors
import Testing

/// Graded frames of subjects 1 to `subjects`, and one that nobody looked at for each.
func manifest(subjects: Int, slices: Int, shuffled seed: UInt64? = nil) -> FrameManifest {
  var frames = (1...subjects).flatMap { subject in
    (0...slices).map { slice in
      Frame(
        id: FrameID(subject: Subject(subject), slice: slice * 3), width: 8, height: 4,
        fluidPixels: slice == slices ? [nil, nil] : [slice, nil], pitch: .duke)
    }
  }
  if let seed {
    var random = RandomStream(seed: seed, purpose: "test/order").sequence()
    random.shuffle(&frames)
  }
  return FrameManifest(frames: frames)
}

@Suite struct SplitTests {
  /// Cells and folders are named by folds.
  @Test func namesOfManySubjectsStayShort() throws {
    let frames = (1...90).map { number in
      Frame(
        id: FrameID(subject: Subject(number), slice: 0), width: 2, height: 2, fluidPixels: [1], pitch: .duke)
    }
    let split = try Split(.subjects, of: FrameManifest(frames: frames), folds: 3)
    #expect(split.folds.map(\.name) == ["S1+29-more", "S2+29-more", "S3+29-more"])
  }

  @Test func noSubjectStandsOnBothSides() throws {
    for rule in SplitRule.allCases where rule != .published {
      for (subjects, folds) in [(2, 2), (6, 3), (10, 5), (10, 3), (7, 4)] {
        let manifest = manifest(subjects: subjects, slices: 4)
        let split = try Split(rule, of: manifest, folds: folds)
        #expect(!split.leaksSubjects)
        let held = split.folds.flatMap(\.validation)
        #expect(held.sorted() == manifest.graded.map(\.id), "every frame is judged once")
        for fold in split.folds {
          #expect(fold.sharedSubjects.isEmpty)
          #expect(fold.training.count + fold.validation.count == manifest.graded.count)
          #expect(!fold.training.isEmpty && !fold.validation.isEmpty)
        }
      }
    }
  }

  @Test func dukeSubjectsTakeTurnsInFixedPairs() throws {
    let split = try Split(.subjects, of: manifest(subjects: 10, slices: 11))
    #expect(split.folds.map(\.name) == ["S3+S5", "S2+S6", "S9+S10", "S7+S8", "S1+S4"])
    #expect(split.folds.map(\.validation.count) == [22, 22, 22, 22, 22])
  }

  @Test func publishedIsTheOriginalsListAndSaysThatItLeaks() throws {
    let manifest = manifest(subjects: 10, slices: 11)
    let split = try Split(.published, of: manifest)
    let fold = try #require(split.folds.first)
    #expect((fold.training.count, fold.validation.count) == (88, 22))
    #expect(split.leaksSubjects && split.note.hasPrefix("LEAK"))
    // Image 20 is subject 2's slice at place 9, image 105 subject 10's at place 6.
    #expect(fold.validation.prefix(2).map(\.description) == ["Subject_02_027", "Subject_10_018"])
    let perSubject = (1...10).map { subject in fold.validation.count { $0.subject == Subject(subject) } }
    #expect(perSubject == [2, 5, 1, 3, 2, 0, 2, 1, 4, 2])
    #expect(Set(fold.training + fold.validation) == Set(manifest.graded.map(\.id)))
  }

  @Test func refusesWhatDoesNotFit() {
    #expect { try Split(.published, of: manifest(subjects: 3, slices: 11)) } throws: {
      "\($0)".contains("expected 11 graded frames of each of the subjects 1 to 10, found 11 of Subject_01")
    }
    #expect(throws: RetinaError.self) { try Split(.subjects, of: manifest(subjects: 3, slices: 2), folds: 4) }
    #expect { try Split(.subjects, of: manifest(subjects: 1, slices: 2), folds: 3) } throws: {
      "\($0)".contains("at least 2 subjects")
    }
    #expect(throws: RetinaError.self) { try Split(.leaveOneOut, of: manifest(subjects: 1, slices: 2)) }
  }

  @Test(arguments: SplitRule.allCases) func dependsOnFramesNotOnTheirOrder(rule: SplitRule) throws {
    let sorted = try Split(rule, of: manifest(subjects: 10, slices: 11)).json()
    for seed in 1...5 {
      #expect(
        try Split(rule, of: manifest(subjects: 10, slices: 11, shuffled: UInt64(seed))).json() == sorted)
    }
  }

  @Test func comesBackFromItsFile() throws {
    try withTemporaryFolder { folder in
      let manifest = manifest(subjects: 4, slices: 3)
      try manifest.json().write(to: URL(fileURLWithPath: folder + "/manifest.json"))
      #expect(try FrameManifest(path: folder + "/manifest.json") == manifest)
      let split = try Split(.subjects, of: manifest, folds: 2)
      try split.json().write(to: URL(fileURLWithPath: folder + "/split.json"))
      #expect(try Split(path: folder + "/split.json") == split)
      #expect(throws: RetinaError.self) { try Split(path: folder + "/manifest.json") }
      let id = #"{"slice": 0, "subject": 1}"#
      let torn = #"{"name": "x", "training": [\#(id)], "validation": [\#(id)]}"#
      #expect(throws: DecodingError.self) { try JSONDecoder().decode(Fold.self, from: Data(torn.utf8)) }
    }
  }
}

@Suite struct CopyNeighborTests {
  private func id(_ subject: Int, _ slice: Int) -> FrameID {
    FrameID(subject: Subject(subject), slice: slice)
  }

  @Test func copiesTheNearestOfTheSameEye() {
    let training = [id(1, 4), id(1, 10), id(2, 7)]
    #expect(CopyNeighbor.source(for: id(1, 8), training: training) == id(1, 10))
    #expect(CopyNeighbor.source(for: id(1, 7), training: training) == id(1, 4))
    #expect(CopyNeighbor.source(for: id(3, 7), training: training) == nil)
    let mask = Raster(width: 2, height: 1, pixels: [1, 0])
    #expect(CopyNeighbor.mask(for: id(1, 0), training: training, width: 2, height: 1) { _ in mask } == mask)
    let empty = CopyNeighbor.mask(for: id(3, 0), training: training, width: 2, height: 1) { _ in mask }
    #expect(empty.pixels == [0, 0])
  }
}
