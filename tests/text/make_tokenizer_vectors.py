#!/usr/bin/env python3
"""Records what the published tokenizer of all-MiniLM-L6-v2 makes of many strings.

usage: make_tokenizer_vectors.py TOKENIZER.json > tokenizer_vectors.json

TOKENIZER.json comes with `tools/fetch.py`; it needs `pip install tokenizers==0.23.3`. Written are
  cases      text -> ids, no truncation
  bytes      bytes (hex), some ill-formed UTF-8 -> ids of what Python decodes with errors="replace"
  truncated  text and max_length -> ids
  sweep      for every block of 4096 code points c, FNV-1a of the words (characters assigned in the
             Unicode version named) and of the ids (all code points) of the text "a" + c + "b"
"""

import datetime
import hashlib
import json
import random
import sys
import unicodedata

import tokenizers

BLOCK = 4096

SENTENCES = """
The quick brown fox jumps over the lazy dog.
HELLO, World! How's it going?
Unaffable embeddings: tokenisation, antidisestablishmentarianism & floccinaucinihilipilification.
I can't, won't, shan't; you'd've...
E-mail me at someone@example.org or visit example.org/a_b-c?d=e&f=%20#top
Prices: $3.50, €4,20, £5, ¥600, ₹700, ₿0.001 (±5 %) -- 1,234,567.89
C++20, C#, F#, .NET, node.js, x86-64, AVX-512, 3.14159e-10
snake_case camelCase kebab-case SCREAMING_CASE
“Curly” ‘quotes’ „low“ «guillemets» – en — em ― bar … ellipsis
a/b\\c|d~e`f^g*h+i=j<k>l{m}n[o]p(q)r
Élan vital, naïve café, résumé, coöperate, façade, piñata, Ångström, Dvořák, Łódź, Đà Nẵng
Größe Straße ẞ weiß Übermut Ärger Öl
Ελληνικά: Ο ΣΊΣΥΦΟΣ έσπρωχνε τον βράχο. ΑΣ ΑΣΣ Σ
Привет, мир! Ёжик и йогурт. Съешь ещё этих мягких французских булок
Україна має їжака. Беларусь: ў, і. Срби: ђ ћ џ љ њ
עברית: שָׁלוֹם עֲלֵיכֶם, מה שלומך? צה״ל
العربية: مُحَمَّدٌ رَسُولٌ، ما اسمُك؟ ١٢٣ ۴۵۶ ﷺ لا ـــ كتاب
فارسی: می‌خواهم کتاب‌ها را بخوانم
اردو: یہ کیا ہے؟
हिन्दी: नमस्ते दुनिया। क्षत्रिय ज्ञान श्री १२३
বাংলা: আমি বাংলায় গান গাই। ড় ঢ় য়
ਪੰਜਾਬੀ ગુજરાતી ଓଡ଼ିଆ தமிழ் తెలుగు ಕನ್ನಡ മലയാളം සිංහල
ไทย: สวัสดีชาวโลก กำลังเรียนภาษาไทย น้ำ ผู้ใหญ่ ๑๒๓
ລາວ ພາສາລາວ ខ្មែរ ភាសាខ្មែរ မြန်မာဘာသာ བོད་སྐད། 
日本語: 東京は日本の首都です。カタカナ、ひらがな、ﾊﾝｶｸ、が ガ ぱ パ ゔ ヷ
中文：我们在北京学习自然语言处理，效果很好！“引号”《书名》…… 台灣的繁體字
한국어: 안녕하세요 세계! 각 갂 뷁 가각힣 ㄱㄴㄷ ㅏㅑㅓ
Tiếng Việt: Xin chào thế giới, tôi đang học xử lý ngôn ngữ tự nhiên
Türkçe: İSTANBUL ISPARTA istanbul ıspanak IĞDIR i̇ İ̇
Ꮳꮃꭹ ᎠᏂᏴᏫᏯ Ꭰꭰ ᏸᏹ ዘ ኢትዮጵያ አማርኛ፡ሰላም። Հայերեն՝ Բարեւ։ ქართული Ⴀა ᲐᲑ
ﬁre ﬂow ﬀ ﬃ ﬄ ﬅ ﬆ Ǆ ǅ ǆ Ĳ ĳ Œuvre æther ŉ ǰ ΐ ẖ ẗ ẘ ẙ ẚ
x² + y³ = z⁴, H₂O, ½ ⅓ ¾, № 5, ℃ ℉ Å K Ω ℡ ™ ® © ℗ ㎏ ㏒
Ⅷ ⅷ ① ⑩ ⓐ Ⓐ ㈱ ㍿ 🄰 🅰 𝐀𝐁𝐂 𝒜𝓑 𝔄𝔅 𝔸𝔹 𝟘𝟙𝟚
Ｆｕｌｌ　Ｗｉｄｔｈ，ＡＢＣ！？（１２３）
→ ← ↑ ↓ ⇒ ∀ ∃ ∈ ∑ ∏ √ ∞ ≠ ≤ ≥ ≈ ∂ ∇ ∫ ⊂ ⊕ ♥ ★ ☃ ✓ ✗ █ ░ ┌─┐
😀 😂🤣 ❤️ 👍🏽 👩‍💻 👨‍👩‍👧‍👦 🏳️‍🌈 🇩🇪🇯🇵 1️⃣ #️⃣ 🧑🏿‍🚀 🫠 🪿
[CLS] [SEP] [PAD] [UNK] [MASK] [cls] [ SEP ] [[SEP]] a[MASK]b [MASK][MASK]
##ing ## # un##aff [unused0] [unused1]
नमस्ते [SEP] 東京 [MASK] Ἀθήνα
aͅ ᾳ ᾼ ῌ ΐ ΰ ἀ ἁ ἂ ᾂ Ὦ ᾮ ϒ ϓ ϔ ϐ ϑ ς ſ ẛ ẛ̣
""".strip("\n").split("\n")

