"""Attribution patching of the tiny GPT-2 beside this folder, in plain torch and float64: writes gpt2.json.

    python3 gpt2.py ../models/gpt2 gpt2.json

Nothing is shared with the library: the model is written out, each reader of the stream gets a copy of its own whose
gradient autograd gives, and blocks are left out by cutting the graph.
"""
import json
import math
import struct
import sys

import torch

torch.set_default_dtype(torch.float64)
LAYERS, HEADS, EPSILON = 3, 4, 0.0003
PROMPTS = [([5, 77, 130, 9, 200, 31, 64], [5, 12, 130, 9, 33, 31, 64], (17, 101)), ([8, 91, 2, 250, 44, 3, 19, 160, 72, 6, 111], [8, 91, 54, 250, 44, 3, 201, 160, 72, 15, 111], (240, 3))]
STEPS = 3


def read(path):
    with open(path, "rb") as file:
        size = struct.unpack("<Q", file.read(8))[0]
        header, data = json.loads(file.read(size)), file.read()
    types = {"F32": torch.float32, "F16": torch.float16, "F64": torch.float64, "BF16": torch.bfloat16}
    return {name: torch.frombuffer(bytearray(data[entry["data_offsets"][0]:entry["data_offsets"][1]]), dtype=types[entry["dtype"]]).reshape(entry["shape"]).double()
            for name, entry in header.items() if name != "__metadata__" and entry["dtype"] in types}


W = {name.removeprefix("transformer."): value for name, value in read(sys.argv[1] + "/model.safetensors").items()}


def norm(x, name):
    centred = x - x.mean(-1, keepdim=True)
    return centred / (centred.pow(2).mean(-1, keepdim=True) + EPSILON).sqrt() * W[name + ".weight"] + W[name + ".bias"]


def gelu(x):
    return 0.5 * x * (1 + torch.tanh(math.sqrt(2 / math.pi) * (x + 0.044715 * x ** 3)))


def pattern_of(q, k):
    """[pos, head, d] twice to [head, query, key]"""
    scores = torch.einsum("qhd,khd->hqk", q, k) / math.sqrt(q.shape[-1])
    return scores.masked_fill(torch.ones(scores.shape[1:]).triu(1).bool(), -math.inf).softmax(-1)


def embed(tokens):
    return W["wte.weight"][tokens] + W["wpe.weight"][: len(tokens)]


def run(stream, pair, dropped=None):
    """Difference of the two logits at the last token, and every activation by name; those of readers are their own copies of the stream."""
    kept = {}

    def keep(name, x):
        kept[name] = x if x.requires_grad else x.requires_grad_()
        return kept[name]

    stream = keep("embedding", stream.detach().clone())
    for layer in range(LAYERS):
        h = f"h.{layer}."
        weight, bias = W[h + "attn.c_attn.weight"], W[h + "attn.c_attn.bias"]
        width = weight.shape[0]
        d = width // HEADS

        def project(part, head, word):
            mine = keep(f"> {word} {layer}.{head}", stream + 0)
            columns = slice(part * width + head * d, part * width + (head + 1) * d)
            return norm(mine, h + "ln_1") @ weight[:, columns] + bias[columns]

        q, k, v = [keep(f"{word} {layer}", torch.stack([project(part, head, word) for head in range(HEADS)], 1)) for part, word in enumerate(["query", "key", "value"])]
        pattern = keep(f"pattern {layer}", pattern_of(q, k))
        z = keep(f"head {layer}", torch.einsum("hqk,khd->qhd", pattern, v))
        attention = z.flatten(1) @ W[h + "attn.c_proj.weight"] + W[h + "attn.c_proj.bias"]
        if dropped == layer:
            attention = attention.detach()
        stream = stream + attention
        mine = keep(f"> mlp-input {layer}", stream + 0)
        mlp = keep(f"mlp {layer}", gelu(norm(mine, h + "ln_2") @ W[h + "mlp.c_fc.weight"] + W[h + "mlp.c_fc.bias"]) @ W[h + "mlp.c_proj.weight"] + W[h + "mlp.c_proj.bias"])
        stream = stream + (mlp.detach() if dropped == layer else mlp)
    last = keep("> logits", stream + 0)
    logits = norm(last[-1], "ln_f") @ W["wte.weight"].T
    return logits[pair[0]] - logits[pair[1]], kept


