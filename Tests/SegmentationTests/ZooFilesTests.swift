import Segmentation
import Testing

@Suite struct ZooFilesTests {
  @Test(arguments: Zoo.models)
  func aFileBelongsToOneModel(model: ZooModel) {
    let trained = model.checkpoint.dropLast(8) + "0123abcd"
    for stem in [
      model.checkpoint, String(trained), model.configuration + "-0123abcd", model.name + "-0123ABCD",
    ] {
      #expect(Zoo.models.filter { $0.isHeld(byFileNamed: stem + ".pth") } == [model], "\(stem)")
    }
  }

  @Test(
    arguments: [
      "unet_fcn.pth", "unet_fcn-0123abc.pth", "unet_fcn-0123abcx.pth", "unet_fcn-0123abcd.pt",
      "unet_fcn0-0123abcd.pth", "-0123abcd.pth", ".pth", "",
    ])
  func otherNamesBelongToNone(name: String) {
    #expect(Zoo.models.allSatisfy { !$0.isHeld(byFileNamed: name) })
  }

  @Test(arguments: Zoo.models)
  func configurationsAreNamesToo(model: ZooModel) {
    #expect(Zoo[model.configuration] == model)
    #expect(Zoo[model.name] == model)
  }
}
