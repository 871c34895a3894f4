"""The language the window speaks now."""

from models.text import Language, Text

# The bundled font draws these signs as wide as a Chinese character.
_LATIN = str.maketrans("“”（）：，、；　", '""():,,; ')

_spoken: list[Language] = ["zh"]


def language() -> Language:
    """Return the language of the window."""
    return _spoken[0]


def speak(wanted: Language) -> None:
    """Let the window speak another language from the next thing it shows."""
    _spoken[0] = wanted


def say(text: Text) -> str:
    """Return *text* in the language of the window."""
    spoken = text.say(_spoken[0])
    return spoken.translate(_LATIN) if _spoken[0] == "en" else spoken
