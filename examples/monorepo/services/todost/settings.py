"""What config.yaml and the environment say."""

import os
from dataclasses import dataclass
from pathlib import Path

import yaml

FOLDER = Path(__file__).parent


@dataclass(frozen=True)
class Settings:
    title: str
    database: str
    longest_task: int
    log_level: str


def load(file: Path = FOLDER / "config.yaml") -> Settings:
    values = yaml.safe_load(file.read_text(encoding="utf-8"))
    return Settings(
        title=values["title"],
        database=os.environ.get("TODOST_DATABASE", values["database"]),
        longest_task=int(values["longest_task"]),
        log_level=os.environ.get("LOG_LEVEL", "INFO"),
    )
