"""Where things are on this computer: one line per option, from the settings file or the environment."""

import os
from dataclasses import dataclass
from pathlib import Path

from models.errors import RuleBroken
from models.text import Text

DEFAULT_CENTRE = "http://127.0.0.1:8900"


@dataclass(frozen=True)
class Settings:
    """What this computer needs to know.

    Attributes:
        data: The folder of the stores.
        centre: The address of the central API.
        institution: The bank's number.
        authority: The certificate of the bank's own authority, as PEM, which alone vouches for its central API;
            nothing if the system's authorities do.
    """

    data: Path
    centre: str = DEFAULT_CENTRE
    institution: str = ""
    authority: Path | None = None

    def home_of(self, login: str) -> Path:
        """Return the folder of one officer's store.

        Raises:
            RuleBroken: The computer belongs to no bank yet, or the name could not be a folder.
        """
        if not self.institution.isalnum():
            raise RuleBroken(
                Text(
                    "这台电脑还没有设置机构号，请在{file}中填写 institution 和 centre。",
                    "This computer has no institution yet; write institution and centre into {file}.",
                ).fill(file=self.data / "settings.toml")
            )
        if not login.isalnum():
            raise RuleBroken(
                Text("登录名只能是字母和数字。", "A login has only letters and digits."), field="login"
            )
        return self.data / self.institution / login


def read_settings() -> Settings:
    """Return the settings; ``HEITU_DATA``, ``HEITU_CENTRE``, ``HEITU_INSTITUTION`` and ``HEITU_CA`` win over the file.

    A certificate that is named without its folder lies beside the file.

    Raises:
        RuleBroken: The settings file is not readable.
    """
    from platformdirs import user_data_path  # noqa: PLC0415 - a path given by the environment needs no search

    data = Path(os.environ["HEITU_DATA"]) if "HEITU_DATA" in os.environ else user_data_path("heitu", False)  # noqa: FBT003 - no vendor folder
    written: dict[str, str] = {}
    file = data / "settings.toml"
    if file.exists():
        import tomllib  # noqa: PLC0415 - most computers are set by their environment

        try:
            written = tomllib.loads(file.read_text(encoding="utf-8"))
            if not all(isinstance(value, str) for value in written.values()):
                raise ValueError  # noqa: TRY301 - every way to be unreadable has one answer
        except ValueError:
            raise RuleBroken(
                Text(
                    "设置文件{file}无法读取，请改正或删除。", "{file} cannot be read; correct or delete it."
                ).fill(file=file)
            ) from None
    authority = os.environ.get("HEITU_CA") or written.get("ca")
    return Settings(
        data,
        os.environ.get("HEITU_CENTRE") or written.get("centre") or DEFAULT_CENTRE,
        os.environ.get("HEITU_INSTITUTION") or written.get("institution") or "",
        data / authority if authority else None,
    )
