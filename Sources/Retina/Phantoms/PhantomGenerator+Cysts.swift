import Tensors

extension PhantomGenerator {
  /// The cysts of one eye: none in about a third of the graded scans, at least one in each of the others.
  func cysts(of anatomy: PhantomAnatomy, subject: Subject) -> [PhantomCyst] {
    var random = stream("cysts").sequence(sample: UInt64(subject.number))
    var slices = gradedSlices
    random.shuffle(&slices)
    let dry = slices.prefix(graded / 3)
    var cysts: [PhantomCyst] = []
    for slice in slices.dropFirst(dry.count).sorted() {
      for _ in 0...random.int(below: 3 + Int(anatomy.severity * 9)) where cysts.count < 200 {
        var cyst = self.cyst(number: UInt8(cysts.count + 1), slice: slice, in: anatomy, subject, &random)
        // A cyst ends before the next dry scan.
        cyst.radiusZ = dry.reduce(cyst.radiusZ) { min($0, Float(abs($1 - slice))) }
        cysts.append(cyst)
      }
    }
    return cysts
  }

  private func cyst(
    number: UInt8, slice: Int, in anatomy: PhantomAnatomy, _ subject: Subject, _ random: inout RandomSequence
  ) -> PhantomCyst {
    let width = Float(self.width)
    let x = min(max(anatomy.pit.x + random.normal() * 0.12 * width, 0.1 * width), 0.9 * width)
    let boundaries = anatomy.boundaries(x: Int(x), slice: slice)
    let depth = random.uniform(0.38, 0.7)
    let size = random.uniform() * (0.5 + 0.5 * random.uniform())
    return PhantomCyst(
      number: number, x: x, y: boundaries[0] + depth * (boundaries[8] - boundaries[0]), slice: slice,
      radiusX: wetness * width * (0.008 + 0.04 * size),
      radiusY: min(wetness * (0.06 + 0.2 * size), 0.4) * anatomy.thickness,
      radiusZ: random.uniform(0.6, 2.5),
      rim: SmoothNoise(stream: stream("rims"), field: UInt64(subject.number) << 16 | UInt64(number)))
  }

  /// What a grader (0 or 1) takes for cysts: the true ones but for some small ones, moved and widened a
  /// little, and now and then one that is none.
  func opinions(
    of grader: Int, cysts: [PhantomCyst], anatomy: PhantomAnatomy, subject: Subject
  ) -> [PhantomCyst] {
    var random = stream("grader\(grader)").sequence(sample: UInt64(subject.number))
    let small = 0.0012 * Float(width * height)
    var seen: [PhantomCyst] = []
    for cyst in cysts {
      let misses = random.happens(grader == 0 ? 0.35 : 0.2) && cyst.area < small
      let scale = max(0.6, 1 + (grader == 0 ? 0 : 0.08) + 0.1 * random.normal())
      var opinion = cyst
      opinion.x += cyst.radiusX * 0.15 * random.normal()
      opinion.y += cyst.radiusY * 0.15 * random.normal()
      opinion.radiusX *= scale
      opinion.radiusY *= scale
      if !misses { seen.append(opinion) }
    }
    for slice in gradedSlices where random.happens(grader == 0 ? 0.05 : 0.12) {
      var phantom = cyst(number: UInt8(201 + seen.count % 50), slice: slice, in: anatomy, subject, &random)
      phantom.radiusX = Float(width) * 0.01
      phantom.radiusY = anatomy.thickness * 0.08
      seen.append(phantom)
    }
    return seen
  }
}
