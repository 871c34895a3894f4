"""Sentences and labels in the two languages of the product, said side by side."""

from typing import Literal, NamedTuple

Language = Literal["zh", "en"]


class Text(NamedTuple):
    """One label or sentence, in Chinese and in English.

    Both stand where they are used, so that a missing translation is a type error.
    """

    zh: str
    en: str

    def say(self, language: Language) -> str:
        """Return the wording in *language*."""
        return self.zh if language == "zh" else self.en

    def fill(self, **words: object) -> "Text":
        """Return the text with each ``{name}`` replaced; a word that is a text speaks both languages."""
        return Text(
            self.zh.format(**{name: _word(word, "zh") for name, word in words.items()}),
            self.en.format(**{name: _word(word, "en") for name, word in words.items()}),
        )


def _word(word: object, language: Language) -> object:
    return word.say(language) if isinstance(word, Text) else word