def gradients(difference, kept):
    names = list(kept)
    found = torch.autograd.grad(difference, [kept[name] for name in names], allow_unused=True)
    return {name: torch.zeros_like(kept[name]) if one is None else one for name, one in zip(names, found)}


def nodes(change, gradient):
    """Effects of the embedding, heads and MLPs, and of queries, keys and values, from changes and gradients of activations."""
    out = {"embedding": (change["embedding"] * gradient["embedding"]).sum()}
    for layer in range(LAYERS):
        out[f"mlp {layer}"] = (change[f"mlp {layer}"] * gradient[f"mlp {layer}"]).sum()
        for word in ["head", "query", "key", "value"]:
            for head, one in enumerate((change[f"{word} {layer}"] * gradient[f"{word} {layer}"]).sum((0, 2))):
                out[f"{word} {layer}.{head}"] = one
    return out


def outputs(kept):
    """What every sender adds to the stream, with the order in which it stands."""
    out = {"embedding": (-1, kept["embedding"])}
    for layer in range(LAYERS):
        rows = W[f"h.{layer}.attn.c_proj.weight"].reshape(HEADS, -1, kept["embedding"].shape[-1])
        for head in range(HEADS):
            out[f"head {layer}.{head}"] = (4 * layer + 1, kept[f"head {layer}"][:, head] @ rows[head])
        out[f"mlp {layer}"] = (4 * layer + 3, kept[f"mlp {layer}"])
    return out


def edges(clean, other, gradient):
    sent, instead, out = outputs(clean), outputs(other), {}
    for name, slope in gradient.items():
        if not name.startswith("> "):
            continue
        receiver = name[2:]
        layer = LAYERS if receiver == "logits" else int(receiver.split()[1].split(".")[0])
        reads = 4 * layer + (2 if receiver.startswith("mlp") else 0)
        for sender, (written, output) in sent.items():
            if written < reads:
                out[f"{sender} -> {receiver}"] = ((instead[sender][1] - output) * slope).sum()
    return out


def softmaxed(clean, other, gradient, effects):
    """Queries and keys by the softmax that they would give."""
    out = dict(effects)
    for layer in range(LAYERS):
        before = clean[f"pattern {layer}"]
        for word, pattern in [("query", pattern_of(other[f"query {layer}"], clean[f"key {layer}"])), ("key", pattern_of(clean[f"query {layer}"], other[f"key {layer}"]))]:
            for head, one in enumerate(((pattern - before) * gradient[f"pattern {layer}"]).sum((1, 2))):
                out[f"{word} {layer}.{head}"] = one
    return out


def mean(lists):
    return {name: sum(one[name] for one in lists) / len(lists) for name in lists[0]}


def attribute(tokens, others, pair):
    difference, clean = run(embed(tokens), pair)
    other_difference, other = run(embed(others), pair)
    change = {name: (other[name] - clean[name]).detach() for name in clean}
    slope = gradients(difference, clean)
    out = {"difference": difference, "other": other_difference, "nodes": nodes(change, slope), "edges": edges(clean, other, slope)}
    out["softmax"] = softmaxed(clean, other, slope, out["nodes"])

    way = []
    for step in range(1, STEPS + 1):
        mixed = embed(others) + step / STEPS * (embed(tokens) - embed(others))
        way.append(gradients(*run(mixed, pair)))
    out["integrated nodes"] = mean([nodes(change, one) for one in way])
    out["integrated edges"] = mean([edges(clean, other, one) for one in way])

    sums, counts = {}, {}
    for layer in range(LAYERS):
        dropped_difference, dropped = run(embed(tokens), pair, dropped=layer)
        one = gradients(dropped_difference, dropped)
        for name, value in softmaxed(dropped, other, one, nodes(change, one)).items():
            if name == "embedding" or int(name.split()[1].split(".")[0]) != layer:
                sums[name] = sums.get(name, 0) + abs(value)
                counts[name] = counts.get(name, 0) + 1
    out["star"] = {name: sums[name] / counts[name] for name in sums}
    return out


def numbers(value):
    return {name: numbers(one) for name, one in value.items()} if isinstance(value, dict) else float(value)


with open(sys.argv[2], "w") as file:
    json.dump([{"tokens": tokens, "others": others, "pair": pair, **numbers(attribute(tokens, others, pair))} for tokens, others, pair in PROMPTS], file, indent=0)
