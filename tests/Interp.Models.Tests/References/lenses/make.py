"""Writes the lens files of this folder with PyTorch and numpy alone: /usr/bin/python3 make.py (torch 1.13, numpy 1.24).

tuned/       a folder as tuned_lens.nn.lenses.TunedLens.save leaves it: the state_dict of a ModuleList of Linear layers,
             and a config whose hash is that of the printed unembedding; for the reference model ../models/gptj
jacobian.pt  a file as jlens.JacobianLens.save leaves it: float16 matrices by layer
expected.pt  streams, and what both lenses make of them: logits of GPT-J's own norm and head
hashes.json  hashes of matrices made by a formula: rows, columns, seed, scale, dtype, hash
"""
import hashlib
import json
import pathlib

import numpy as np
import torch

here = pathlib.Path(__file__).parent
weights = torch.load(here / "../models/gptj/pytorch_model.bin")
config = json.load(open(here / "../models/gptj/config.json"))
width, layers = config["n_embd"], config["n_layer"]
head = weights["lm_head.weight"].float()
generator = torch.Generator().manual_seed(18)


def printed_hash(matrix):
    return hashlib.sha256(np.array_str(matrix, precision=1).encode()).hexdigest()


def logits(h):
    h = torch.nn.functional.layer_norm(
        h, [width], weights["transformer.ln_f.weight"].float(), weights["transformer.ln_f.bias"].float(), config["layer_norm_epsilon"])
    return torch.nn.functional.linear(h, head, weights["lm_head.bias"].float())


translators = torch.nn.ModuleList([torch.nn.Linear(width, width) for _ in range(layers)])
for translator in translators:
    translator.weight.data = 0.1 * torch.randn(width, width, generator=generator)
    translator.bias.data = 0.1 * torch.randn(width, generator=generator)
(here / "tuned").mkdir(exist_ok=True)
torch.save(translators.state_dict(), here / "tuned" / "params.pt")
json.dump(
    {
        "base_model_name_or_path": "tiny-gptj", "d_model": width, "num_hidden_layers": layers, "bias": True, "base_model_revision": None,
        "unembed_hash": printed_hash(head.numpy()), "lens_type": "linear_tuned_lens",
    },
    open(here / "tuned" / "config.json", "w"))

jacobians = {layer: (torch.eye(width) + 0.1 * torch.randn(width, width, generator=generator)).half() for layer in range(layers - 1)}
torch.save({"J": jacobians, "n_prompts": 7, "source_layers": sorted(jacobians), "d_model": width}, here / "jacobian.pt")

expected = {}
with torch.no_grad():
    for state in range(layers + 1):
        h = torch.randn(2, 3, width, generator=generator)
        expected[f"stream.{state}"] = h
        expected[f"tuned.{state}"] = logits(h + translators[state](h)) if state < layers else logits(h)
        if state > 0:
            expected[f"jacobian.{state}"] = logits(h @ jacobians[state - 1].float().T) if state - 1 in jacobians else logits(h)
torch.save(expected, here / "expected.pt")

cases = []
for rows, columns, seed, scale, dtype in [
    (5, 4, 1, 2.0 ** -9, "float32"), (9, 30, 2, 0.004, "float32"), (37, 20, 3, 0.01, "float64"), (64, 48, 4, 0.00002, "float32"), (64, 48, 5, 0.03, "float16"),
    (1000, 3, 6, 0.001, "float32"), (3, 1000, 7, 0.25, "float32"), (50, 21, 8, 1e7, "float32"), (50, 21, 9, 3e-9, "float32"), (64, 64, 10, 0.0, "float32"),
    *[(40 + k, 30 + k, 100 + k, round(1e-5 * 1.37 ** k, 9), ["float32", "float64", "float16"][k % 3]) for k in range(36)],
    (8, 126, 11, 0.05, "float32"), (7, 143, 12, 2.0 ** -7, "float32"), (6, 167, 13, 1e-45, "float32"), (64, 48, 14, 0.00005, "float16"),
]:
    i, j = np.arange(rows)[:, None], np.arange(columns)[None, :]
    numbers = ((i * 7919 + j * 104729 + seed * 31) % 2001 - 1000).astype("float32") * np.float32(scale)
    cases.append([rows, columns, seed, scale, dtype, printed_hash(numbers.astype(dtype))])
json.dump(cases, open(here / "hashes.json", "w"), indent=0)
