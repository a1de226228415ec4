"""MMSegmentation on PyTorch (or onnxruntime), paced as `fovea bench … --on-request` is.

    peer.py train-step|forward CONFIGURATION --width W --crop C --batch B --threads T [--engine onnxruntime]

Prints "ready" after warming up, then for every line of standard input does one repetition and prints its
seconds; at the end of input one line of JSON with the peak memory. Random weights, images and labels; batch
normalization instead of its synchronized form, two classes, cross entropy, SGD with momentum: what
`fovea bench` does.
"""
import argparse
import glob
import json
import os
import resource
import sys
import tempfile
import time
import warnings

options = argparse.ArgumentParser()
options.add_argument('mode', choices=['train-step', 'forward'])
options.add_argument('configuration')
options.add_argument('--width', type=int, default=64)
options.add_argument('--crop', type=int, required=True)
options.add_argument('--batch', type=int, required=True)
options.add_argument('--threads', type=int, default=2)
options.add_argument('--engine', choices=['torch', 'onnxruntime'], default='torch')
options = options.parse_args()
os.environ['OMP_NUM_THREADS'] = str(options.threads)
warnings.filterwarnings('ignore')

import mmseg  # noqa: E402
import torch  # noqa: E402
from mmengine.config import Config  # noqa: E402
from mmengine.logging import MMLogger  # noqa: E402
from mmengine.registry import init_default_scope  # noqa: E402
from mmengine.structures import PixelData  # noqa: E402
from mmseg.models.utils import resize  # noqa: E402
from mmseg.registry import MODELS  # noqa: E402
from mmseg.structures import SegDataSample  # noqa: E402


def scaled(channels):
    """Channels in proportion to the width, as Fovea's `Architecture.scaled`."""
    return max(4, channels * options.width // 64)


def narrow(model):
    """Sets the widths of all parts of a configuration's model."""
    backbone = model.backbone
    if 'base_channels' in backbone or backbone.type == 'UNet':
        backbone.base_channels = options.width
    if 'ResNet' in backbone.type:
        backbone.stem_channels = scaled(64)
        backbone.base_channels = options.width
    for head in (model.decode_head, model.auxiliary_head):
        for key in ('in_channels', 'channels', 'c1_in_channels', 'c1_channels'):
            if key in head:
                head[key] = scaled(head[key])


def build():
    MMLogger.get_instance('mmengine', log_level='ERROR')
    init_default_scope('mmseg')
    pattern = os.path.join(os.path.dirname(mmseg.__file__), '.mim', 'configs', '*', options.configuration + '.py')
    found = glob.glob(pattern)
    if not found:
        sys.exit(f'{pattern}: expected a configuration of MMSegmentation, found none')
    model = Config.fromfile(found[0]).model
    model.pretrained = None
    plain = dict(type='BN', requires_grad=True)
    model.backbone.norm_cfg = plain
    for head in (model.decode_head, model.auxiliary_head):
        head.norm_cfg = plain
        head.num_classes = 2
    if options.width != 64:
        narrow(model)
    net = MODELS.build(model)
    net.init_weights()
    return net


def labels():
    """Random classes; four rows of every image do not count."""
    samples = []
    for _ in range(options.batch):
        classes = torch.randint(0, 2, (1, options.crop, options.crop))
        classes[:, :4] = 255
        size = (options.crop, options.crop)
        sample = SegDataSample(metainfo=dict(ori_shape=size, img_shape=size, pad_shape=size))
        sample.gt_sem_seg = PixelData(data=classes)
        samples.append(sample)
    return samples


def training(net, images):
    net.train()
    optimizer = torch.optim.SGD(net.parameters(), lr=0.01, momentum=0.9, weight_decay=0.0005)
    truth = labels()

    def work():
        loss, _ = net.parse_losses(net.loss(images, truth))
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()

    return work


class Prediction(torch.nn.Module):
    """The decode head's logits at the image's size."""

    def __init__(self, net):
        super().__init__()
        self.net = net

    def forward(self, images):
        logits = self.net.decode_head(self.net.extract_feat(images))
        return resize(logits, images.shape[2:], mode='bilinear', align_corners=self.net.align_corners)


def predicting(net, images):
    prediction = Prediction(net).eval()
    if options.engine == 'torch':
        @torch.inference_mode()
        def work():
            prediction(images)
        return work
    import onnxruntime
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, 'net.onnx')
        torch.onnx.export(prediction, (images,), path, dynamo=False, opset_version=17)
        settings = onnxruntime.SessionOptions()
        settings.intra_op_num_threads = options.threads
        session = onnxruntime.InferenceSession(path, settings, ['CPUExecutionProvider'])
    inputs = {session.get_inputs()[0].name: images.numpy()}
    return lambda: session.run(None, inputs)


torch.set_num_threads(options.threads)
torch.manual_seed(0)
images = torch.randn(options.batch, 3, options.crop, options.crop)
work = (training if options.mode == 'train-step' else predicting)(build(), images)
for _ in range(2):
    work()
print('ready', flush=True)
for _ in sys.stdin:
    start = time.perf_counter()
    work()
    print(time.perf_counter() - start, flush=True)
print(json.dumps({
    'peak_rss_mb': resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, 'torch': torch.__version__,
    'capability': torch.backends.cpu.get_cpu_capability(),
}), flush=True)
