/// The eight models of the original project, as a table.
///
/// Configurations and checkpoints: https://github.com/open-mmlab/mmsegmentation, folders configs/unet,
/// pspnet, deeplabv3, deeplabv3plus, fcn; names of the files as in their metafiles.
public enum Zoo {
  /// All models: first the UNets, then the ResNets.
  public static let models: [ZooModel] = [
    unet(
      "unet_fcn", .fcn(convolutions: 1, concatenatesInput: false), headChannels: 64,
      "unet-s5-d16_fcn_4xb4-40k_hrf-256x256", "fcn_unet_s5-d16_256x256_40k_hrf_20201223_173724-d89cf1ed"),
    unet(
      "unet_pspnet", .psp, headChannels: 16,
      "unet-s5-d16_pspnet_4xb4-40k_hrf-256x256", "pspnet_unet_s5-d16_256x256_40k_hrf_20201227_181818-fdb7e29b"
    ),
    unet(
      "unet_deeplabv3", .aspp, headChannels: 16,
      "unet-s5-d16_deeplabv3_4xb4-40k_hrf-256x256",
      "deeplabv3_unet_s5-d16_256x256_40k_hrf_20201226_094047-3a1fdf85"),
    resNet(
      "pspnet_r50", depth: 50, .psp, .potsdam, "pspnet_r50-d8_4xb4-80k_potsdam-512x512",
      "pspnet_r50-d8_4x4_512x512_80k_potsdam_20211219_043541-2dd5fe67"),
    resNet(
      "deeplabv3_r50", depth: 50, .aspp, .voc, "deeplabv3_r50-d8_4xb4-20k_voc12aug-512x512",
      "deeplabv3_r50-d8_512x512_20k_voc12aug_20200617_010906-596905ef"),
    resNet(
      "deeplabv3plus_r50", depth: 50, .separableASPP(skipChannels: 48), .voc,
      "deeplabv3plus_r50-d8_4xb4-20k_voc12aug-512x512",
      "deeplabv3plus_r50-d8_512x512_20k_voc12aug_20200617_102323-aad58ef1"),
    resNet(
      "deeplabv3plus_r18", depth: 18, .separableASPP(skipChannels: 12), .potsdam,
      "deeplabv3plus_r18-d8_4xb4-80k_potsdam-512x512",
      "deeplabv3plus_r18-d8_512x512_80k_potsdam_20211219_020601-75fd5bc3"),
    resNet(
      "fcn_r50", depth: 50, .fcn(convolutions: 2, concatenatesInput: true), .voc,
      "fcn_r50-d8_4xb4-20k_voc12aug-512x512", "fcn_r50-d8_512x512_20k_voc12aug_20200617_010715-52dc5306"),
  ]

  /// The model of a short name or of a configuration's name.
  public static subscript(name: String) -> ZooModel? {
    models.first { $0.name == name || $0.configuration == name }
  }

  private static func unet(
    _ name: String, _ head: Architecture.Head, headChannels: Int, _ configuration: String,
    _ checkpoint: String
  ) -> ZooModel {
    ZooModel(
      name: name, configuration: configuration, checkpoint: checkpoint,
      architecture: Architecture(
        backbone: .unet, head: head, headChannels: headChannels, auxiliaryChannels: 64),
      inference: .slide(crop: 256, stride: 170), cropSize: 256, publishedClasses: 2, scheduleEnd: 40_000)
  }

  /// What a checkpoint was trained on.
  private enum Origin {
    case potsdam
    case voc
  }

  private static func resNet(
    _ name: String, depth: Int, _ head: Architecture.Head, _ origin: Origin, _ configuration: String,
    _ checkpoint: String
  ) -> ZooModel {
    ZooModel(
      name: name, configuration: configuration, checkpoint: checkpoint,
      architecture: Architecture(
        backbone: .resNet(depth: depth, stemChannels: 64), head: head,
        headChannels: depth == 18 ? 128 : 512, auxiliaryChannels: depth == 18 ? 64 : 256),
      inference: .whole, cropSize: 512, publishedClasses: origin == .voc ? 21 : 6,
      scheduleEnd: origin == .voc ? 20_000 : 80_000)
  }
}
