#!/usr/bin/env python3
"""Writes small MATLAB files with SciPy, a writer that shares nothing with libmatio.

Usage: make.py FOLDER   (needs SciPy; the files hold its version's habits and the date)

plain.mat and packed.mat hold the same variables: a volume in the Duke layout and, around it, kinds that
Fovea does not read but must live with.
"""

import sys
from pathlib import Path

import numpy as np
from scipy.io import savemat
from scipy.sparse import csc_matrix

index = np.arange(4 * 5 * 3).reshape((4, 5, 3), order="F")
fluid = np.where(index < 20, np.nan, (index % 7 == 0).astype(float))
variables = {
    "label": "a text",
    "images": (index * 97 % 256).astype(np.uint8),
    "cells": np.array([1, "two"], dtype=object),
    "manualFluid1": fluid,
    "settings": {"rate": 0.5, "name": "x"},
    "manualFluid2": np.full((4, 5, 3), np.nan),
    "sparse": csc_matrix([[0, 1.5], [0, 0]]),
    "wave": np.array([[1 + 2j]]),
    "flag": np.array([[True]]),
}
for name, compressed in [("plain", False), ("packed", True)]:
    savemat(Path(sys.argv[1]) / f"{name}.mat", variables, do_compression=compressed)
