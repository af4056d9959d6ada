"""Pretrained weights made small enough to be carried to a machine without a network: 7 bits a number, a scale a row.

    python -m training.pack BASE/mpnet/model.safetensors OUT/mpnet 2

writes OUT/mpnet.0.npz and so on; `encoder.py` reads them where there is no `model.safetensors`. What is lost is less
than what training changes by far.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
from safetensors.numpy import load_file


def main() -> None:
    """Pack the matrices into as many files of like size as asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("weights", type=Path)
    parser.add_argument("out")
    parser.add_argument("files", type=int)
    options = parser.parse_args()
    packed: list[dict[str, np.ndarray]] = [{} for _ in range(options.files)]
    sizes = [0] * options.files
    for name, array in sorted(load_file(options.weights).items(), key=lambda pair: -pair[1].size):
        if "pooler" in name or "position_ids" in name:
            continue
        place = sizes.index(min(sizes))
        sizes[place] += array.size
        if array.ndim == 2:
            scale = np.abs(array).max(axis=1, keepdims=True) / 63 + 1e-12
            packed[place] |= {name: np.round(array / scale).astype(np.int8), f"{name}|s": scale.astype(np.float32)}
        else:
            packed[place][name] = array.astype(np.float32)
    for number, arrays in enumerate(packed):
        np.savez(f"{options.out}.{number}.npz", **arrays)  # type: ignore[arg-type]


if __name__ == "__main__":
    main()