WORDS = """the of and embedding transformer attention Zürich naïveté 東京 北京大学 にほんご カタカナ 안녕 세계
Привет ёлка Ὀδυσσεύς שָׁלוֹם مرحبا हिन्दी ไทย İstanbul straße ﬁnance 😀 👩‍💻 🇫🇷 don't state-of-the-art
3.14 1e-9 $5 50% C++ #tag @user [MASK] [SEP] ##x \u0000 \ufffd \u200b \u00ad \u202e \ufeff \u2028 \u3000
\U0001F600\uFE0F e\u0301 a\u0308\u0304 q\u0323\u0307 \u0301 \u1100\u1161\u11a8 \uac01 \U00020000 \U0002b8ff
\U0002ceb0 \U0010fffd \ue000 \U000e0041 supercalifragilisticexpialidocious xxxxxxxxxxxxxxxxxxxx""".split()


def texts():
    yield from ["", " ", "\t", "\n", "\r\n", "\u3000", "\u00a0", "\x00", "\ufffd", "\u200b", "\u0301", "."]
    yield from SENTENCES
    yield " ".join(SENTENCES)
    # Each kind of white space, control and format character, alone and inside a word.
    kinds = [c for c in map(chr, range(0x3100)) if unicodedata.category(c) in ("Zs", "Zl", "Zp", "Cf")]
    kinds += [chr(c) for c in [*range(0x21), 0x7F, 0x80, 0x85, 0x9F, 0xE000, 0xFEFF, 0xFFF9, 0xFFFB,
                               0xFFFC, 0xFFFD, 0xFFFE, 0xFFFF, 0xE0001, 0xE0020, 0xF0000, 0x10FFFD]]
    for c in kinds:
        yield f"one{c}two {c} three{c}"
    # Around the longest word that is still cut, in characters, with and without accents.
    for n in (1, 99, 100, 101, 200, 1000):
        yield "a" * n
        yield "é" * n
        yield "e\u0301" * n
        yield "ab " + "\U0001F600" * n + " cd"
        yield "한" * n
        yield "東" * n
    # Marks: stacked, leading, in an order that NFD changes, after an ideograph and a space.
    for marks in ("\u0301", "\u0323\u0307", "\u0307\u0323", "\u0345\u0301", "\u20dd", "\u0903", "\u3099",
                  "\u0301" * 40, "\u05b0\u05bc", "\u0f71\u0f74\u0f72", "\u1dc0", "\ufe0f", "\u0488"):
        for base in ("a", "E", "か", "東", "\u0915", " ", "", "ß", "."):
            yield f"x{base}{marks}y z{marks}"
    # The edges of the planes and of the ideograph blocks.
    for c in (0x7F, 0x80, 0x7FF, 0x800, 0xD7FF, 0xE000, 0xFFFF, 0x10000, 0x1FFFF, 0x20000, 0x10FFFF, 0x33FF,
              0x3400, 0x4DBF, 0x4DC0, 0x4DFF, 0x4E00, 0x9FFF, 0xA000, 0xF8FF, 0xF900, 0xFAFF, 0xFB00, 0x2A6DF,
              0x2A6E0, 0x2A700, 0x2B73F, 0x2B740, 0x2B81F, 0x2B820, 0x2B91F, 0x2B920, 0x2CEAF, 0x2CEB0,
              0x2F7FF, 0x2F800, 0x2FA1F, 0x2FA20, 0x166D, 0x1734, 0x1885, 0xA9BD, 0x111C9, 0x11938):
        yield f"left{chr(c)}right {chr(c)}"
    random.seed(20)
    for _ in range(150):
        yield "".join(random.choice(WORDS) + random.choice(("", " ", " ", "-", "\u00a0")) for _ in range(8))
    blocks = ((0x20, 0x7E), (0xA0, 0x24F), (0x250, 0x36F), (0x370, 0x52F), (0x590, 0x6FF), (0x900, 0xDFF),
              (0xE00, 0x109F), (0x1100, 0x11FF), (0x1E00, 0x206F), (0x2070, 0x2BFF), (0x3000, 0x33FF),
              (0x4E00, 0x4FFF), (0xAC00, 0xAD00), (0xF900, 0xFFEF), (0x10000, 0x10400), (0x1D400, 0x1D800),
              (0x1F300, 0x1FAFF), (0x20000, 0x20100))
    for _ in range(150):  # three blocks mixed: a script with another one's marks and punctuation
        chosen = random.sample(blocks, 3)
        yield "".join(chr(random.randint(*random.choice(chosen))) for _ in range(24))


