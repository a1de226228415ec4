#!/usr/bin/env python3
"""Writes a golden folder: what the real MMSegmentation computes, in the form of ../shared/golden.

Usage: make.py FOLDER ORACLE [SEED]   (needs PyTorch, MMSegmentation 1.2.2, safetensors; ORACLE holds common.py)

Other weights, images, widths, sizes and settings than the given folder's, so that a pass here says that the
form is understood and not that numbers are known. SEED (default 100) changes every number.
"""

import copy
import json
import os
import sys

folder, oracle = sys.argv[1:3]
seed = int(sys.argv[3]) if len(sys.argv) > 3 else 100
sys.path.insert(0, oracle)

import common  # noqa: E402
import cv2  # noqa: E402
import mmcv  # noqa: E402
import mmengine  # noqa: E402
import mmseg  # noqa: E402
import numpy as np  # noqa: E402
import torch  # noqa: E402
import torch.nn.functional as F  # noqa: E402
from collections import OrderedDict  # noqa: E402
from mmengine.config import ConfigDict  # noqa: E402
from mmseg.evaluation import IoUMetric  # noqa: E402
from mmseg.registry import MODELS  # noqa: E402
from safetensors.torch import save_file  # noqa: E402

torch.set_num_threads(2)
os.makedirs(folder, exist_ok=True)
numbers = np.random.RandomState(seed)
MEAN, STD = [123.675, 116.28, 103.53], [58.395, 57.12, 57.375]
STEPS = 5

# id: model, loss, width, classes, size, end of the poly schedule (None: a constant rate), steps kept, more
CASES = {
    'unet_fcn_b3_focal': ('unet_fcn', 'focal', 3, 2, '32x48', 20, [1, 5], dict(adam=True)),
    'unet_psp_b3_dice': ('unet_pspnet', 'dice', 3, 3, '32x48', None, [5], dict(wd=1e-3)),
    'unet_aspp_b2_ce': ('unet_deeplabv3', None, 2, 2, '32x48', 7, [2], dict(dropout=0.2)),
    'plus18_b3_ce': ('deeplabv3plus_r18', None, 3, 4, '49x65', 500, [3], {}),
    'fcn50_b2_dice': ('fcn_r50', 'dice', 2, 2, '49x65', 500, [5], {}),
    'psp50_b2_focal': ('pspnet_r50', 'focal', 2, 3, '49x65', 40000, [2], {}),
}


def save(name, arrays):
    def plain(value):
        tensor = torch.as_tensor(value).detach().cpu().contiguous().clone()
        return tensor.float() if tensor.dtype == torch.float64 else tensor
    save_file({key: plain(value) for key, value in arrays.items()}, f'{folder}/{name}')


def distance(found, exact, least=0.0):
    a, b = (torch.as_tensor(x).detach().double().flatten() for x in (found, exact))
    if not len(a):
        return 0.0
    difference, largest = float((a - b).abs().max()), max(float(b.abs().max()), least)
    return 0.0 if difference == 0 else difference / largest if largest else difference


def rounded(value):
    return float(f'{value:.2g}')


def picture(height, width):
    """A BGR image of blobs and noise, and a label map of up to four classes with some pixels ignored."""
    y, x = np.mgrid[:height, :width]
    image = numbers.randint(0, 60, (3, height, width)).astype(np.float64)
    label = np.zeros((height, width), np.uint8)
    for number in range(6):
        cy, cx, r = numbers.uniform(0, height), numbers.uniform(0, width), numbers.uniform(4, 14)
        inside = (y - cy) ** 2 + (x - cx) ** 2 < r * r
        image[:, inside] += numbers.uniform(20, 190, (3, 1))
        label[inside] = number % 4
    label[numbers.rand(height, width) < 0.01] = 255
    return np.clip(image, 0, 255).astype(np.uint8), label


def preprocess(images):
    mean, std = (np.array(v, np.float32).reshape(1, 3, 1, 1) for v in (MEAN, STD))
    return torch.from_numpy((images[:, ::-1].astype(np.float32) - mean) / std)


