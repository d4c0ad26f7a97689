"""BERT's uncased tokenizer: words by spaces and punctuation, then the longest pieces that the vocabulary has (Wu et al. 2016)."""

import unicodedata


class WordPiece:
    def __init__(self, vocabulary):
        """`vocabulary`: a file with one piece a line."""
        self.ids = {piece: i for i, piece in enumerate(vocabulary.read_text(encoding="utf-8").splitlines())}

    @staticmethod
    def words(text):
        text = "".join(c for c in unicodedata.normalize("NFD", text.lower()) if unicodedata.category(c) != "Mn")
        word, found = "", []
        for c in text + " ":
            alone = unicodedata.category(c)[0] in "PS"
            if c.isspace() or alone:
                found += [word] if word else []
                found += [c] if alone else []
                word = ""
            else:
                word += c
        return found

    def pieces(self, word):
        found, begin = [], 0
        while begin < len(word):
            for end in range(len(word), begin, -1):
                piece = ("##" if begin else "") + word[begin:end]
                if piece in self.ids:
                    break
            else:
                return [self.ids["[UNK]"]]
            found.append(self.ids[piece])
            begin = end
        return found

    def encode(self, text, longest):
        inner = [piece for word in self.words(text) for piece in self.pieces(word)]
        return [self.ids["[CLS]"], *inner[: longest - 2], self.ids["[SEP]"]]