ILL_FORMED = ["ff", "61ff62", "c3", "61c3", "c328", "e28278", "e282", "f09f98", "f09f9861", "eda080", "edbfbf",
              "eda0bdedb880", "c080", "c1bf", "e08080", "e09fbf", "f0808080", "f08fbfbf", "f4908080", "f7bfbfbf",
              "f8888080", "fe", "80", "bfbfbf", "6180806220c3a9", "68656c6c6fffe4b8ade69687", "ffff61ffff20ff",
              "e4b8", "e4b8e4b8ad", "61f0289f9862"]


def fnv1a(value, data):
    for byte in data:
        value = ((value ^ byte) * 0x100000001B3) & 0xFFFFFFFFFFFFFFFF
    return value


def sweep(tokenizer):
    words_of_block, ids_of_block = [], []
    for first in range(0, 0x110000, BLOCK):
        words_hash = ids_hash = 0xCBF29CE484222325
        for code in range(first, first + BLOCK):
            if 0xD800 <= code < 0xE000:
                continue
            text = "a" + chr(code) + "b"
            if unicodedata.category(chr(code)) != "Cn":
                words = tokenizer.pre_tokenizer.pre_tokenize_str(tokenizer.normalizer.normalize_str(text))
                data = b"".join(word.encode() + b"\0" for word, _ in words) + b"\1"
                words_hash = fnv1a(words_hash, data)
            for piece in tokenizer.encode(text).ids:
                ids_hash = fnv1a(ids_hash, piece.to_bytes(4, "little"))
        words_of_block.append(f"{words_hash:016x}")
        ids_of_block.append(f"{ids_hash:016x}")
    return {"unicode": unicodedata.unidata_version, "block": BLOCK, "words": words_of_block, "ids": ids_of_block}


def main():
    path = sys.argv[1]
    tokenizer = tokenizers.Tokenizer.from_file(path)
    tokenizer.no_padding()
    tokenizer.no_truncation()
    ids = lambda text: tokenizer.encode(text).ids
    unique = list(dict.fromkeys(texts()))
    document = {
        "about": {
            "tool": f"tokenizers {tokenizers.__version__}",
            "command": "tests/text/make_tokenizer_vectors.py tokenizer.json",
            "tokenizer_sha256": hashlib.sha256(open(path, "rb").read()).hexdigest(),
            "date": datetime.date.today().isoformat(),
        },
        "cases": [[text, ids(text)] for text in unique],
        "bytes": [[hexed, ids(bytes.fromhex(hexed).decode(errors="replace"))] for hexed in ILL_FORMED],
        "sweep": sweep(tokenizer),
        "truncated": [],
    }
    for text in ("", "one", SENTENCES[0], SENTENCES[2], "a [SEP] b [MASK] c", "東京は日本の首都です", "é" * 101):
        for limit in (2, 3, 5, 8, 512):
            tokenizer.enable_truncation(limit)
            document["truncated"].append([text, limit, ids(text)])
    print("{" + ",\n".join(
        json.dumps(key) + ": " + (json.dumps(value) if isinstance(value, dict) else
                                  "[\n" + ",\n".join(json.dumps(v, separators=(",", ":")) for v in value) + "]")
        for key, value in document.items()) + "}")


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    main()