def disturb(model):
    """Weights, statistics and counters as after a training, so that nothing is 0 or 1."""
    generator = torch.Generator().manual_seed(int(numbers.randint(1 << 30)))
    def draw(t, low, high):
        t.copy_(torch.rand(t.shape, generator=generator) * (high - low) + low)
    with torch.no_grad():
        for module in model.modules():
            if isinstance(module, torch.nn.Conv2d):
                draw(module.weight, -1, 1)
                module.weight *= 1.7 / module.weight[0].numel() ** 0.5
                if module.bias is not None:
                    draw(module.bias, -0.4, 0.4)
            elif isinstance(module, torch.nn.BatchNorm2d):
                draw(module.weight, 0.5, 1.5)
                draw(module.bias, -0.3, 0.6)
                draw(module.running_mean, -0.3, 0.3)
                draw(module.running_var, 0.5, 1.6)
                module.num_batches_tracked.fill_(11)


class Masks:
    """Dropout masks that are drawn once and then used by both precisions in every step."""

    def __init__(self, model, share):
        self.masks = {}
        for name in ('decode_head', 'auxiliary_head'):
            head = getattr(model, name)
            mask = (numbers.rand(2, head.channels) >= share) / (1 - share)
            self.masks[name] = torch.tensor(mask, dtype=torch.float32)

    def attach(self, model):
        for name, mask in self.masks.items():
            head = getattr(model, name)
            head.dropout = Given(mask)


class Given(torch.nn.Module):
    def __init__(self, mask):
        super().__init__()
        self.mask = mask

    def forward(self, x):
        return x * self.mask.to(x.dtype)[:, :, None, None] if self.training else x


def optimizer(kind, model, case):
    if kind == 'sgd':
        return torch.optim.SGD(model.parameters(), lr=0.01, momentum=0.9, weight_decay=case.get('wd', 5e-4))
    return torch.optim.Adam(model.parameters(), lr=0.01, weight_decay=case.get('wd', 5e-4))


def rate(step, end):
    return 0.01 if end is None else (0.01 - 1e-4) * (1 - min(step, end - 1) / (end - 1)) ** 0.9 + 1e-4


def losses_of(model, images, labels):
    parts = model.forward(images, common.samples(labels), mode='loss')
    total = sum(value for name, value in parts.items() if 'loss' in name)
    return {**{f'loss/{name}': value.reshape(1) for name, value in parts.items()}, 'loss/total': total.reshape(1)}, total


def results(model, case, masks, batches, precision):
    """Everything that a case stores, computed in one precision."""
    model = copy.deepcopy(model).to(precision)
    if masks:
        masks.attach(model)
    state = copy.deepcopy(model.state_dict())
    images = [preprocess(batch).to(precision) for batch in batches[0]]
    labels = batches[1]
    out = OrderedDict(input0=images[0])
    heads = lambda: (lambda f: (model.decode_head(f), model.auxiliary_head(f)))(model.extract_feat(images[0]))
    with torch.no_grad():
        model.eval()
        out['eval.decode'], out['eval.aux'] = heads()
        out['eval.decode_full'] = F.interpolate(
            out['eval.decode'], images[0].shape[2:], mode='bilinear', align_corners=False)
        model.train()
        out['train.decode'], out['train.aux'] = heads()
    model.load_state_dict(state)
    parts, total = losses_of(model, images[0], labels[0])
    out.update(parts)
    for name, value in model.state_dict().items():
        if 'running_' in name or 'num_batches' in name:
            out[f'stat1/{name}'] = value.clone().reshape(-1)
    total.backward()
    for name, parameter in model.named_parameters():
        out[f'grad/{name}'] = parameter.grad.clone()
    for kind in ['sgd'] + (['adam'] if case.get('adam') else []):
        model.load_state_dict(state)
        steps, rates, values = optimizer(kind, model, case), [], []
        for step in range(STEPS):
            for group in steps.param_groups:
                group['lr'] = rate(step, case['end']) if kind == 'sgd' else 0.01
            rates.append(steps.param_groups[0]['lr'])
            steps.zero_grad()
            _, total = losses_of(model, images[step], labels[step])
            total.backward()
            steps.step()
            values.append(float(total))
            if (kind == 'sgd' and step + 1 in case['keep']) or (kind == 'adam' and step + 1 == STEPS):
                for name, value in model.state_dict().items():
                    out[f'{kind}{step + 1}/{name}'] = value.clone().reshape(value.shape or (1,))
        out[f'{kind}.loss'] = torch.tensor(values, dtype=precision)
        if kind == 'sgd':
            out['sgd.lr'] = torch.tensor(rates, dtype=precision)
    return {name: value.detach() for name, value in out.items()}


