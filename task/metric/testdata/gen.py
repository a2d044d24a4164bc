"""Write sacrebleu.json: what sacreBLEU 2.6.0 says of small corpora, some with several references. Run: pip install sacrebleu==2.6.0; python3 gen.py

The corpora are made of the lines below, as they are and with words dropped, doubled and swapped."""
import json
import random

from sacrebleu.metrics.bleu import BLEU
from sacrebleu.metrics.chrf import CHRF

LINES = [
    "En el principio crió Dios los cielos y la tierra.",
    "Y dijo Dios: Sea la luz: y fué la luz.",
    "¿Dónde está Abel tu hermano? Y él respondió: No sé; ¿soy yo guarda de mi hermano?",
    "Fueron todos los días 930 años, y murió: 1.5 por 2,300-400 - 7.",
    "He said \"no\" &amp; left &quot;at once&quot; (see a/b, c_d, x=y) <skipped> [1] {2} ~3.",
    "O'Neill's well-known co-operation isn't 50% done... is it?!",
    "a", "", "Amén.", "uno dos", "  spaces   everywhere  ", "日本語 text, ünïcödé — dash “quotes”",
    "$100.50, No. 5, e.g., i.e.; 3-4 semi-colon;end",
]


def spoil(rng, line):
    words = line.split(" ")
    for _ in range(rng.randrange(4)):
        if not words:
            break
        i = rng.randrange(len(words))
        what = rng.randrange(4)
        if what == 0:
            del words[i]
        elif what == 1:
            words.insert(i, words[i])
        elif what == 2:
            j = rng.randrange(len(words))
            words[i], words[j] = words[j], words[i]
        else:
            words[i] = words[i][:-1] + "x"
    return " ".join(words)


def scores(hyps, refs):
    """refs is a list of reference streams, as sacreBLEU wants them."""
    sets = [[r[i] for r in refs] for i in range(len(hyps))]
    return {
        "hypotheses": hyps, "references": sets,
        "bleu": BLEU().corpus_score(hyps, refs).score, "chrf": CHRF().corpus_score(hyps, refs).score,
        "chrfpp": CHRF(word_order=2).corpus_score(hyps, refs).score,
        "sentences": [{
            "bleu": BLEU(effective_order=True).sentence_score(h, r).score, "chrf": CHRF().sentence_score(h, r).score,
            "chrfpp": CHRF(word_order=2).sentence_score(h, r).score,
        } for h, r in zip(hyps, sets)],
    }


def main():
    rng = random.Random(1)
    cases = []
    for n in range(60):
        refs = [rng.choice(LINES) for _ in range(rng.randrange(1, 5))]
        hyps = [rng.choice(LINES) if rng.random() < 0.15 else spoil(rng, r) for r in refs]
        streams = [refs]
        if n >= 40:
            streams += [[spoil(rng, r) for r in refs] for _ in range(rng.randrange(1, 3))]
        cases.append(scores(hyps, streams))
    tokens = {line: BLEU().tokenizer(line.rstrip()) for line in LINES}
    with open("sacrebleu.json", "w", encoding="utf-8") as f:
        json.dump({"tokens": tokens, "cases": cases}, f, ensure_ascii=False, indent=1)
        f.write("\n")


if __name__ == "__main__":
    main()
