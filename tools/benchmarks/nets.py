"""The nets of models/*.model.cpp in PyTorch, with the same state-dict names, for the peers."""

import torch
from torch import nn
from torch.nn import functional as F

import cases


def dense_mask(groups, seq):
    """[1, heads, seq, seq]: True where a head's query sees a key. None if every head sees all."""
    if all(behind is None for _, behind, _ in groups):
        return None
    distance = torch.arange(seq)[:, None] - torch.arange(seq)[None, :]
    heads = []
    for count, behind, ahead in groups:
        seen = torch.ones(seq, seq, dtype=torch.bool) if behind is None else (distance <= behind) & (-distance <= ahead)
        heads += [seen] * count
    return torch.stack(heads)[None]


class Attention(nn.Module):
    def __init__(self, width, groups, seq):
        super().__init__()
        self.groups, self.heads = groups, sum(count for count, _, _ in groups)
        self.q_proj, self.k_proj, self.v_proj, self.out_proj = (nn.Linear(width, width) for _ in range(4))
        self.register_buffer("mask", dense_mask(groups, seq), persistent=False)

    def attend(self, q, k, v):
        return F.scaled_dot_product_attention(q, k, v, attn_mask=self.mask)

    def forward(self, x):
        batch, seq, width = x.shape
        heads = lambda y: y.view(batch, seq, self.heads, width // self.heads).transpose(1, 2)
        y = self.attend(heads(self.q_proj(x)), heads(self.k_proj(x)), heads(self.v_proj(x)))
        return self.out_proj(y.transpose(1, 2).reshape(batch, seq, width))


class ExactAttention(Attention):
    """By the formula, some queries at a time, so that long sequences fit into memory in double."""

    def __init__(self, width, groups, seq):
        super().__init__(width, groups, 0)  # no dense mask

    def attend(self, q, k, v):
        seq, out, first = q.shape[2], torch.empty_like(q), 0
        for count, behind, ahead in self.groups:
            mine = slice(first, first + count)
            first += count
            for begin in range(0, seq, 256):
                end = min(begin + 256, seq)
                low = 0 if behind is None else max(0, begin - behind)
                high = seq if behind is None else min(seq, end + ahead)
                scores = q[:, mine, begin:end] @ k[:, mine, low:high].transpose(2, 3) / q.shape[3] ** 0.5
                if behind is not None:
                    distance = torch.arange(begin, end)[:, None] - torch.arange(low, high)[None, :]
                    scores = scores.masked_fill((distance > behind) | (-distance > ahead), float("-inf"))
                out[:, mine, begin:end] = scores.softmax(3) @ v[:, mine, low:high]
        return out


class EncoderLayer(nn.Module):
    def __init__(self, width, attention):
        super().__init__()
        self.self_attn = attention
        self.norm1, self.norm2 = nn.LayerNorm(width), nn.LayerNorm(width)
        self.linear1, self.linear2 = nn.Linear(width, 4 * width), nn.Linear(4 * width, width)

    def forward(self, x):
        x = x + self.self_attn(self.norm1(x))
        return x + self.linear2(F.gelu(self.linear1(self.norm2(x))))


class Mlp(nn.Module):
    def __init__(self, width, inner):
        super().__init__()
        self.fc1, self.fc2 = nn.Linear(width, inner), nn.Linear(inner, width)

    def forward(self, x):
        return self.fc2(F.gelu(self.fc1(x)))


class TextCnn(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv3, self.conv4, self.conv5 = (nn.Conv1d(128, 128, k, padding="same") for k in (3, 4, 5))
        self.proj = nn.Linear(3 * 128, 256)

    def forward(self, x):
        x = x.transpose(1, 2)
        branches = [F.max_pool1d(F.relu(conv(x)), 2) for conv in (self.conv3, self.conv4, self.conv5)]
        return self.proj(torch.cat(branches, 1).transpose(1, 2))


class News(nn.Module):
    def __init__(self, seq, attention):
        super().__init__()
        self.embed, self.cnn = nn.Embedding(30000, 128), TextCnn()
        self.mixed = attention(256, cases.MIXED, seq // 2)
        self.layers = nn.ModuleList(EncoderLayer(256, attention(256, cases.FULL, seq // 2)) for _ in range(2))
        self.head = nn.Linear(256, 20)

    def forward(self, tokens):
        x = self.cnn(self.embed(tokens))
        x = x + self.mixed(x)
        for layer in self.layers:
            x = layer(x)
        return self.head(x.mean(1))


class BertLayer(nn.Module):
    def __init__(self, width, attention):
        super().__init__()
        self.attention = attention
        self.norm1, self.norm2 = nn.LayerNorm(width, eps=1e-12), nn.LayerNorm(width, eps=1e-12)
        self.fc1, self.fc2 = nn.Linear(width, 4 * width), nn.Linear(4 * width, width)

    def forward(self, x):
        x = self.norm1(x + self.attention(x))
        return self.norm2(x + self.fc2(F.gelu(self.fc1(x))))


class Bert(nn.Module):
    def __init__(self, layers, width, heads, seq, attention):
        super().__init__()
        self.words, self.places = nn.Embedding(30522, width), nn.Embedding(512, width)
        self.norm = nn.LayerNorm(width, eps=1e-12)
        self.layers = nn.ModuleList(
            BertLayer(width, attention(width, ((heads, None, None),), seq)) for _ in range(layers))

    def forward(self, tokens):
        x = self.norm(self.words(tokens) + self.places.weight[:tokens.shape[1]])
        for layer in self.layers:
            x = layer(x)
        return x.mean(1)


class ResidualBlock(nn.Module):
    def __init__(self, channels, out=None, stride=1):
        super().__init__()
        out = out or channels
        self.conv1, self.bn1 = nn.Conv2d(channels, out, 3, stride, 1, bias=False), nn.BatchNorm2d(out)
        self.conv2, self.bn2 = nn.Conv2d(out, out, 3, 1, 1, bias=False), nn.BatchNorm2d(out)
        self.downsample = None
        if stride != 1 or out != channels:
            self.downsample = nn.Sequential(nn.Conv2d(channels, out, 1, stride, bias=False), nn.BatchNorm2d(out))

    def forward(self, x):
        y = self.bn2(self.conv2(F.relu(self.bn1(self.conv1(x)))))
        return F.relu(y + (x if self.downsample is None else self.downsample(x)))


class Separable(nn.Module):
    def __init__(self, channels):
        super().__init__()
        self.depthwise = nn.Conv2d(channels, channels, 3, 1, 1, groups=channels, bias=False)
        self.pointwise = nn.Conv2d(channels, channels, 1, bias=False)
        self.bn1, self.bn2 = nn.BatchNorm2d(channels), nn.BatchNorm2d(channels)

    def forward(self, x):
        return F.relu6(self.bn2(self.pointwise(F.relu6(self.bn1(self.depthwise(x))))))


class ResNet18(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1, self.bn1 = nn.Conv2d(3, 64, 7, 2, 3, bias=False), nn.BatchNorm2d(64)
        stage = lambda channels, out: nn.Sequential(
            ResidualBlock(channels, out, 1 if channels == out else 2), ResidualBlock(out))
        self.layer1, self.layer2 = stage(64, 64), stage(64, 128)
        self.layer3, self.layer4 = stage(128, 256), stage(256, 512)
        self.fc = nn.Linear(512, 1000)

    def forward(self, x):
        x = F.max_pool2d(F.relu(self.bn1(self.conv1(x))), 3, 2, 1)
        return self.fc(self.layer4(self.layer3(self.layer2(self.layer1(x)))).mean((2, 3)))


def build(case, attention=Attention):
    """The net of a case without its weights."""
    option, seq = case.options, case.sizes.get("seq")
    if case.model == "linear":
        return nn.Linear(option["IN"], option["OUT"])
    if case.model == "mlp":
        return Mlp(option["WIDTH"], option["INNER"])
    if case.model == "textcnn":
        return TextCnn()
    if case.model == "news":
        return News(seq, attention)
    if case.model == "bert":
        return Bert(option["LAYERS"], option["WIDTH"], option["HEADS"], seq, attention)
    if case.model == "attention":
        groups = {"mixed_heads_layer": cases.MIXED, "full_heads_layer": cases.FULL,
                  "window_heads_layer": cases.WINDOW}[case.function]
        return attention(256, groups, seq)
    if case.model == "encoder":
        return EncoderLayer(option["WIDTH"], attention(option["WIDTH"], ((option["HEADS"], None, None),), seq))
    if case.model == "resblock":
        return ResidualBlock(option["CHANNELS"])
    if case.model == "separable":
        return Separable(option["CHANNELS"])
    if case.model.endswith("resnet18.model.cpp"):
        return ResNet18()
    raise ValueError(f"no net for {case.model}")


def load(net, path):
    """Weights by name. What the file lacks or has in excess is an error."""
    from safetensors.torch import load_file
    missing, unexpected = net.load_state_dict(load_file(path), strict=False)
    missing = [name for name in missing if not name.endswith("num_batches_tracked")]
    if missing or unexpected:
        raise ValueError(f"{path}: missing {missing}, unexpected {unexpected}")
    return net.eval()