def errors(single, double):
    """The peer's own distances: the largest of each group, and the tensors above 1e-4.

    Gradients are measured against a thousandth of the case's largest at least: some vanish by construction.
    """
    floor = 1e-3 * max(float(v.abs().max()) for n, v in double.items() if n.startswith('grad/'))
    groups, above = {}, {}
    for name in single:
        group = name.split('/')[0]
        own = distance(single[name], double[name], floor if group == 'grad' else 0)
        groups[group] = max(groups.get(group, 0.0), rounded(own))
        if own > 1e-4:
            above[name] = rounded(own)
    return groups, above


def model_cases():
    sizes = {'32x48': (32, 48), '49x65': (49, 65)}
    batches, arrays = {}, {}
    for name, (height, width) in sizes.items():
        pairs = [[picture(height, width) for _ in range(2)] for _ in range(STEPS)]
        images = np.array([[p[0] for p in pair] for pair in pairs])
        labels = np.array([[p[1] for p in pair] for pair in pairs])
        batches[name] = images, labels
    manifest, nets = {}, {}
    for number, (name, (kind, loss, base, classes, size, end, keep, more)) in enumerate(CASES.items()):
        dropout = more.get('dropout')
        config = common.config(kind, loss, narrow=base, dropout=dropout or 0, num_classes=classes)
        torch.manual_seed(seed + number)
        model = common.build(config)
        disturb(model)
        case = dict(id=name, model=kind, base=base, loss=loss, seed=seed + number, size=size, end=end, keep=keep,
                    checkpoint=f'{name}.pth', expected=f'{name}.expected.safetensors', batches=size, **more)
        images, labels = batches[size]
        labels = np.where((labels >= classes) & (labels != 255), labels % classes, labels).astype(np.uint8)
        torch.save(dict(meta=dict(iter=number + 1), state_dict=model.state_dict()), f'{folder}/{name}.pth')
        masks = Masks(model, dropout) if dropout else None
        single = results(model, case, masks, (images, labels), torch.float32)
        double = results(model, case, masks, (images, labels), torch.float64)
        groups, above = errors(single, double)
        for head, mask in (masks.masks if masks else {}).items():
            single[f'dropout.{head}'] = mask
        save(case['expected'], single)
        # The form has one label array for a size: a case of other classes gets a size of its own.
        if classes != 4:
            case['batches'] = f'{size}c{classes}'
        arrays[f'image_{case["batches"]}'], arrays[f'label_{case["batches"]}'] = images, labels
        plain = json.loads(json.dumps(config.model.to_dict() if hasattr(config.model, 'to_dict') else config.model))
        case.update(
            float32_error=groups, float32_error_above_1e_4=above,
            losses={n[5:]: float(v) for n, v in single.items() if n.startswith('loss/')},
            model_cfg={part: plain[part] for part in ('backbone', 'decode_head', 'auxiliary_head')})
        manifest[name] = case
        nets[name] = model
        print(f'{name}: gradients of the peer are exact to {groups["grad"]}', flush=True)
    state = nets['unet_fcn_b3_focal'].state_dict()
    torch.save(state, f'{folder}/unet_fcn_b3_focal.legacy.pth', _use_new_zipfile_serialization=False)
    save('unet_fcn_b3_focal.safetensors', {n: v.reshape(v.shape or (1,)) for n, v in state.items()})
    save('batches.expected.safetensors', arrays)
    return manifest, nets


