"""Writes the sentence encoder of the tests, with random weights, as PyTorch exports BERT and its like: `python3 scripts/make-sentence-encoder.py test/support/sentence-encoder`."""
import json
import sys
from pathlib import Path

import torch
from torch import nn

WORDS = """the a an is was of to in on at and not very
dog hound cat kitten car automobile house home child kid doctor physician ship boat
buys purchases sees watches likes enjoys fixes repairs builds constructs moves shifts
big large small little fast quick old ancient red scarlet cold chilly""".split()


class Layer(nn.Module):
    def __init__(self, width, heads):
        super().__init__()
        self.heads = heads
        self.query, self.key, self.value, self.output = (nn.Linear(width, width) for _ in range(4))
        self.attention_norm, self.norm = nn.LayerNorm(width), nn.LayerNorm(width)
        self.inner, self.outer = nn.Linear(width, 2 * width), nn.Linear(2 * width, width)

    def forward(self, x, bias):
        def split(y):
            return y.view(y.size(0), y.size(1), self.heads, -1).permute(0, 2, 1, 3)

        q, k, v = split(self.query(x)), split(self.key(x)), split(self.value(x))
        scores = q @ k.transpose(-1, -2) / q.size(-1) ** 0.5 + bias
        y = (scores.softmax(-1) @ v).permute(0, 2, 1, 3).contiguous()
        x = self.attention_norm(x + self.output(y.view(y.size(0), y.size(1), -1)))
        return self.norm(x + self.outer(nn.functional.gelu(self.inner(x))))


class Encoder(nn.Module):
    def __init__(self, words, width=16, heads=2, layers=2, longest=64):
        super().__init__()
        self.words, self.places, self.types = nn.Embedding(words, width), nn.Embedding(longest, width), nn.Embedding(2, width)
        self.register_buffer("position_ids", torch.arange(longest).unsqueeze(0))
        self.norm = nn.LayerNorm(width)
        self.layers = nn.ModuleList(Layer(width, heads) for _ in range(layers))

    def forward(self, input_ids, attention_mask, token_type_ids):
        places = self.position_ids[:, : input_ids.size(1)]
        x = self.norm(self.words(input_ids) + self.places(places) + self.types(token_type_ids))
        bias = (1.0 - attention_mask[:, None, None, :].to(x.dtype)) * torch.finfo(x.dtype).min
        for layer in self.layers:
            x = layer(x, bias)
        return x


folder = Path(sys.argv[1])
folder.mkdir(parents=True, exist_ok=True)
vocabulary = {word: i for i, word in enumerate(["[PAD]", "[UNK]", "[CLS]", "[SEP]", *WORDS])}
torch.manual_seed(0)
encoder = Encoder(len(vocabulary)).eval()
names = ["input_ids", "attention_mask", "token_type_ids"]
example = (torch.ones(2, 7, dtype=torch.long),) * 3
axes = {name: {0: "batch_size", 1: "sequence_length"} for name in [*names, "last_hidden_state"]}
torch.onnx.export(encoder, example, str(folder / "model.onnx"), input_names=names, output_names=["last_hidden_state"], dynamic_axes=axes, opset_version=14)
special = [{"id": i, "content": word, "single_word": False, "lstrip": False, "rstrip": False, "normalized": False, "special": True} for word, i in list(vocabulary.items())[:4]]
sequence = lambda *parts: [{"SpecialToken" if part.startswith("[") else "Sequence": {"id": part, "type_id": 0}} for part in parts]
tokenizer = {
    "version": "1.0",
    "truncation": None,
    "padding": None,
    "added_tokens": special,
    "normalizer": {"type": "BertNormalizer", "clean_text": True, "handle_chinese_chars": True, "strip_accents": None, "lowercase": True},
    "pre_tokenizer": {"type": "BertPreTokenizer"},
    "post_processor": {
        "type": "TemplateProcessing",
        "single": sequence("[CLS]", "A", "[SEP]"),
        "pair": sequence("[CLS]", "A", "[SEP]", "B", "[SEP]"),
        "special_tokens": {word: {"id": word, "ids": [vocabulary[word]], "tokens": [word]} for word in ["[CLS]", "[SEP]"]},
    },
    "decoder": {"type": "WordPiece", "prefix": "##", "cleanup": True},
    "model": {"type": "WordPiece", "unk_token": "[UNK]", "continuing_subword_prefix": "##", "max_input_chars_per_word": 100, "vocab": vocabulary},
}
(folder / "tokenizer.json").write_text(json.dumps(tokenizer, indent=1) + "\n")
