#!/usr/bin/env python3
"""Recomputes published scores from masks and the graders' own, with SciPy instead of Fovea's code.

usage: python3 Scripts/check_results.py DUKE RESULTS...     (python -m pip install numpy scipy pillow)

DUKE holds Subject_XX.mat, each of RESULTS is a folder as `fovea export results --folders masks` writes it. Of every
cell whose masks are there, each scan's pixels, area error, lesions, HD95 and ASSD and the three means of fluid Dice
are compared with scores.json. Exits with 1 on a difference.
"""
import glob
import json
import os
import sys

import numpy as np
import scipy.io
from PIL import Image
from scipy import ndimage

AXIAL, LATERAL = 3.87, 11.33  # µm, as Sources/Retina/Volumes/PixelPitch.swift has them
CROSS = ndimage.generate_binary_structure(2, 1)


def graded(folder):
    """Grader 1's masks by frame, of the scans that a grader looked at."""
    masks = {}
    for path in sorted(glob.glob(os.path.join(folder, "Subject_*.mat"))):
        eye = os.path.splitext(os.path.basename(path))[0]
        volume = scipy.io.loadmat(path)["manualFluid1"]
        for place in range(volume.shape[2]):
            if not np.isnan(volume[:, :, place]).all():
                masks[f"{eye}_{place:03d}"] = volume[:, :, place] > 0
    return masks


def at_size(mask, shape):
    """A grader's mask at the size of the masks that were predicted: Pillow's bicubic, as stage 2 resizes."""
    if mask.shape == shape:
        return mask
    image = Image.fromarray(mask.astype(np.uint8)).resize(shape[::-1], Image.BICUBIC)
    return np.asarray(image) > 0


def rim(mask):
    return mask & ~ndimage.binary_erosion(mask, CROSS, border_value=0)


def touched(parts, count, other):
    """How many of the parts share a pixel with a mask."""
    return len(set(np.unique(parts[other])) - {0}) if count else 0


def facts(mask, label):
    """What scores.json says of one scan; None where a distance is not defined."""
    pitch = (AXIAL * 496 / mask.shape[0], LATERAL * 768 / mask.shape[1])
    lesions, predicted = ndimage.label(label, CROSS), ndimage.label(mask, CROSS)
    found = {
        "both": int((mask & label).sum()),
        "predicted": int(mask.sum()),
        "labeled": int(label.sum()),
        "areaError": (int(mask.sum()) - int(label.sum())) * pitch[0] * pitch[1] * 1e-6,
        "lesions": lesions[1],
        "predictedLesions": predicted[1],
        "found": touched(*lesions, mask),
        "right": touched(*predicted, label),
        "hausdorff95": None,
        "surfaceDistance": None,
    }
    if mask.any() and label.any():
        ours, theirs = rim(mask), rim(label)
        distances = np.concatenate([
            ndimage.distance_transform_edt(~theirs, sampling=pitch)[ours],
            ndimage.distance_transform_edt(~ours, sampling=pitch)[theirs],
        ])
        found["hausdorff95"] = np.percentile(distances, 95)
        found["surfaceDistance"] = distances.mean()
    return found


def dice(scans):
    total = sum(scan["predicted"] + scan["labeled"] for scan in scans)
    return 2 * sum(scan["both"] for scan in scans) / total if total else None


def mean(values):
    known = [value for value in values if value is not None]
    return sum(known) / len(known) if known else None


def means(scans, old=False):
    eyes = {}
    for frame, scan in scans.items():
        eyes.setdefault(frame.rsplit("_", 1)[0], []).append(scan)
    # Subjects whose labels hold no fluid count nowhere; before "subjects with fluid" was a column of the tables
    # they counted as 0 once fluid was predicted there.
    known = [eye for eye in eyes.values() if old or any(scan["labeled"] for scan in eye)]
    return {
        "pooledDice": dice(scans.values()),
        "subjectMeanDice": mean(dice(eye) for eye in known),
        "sliceMeanDice": mean(dice([scan]) for scan in scans.values() if scan["labeled"]),
    }


def differences(published, computed, where):
    """What is further apart than rounding, in words."""
    for name, value in computed.items():
        other = published.get(name)
        if (value is None) != (other is None) or (
            value is not None and abs(value - other) > 1e-6 * max(1, abs(value))
        ):
            yield f"{where}: {name}: published {other}, recomputed {value}"


def check(path, labels):
    """The differences of one scores.json, and how many scans were compared."""
    with open(path) as file:
        scores = json.load(file)
    # Of several rows the masks are those of the first.
    row = scores[0] if isinstance(scores, list) else scores
    folder = os.path.join(os.path.dirname(path), "masks")
    if not os.path.isdir(folder):
        return [], 0
    scans, wrong = {}, []
    files = {os.path.splitext(file)[0] for file in os.listdir(folder)}
    frames = {frame["frame"] for frame in row["frames"]}
    if files != frames:
        return [f"{path}: its scans are not those of masks/: {sorted(files ^ frames)}"], 0
    for frame in row["frames"]:
        name = frame["frame"]
        file = os.path.join(folder, f"{name}.png")
        mask = np.asarray(Image.open(file)) > 0
        scans[name] = facts(mask, at_size(labels[name], mask.shape))
        wrong += differences({**frame, **frame.get("shape", {})}, scans[name], f"{path}, {name}")
    rows = [list(differences(row, means(scans, old), path)) for old in (False, True)]
    return wrong + min(rows, key=len), len(scans)


def main(arguments):
    if len(arguments) < 2:
        sys.exit(__doc__)
    labels = graded(arguments[0])
    if not labels:
        sys.exit(f"{arguments[0]}: expected Subject_XX.mat, found none")
    wrong, cells, scans, left = [], 0, 0, 0
    for folder in arguments[1:]:
        for path in sorted(glob.glob(os.path.join(folder, "**", "scores.json"), recursive=True)):
            differing, count = check(path, labels)
            wrong += differing
            cells += count > 0
            left += count == 0
            scans += count
    print("\n".join(wrong[:50]), end="\n" if wrong else "")
    print(f"{cells} cells, {scans} scans compared, {len(wrong)} differences; {left} cells without masks here")
    sys.exit(1 if wrong or not scans else 0)


if __name__ == "__main__":
    main(sys.argv[1:])