def predictions(nets):
    settings = dict(
        tall=('unet_fcn_b3_focal', dict(mode='slide', crop_size=[48, 32], stride=[20, 32]), (70, 83), (55, 91)),
        square=('unet_psp_b3_dice', dict(mode='slide', crop_size=[32, 32], stride=[21, 21]), (50, 64), (50, 64)),
        plain=('plus18_b3_ce', dict(mode='whole'), (49, 65), (77, 60)))
    manifest, arrays = {}, {}
    for name, (case, test_cfg, shape, original) in settings.items():
        net = copy.deepcopy(nets[case]).eval()
        net.test_cfg = ConfigDict(test_cfg)
        image = picture(*shape)[0][None]
        meta = dict(ori_shape=original, img_shape=shape, pad_shape=shape, padding_size=[0] * 4)
        with torch.no_grad():
            full = net.inference(preprocess(image), [meta])
            sample = net.postprocess_result(full, common.samples(np.zeros((1, *shape), np.uint8), original))[0]
        arrays.update({f'{name}.image': image, f'{name}.logits_full': full,
                       f'{name}.logits': sample.seg_logits.data,
                       f'{name}.pred': sample.pred_sem_seg.data.to(torch.uint8)})
        manifest[name] = dict(
            checkpoint=f'{case}.pth', test_cfg=test_cfg, img_shape=list(shape), ori_shape=list(original))
    save('predict.expected.safetensors', arrays)
    return manifest


def training_preprocess():
    pairs, size = [picture(30, 41), picture(37, 22)], (40, 48)
    model = MODELS.build(dict(type='SegDataPreProcessor', mean=MEAN, std=STD, bgr_to_rgb=True, pad_val=0,
                              seg_pad_val=255, size=size))
    data = dict(inputs=[torch.from_numpy(image) for image, _ in pairs],
                data_samples=[common.samples(label[None])[0] for _, label in pairs])
    done = model(data, training=True)
    labels = torch.cat([sample.gt_sem_seg.data for sample in done['data_samples']])
    arrays = dict(batch=done['inputs'], label=labels.to(torch.uint8))
    for number, (image, label) in enumerate(pairs):
        arrays[f'image{number}'], arrays[f'label{number}'] = image[None], label[None]
    save('preprocess.expected.safetensors', arrays)
    return dict(size=list(size))


def loss_cases():
    shapes = dict(two=(2, 2, 8, 11), three=(1, 3, 7, 5))
    arrays, cases = {}, []
    for name, shape in shapes.items():
        label = numbers.randint(0, shape[1], (shape[0], *shape[2:])).astype(np.uint8)
        arrays[f'{name}/logits'] = torch.tensor(numbers.randn(*shape) * 3, dtype=torch.float32)
        arrays[f'{name}/label'] = label
        ignored = label.copy()
        ignored[numbers.rand(*label.shape) < 0.2] = 255
        arrays[f'{name}_some/logits'], arrays[f'{name}_some/label'] = arrays[f'{name}/logits'], ignored
    entropy = dict(type='CrossEntropyLoss', use_sigmoid=False)
    settings = [
        entropy, dict(entropy, avg_non_ignore=True), dict(entropy, loss_weight=0.7), dict(entropy, reduction='sum'),
        dict(type='DiceLoss', use_sigmoid=False), dict(type='DiceLoss'),
        dict(type='DiceLoss', use_sigmoid=False, naive_dice=True, loss_weight=1.5),
        dict(type='DiceLoss', use_sigmoid=False, eps=0.1), dict(type='DiceLoss', use_sigmoid=False, ignore_index=1),
        dict(type='FocalLoss'), dict(type='FocalLoss', gamma=2.5, alpha=0.3), dict(type='FocalLoss', gamma=0.0)]
    runs = [(name, loss) for name in ('two', 'two_some', 'three', 'three_some') for loss in settings]
    runs += [('two', dict(entropy, class_weight=[0.4, 2.5])),
             ('three', dict(entropy, class_weight=[0.4, 2.5, 1.0], avg_non_ignore=True)),
             ('two_some', dict(type='FocalLoss', alpha=[0.8, 0.2])),
             ('three_some', dict(type='FocalLoss', class_weight=[0.5, 1.5, 3.0]))]
    for number, (name, loss) in enumerate(runs):
        outcome = {}
        for precision in (torch.float32, torch.float64):
            x = arrays[f'{name}/logits'].detach().clone().to(precision).requires_grad_()
            label = torch.as_tensor(arrays[f'{name}/label']).long()
            value = MODELS.build(dict(loss)).to(precision)(x, label, ignore_index=255)
            value.sum().backward()
            outcome[precision] = float(value.detach()), x.grad
        (single, gradient), (double, exact) = outcome[torch.float32], outcome[torch.float64]
        n = f'{number:02}'
        arrays[f'{n}/grad'] = gradient
        cases.append(dict(n=n, input=name, loss=loss, value=single, value_float64=double, float32_error=dict(
            value=rounded(distance([single], [double])), grad=rounded(distance(gradient, exact)))))
    save('losses.expected.safetensors', arrays)
    return dict(file='losses.expected.safetensors', cases=cases)


def operations():
    def conv(i, o, kernel, height, width, groups=1, **more):
        return dict(op='conv2d', groups=groups, **more), [(2, i, height, width), (o, i // groups, kernel, kernel), (o,)]
    up = 'interpolate bilinear, align_corners '
    specs = dict(
        conv3=conv(5, 7, 3, 14, 11, padding=1), conv3_wide=conv(24, 40, 3, 20, 18, padding=1),
        conv3_s2=conv(4, 3, 3, 12, 9, padding=1, stride=2), conv1=conv(7, 5, 1, 6, 9),
        conv7_s2=conv(3, 5, 7, 17, 20, padding=3, stride=2), conv3_d6=conv(3, 4, 3, 15, 14, padding=6, dilation=6),
        dw3=conv(5, 5, 3, 8, 11, groups=5, padding=1), dw3_d3=conv(3, 3, 3, 9, 9, groups=3, padding=3, dilation=3),
        maxpool2=(dict(op='max_pool2d', kernel=2), [(2, 4, 7, 10)]),
        maxpool3=(dict(op='max_pool2d', kernel=3, stride=2, padding=1), [(1, 5, 11, 8)]),
        adaptive4=(dict(op='adaptive_avg_pool2d', out=4), [(2, 3, 9, 13)]),
        adaptive1=(dict(op='adaptive_avg_pool2d', out=1), [(1, 6, 5, 8)]),
        up=(dict(op=up + 'False', out=[11, 17]), [(2, 3, 5, 6)]),
        down=(dict(op=up + 'False', out=[4, 7]), [(1, 2, 9, 12)]),
        aligned=(dict(op=up + 'True', out=[9, 8]), [(1, 3, 5, 4)]))
    arrays, cases = {}, {}

    def run(settings, x):
        op = settings['op']
        if op == 'conv2d':
            keys = {k: settings[k] for k in ('padding', 'stride', 'dilation', 'groups') if k in settings}
            return F.conv2d(*x, **keys)
        if op == 'max_pool2d':
            return F.max_pool2d(x[0], settings['kernel'], settings.get('stride'), settings.get('padding', 0))
        if op == 'adaptive_avg_pool2d':
            return F.adaptive_avg_pool2d(x[0], settings['out'])
        return F.interpolate(x[0], settings['out'], mode='bilinear', align_corners=op.endswith('True'))

    def record(name, settings, inputs, function):
        outcome, weight = [], None
        for precision in (torch.float32, torch.float64):
            x = [t.detach().clone().to(precision).requires_grad_() for t in inputs]
            y = function(x)
            if weight is None:
                weight = torch.tensor(numbers.randn(*y.shape), dtype=torch.float32)
            (y * weight.to(precision)).sum().backward()
            outcome.append(dict(y=y.detach(), **{f'd{k}': t.grad for k, t in enumerate(x)}))
        arrays.update({f'{name}/in{k}': t for k, t in enumerate(inputs)})
        arrays.update({f'{name}/{k}': t for k, t in outcome[0].items()})
        arrays[f'{name}/w'] = weight
        error = {k: rounded(distance(outcome[0][k], outcome[1][k])) for k in outcome[0]}
        cases[name] = dict(settings, float32_error=error)

    for name, (settings, shapes) in specs.items():
        inputs = [torch.tensor(numbers.randn(*shape), dtype=torch.float32) for shape in shapes]
        record(name, settings, inputs, lambda x: run(settings, x))
    channels = 6
    mean, variance = torch.tensor(numbers.randn(channels)).float(), torch.tensor(numbers.rand(channels) + 0.5).float()
    arrays['bn/running_mean'], arrays['bn/running_var'] = mean, variance
    inputs = [torch.tensor(numbers.randn(*s), dtype=torch.float32) for s in ((2, channels, 4, 7), (channels,), (channels,))]
    for name, training in (('bn_train', True), ('bn_eval', False)):
        def norm(x):
            m, v = mean.to(x[0].dtype).clone(), variance.to(x[0].dtype).clone()
            y = F.batch_norm(x[0], m, v, x[1], x[2], training, 0.1, 1e-5)
            if training and y.dtype == torch.float32:
                arrays['bn/running_mean_after'], arrays['bn/running_var_after'] = m, v
            return y
        record(name, dict(op='batch_norm', eps=1e-5, momentum=0.1), inputs, norm)
    save('ops.expected.safetensors', arrays)
    return dict(file='ops.expected.safetensors', cases=cases)


def resizing():
    arrays, cases = {}, []
    for n, (source, scale) in enumerate([((40, 70), (128, 100)), ((90, 64), (50, 50)), ((33, 33), (66, 66))]):
        image, label = picture(*source)
        out, factor = mmcv.imrescale(image.transpose(1, 2, 0), scale, return_scale=True)
        small = mmcv.imrescale(label, scale, interpolation='nearest')
        arrays.update({f'{n}/image': image.transpose(1, 2, 0), f'{n}/image_out': out, f'{n}/label': label,
                       f'{n}/label_out': small})
        cases.append(dict(n=n, source_hw=list(source), scale=list(scale), factor=factor, out_hw=list(out.shape[:2])))
    save('resize.expected.safetensors', {k: np.ascontiguousarray(v) for k, v in arrays.items()})
    return dict(opencv=cv2.__version__, cases=cases)


def metrics():
    def null(value):
        value = float(value)
        return None if value != value else value

    def scores(areas, **options):
        return IoUMetric.total_area_to_metrics(*areas, ['mIoU', 'mDice', 'mFscore'], options.get('nan_to_num'),
                                               options.get('beta', 1))

    def means(found):
        return {(n if n == 'aAcc' else 'm' + n): null(np.round(np.nanmean(v) * 100, 2)) for n, v in found.items()}

    counts, maps, arrays = [], [], {}
    for confusion in ([[900, 31], [77, 400]], [[500, 20, 3], [0, 0, 0], [9, 40, 60]], [[10, 0], [5, 0]]):
        c = torch.tensor(confusion, dtype=torch.float32)
        areas = (c.diag(), c.sum(0) + c.sum(1) - c.diag(), c.sum(0), c.sum(1))
        for options in ({}, dict(nan_to_num=0), dict(beta=2)):
            found = scores(areas, **options)
            per = {n: null(v) if n == 'aAcc' else [null(x) for x in v] for n, v in found.items()}
            counts.append(dict(confusion=confusion, options=options, per_class=per, mean=means(found)))
    for n, classes in enumerate((2, 4)):
        label = np.stack([picture(21, 26)[1] for _ in range(2)])
        label[(label >= classes) & (label != 255)] = 1
        prediction = numbers.randint(0, classes, label.shape).astype(np.uint8)
        areas = [IoUMetric.intersect_and_union(torch.tensor(p).long(), torch.tensor(l).long(), classes, 255)
                 for p, l in zip(prediction, label)]
        found = scores([sum(a[k] for a in areas) for k in range(4)])
        arrays[f'{n}/pred'], arrays[f'{n}/label'] = prediction, label
        maps.append(dict(n=n, classes=classes, metrics=means(found),
                         areas_intersect_union_pred_label=[[part.tolist() for part in a] for a in areas]))
    save('metrics.expected.safetensors', arrays)
    with open(f'{folder}/metrics.json', 'w') as file:
        json.dump(dict(counts=counts, maps=maps), file)


def checkpoints(nets):
    base = torch.tensor(numbers.randn(7, 5), dtype=torch.float32)
    odd = OrderedDict(whole=base, row_view=base[2:4], transposed=base.t(), strided=base[::2, 1:4],
                      expanded=base[0].expand(3, 5), channels_last=torch.tensor(numbers.randn(2, 3, 4, 4)).float()
                      .contiguous(memory_format=torch.channels_last), half=base[1].half(), bfloat16=base[2].bfloat16(),
                      double=base[3].double(), int64=torch.tensor([5, -6]), uint8=torch.tensor([9, 255]).to(torch.uint8),
                      bool=torch.tensor([True, False]), scalar=torch.tensor(2.5), empty=torch.zeros(0, 3),
                      parameter=torch.nn.Parameter(torch.tensor([1.5, -2.0])))
    content = dict(meta=dict(note='odd', nested=[1, (2.5, None), {'x': b'y'}]), state_dict=odd)
    torch.save(content, f'{folder}/odd.pth')
    torch.save(content, f'{folder}/odd.legacy.pth', _use_new_zipfile_serialization=False)
    widened = {n: v.float() if v.dtype in (torch.float16, torch.bfloat16) else v for n, v in odd.items()}
    save_file({n: v.detach().contiguous().clone().reshape(v.shape or (1,)) for n, v in widened.items()},
              f'{folder}/odd.expected.safetensors')
    net = nets['unet_psp_b3_dice']
    steps = torch.optim.SGD(net.parameters(), lr=0.01, momentum=0.9)
    sum(p.sum() for p in net.parameters()).backward()
    steps.step()
    from mmengine.logging import HistoryBuffer
    torch.save(dict(meta=dict(iter=3, epoch=0, seed=seed, cfg="model = dict(type='EncoderDecoder')",
                              mmengine_version=mmengine.__version__),
                    state_dict=net.state_dict(), optimizer=steps.state_dict(), param_schedulers=[],
                    message_hub=dict(log_scalars={'train/lr': HistoryBuffer([0.01, 0.02], [1, 1])})),
               f'{folder}/runner.pth')
    save('runner.safetensors', {n: v.reshape(v.shape or (1,)) for n, v in net.state_dict().items()})
    return (dict(files=['odd.pth', 'odd.legacy.pth'], same_tensors='odd.expected.safetensors'),
            dict(file='runner.pth', same_tensors='runner.safetensors'))


def schedule():
    from mmengine.optim.scheduler import PolyLR
    base, power, least, by_end = 0.02, 0.8, 0.0003, {}
    for end in (6, 90):
        parameter = torch.nn.Parameter(torch.zeros(1))
        steps = torch.optim.SGD([parameter], lr=base)
        poly, rates = PolyLR(steps, power=power, eta_min=least, begin=0, end=end, by_epoch=False), []
        for _ in range(end + 3):
            rates.append(steps.param_groups[0]['lr'])
            steps.step()
            poly.step()
        by_end[str(end)] = rates
    with open(f'{folder}/schedule.json', 'w') as file:
        json.dump(dict(base=base, eta_min=least, power=power, by_end=by_end), file)


cases, nets = model_cases()
manifest = dict(torch=torch.__version__, mmseg=mmseg.__version__, mmengine=mmengine.__version__, mean=MEAN, std=STD,
                cases=cases, predict=predictions(nets), preprocess=training_preprocess(), losses=loss_cases(),
                ops=operations(), resize=resizing())
metrics()
schedule()
manifest['odd_checkpoint'], manifest['runner_checkpoint'] = checkpoints(nets)
with open(f'{folder}/manifest.json', 'w') as file:
    json.dump(manifest, file, indent=1)
print(f'{len(cases)} model cases, {len(manifest["predict"])} predictions, {len(manifest["losses"]["cases"])} losses, '
      f'{len(manifest["ops"]["cases"])} operations in {folder}')
