"""Tasks in SQLite."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

SCHEMA = """
CREATE TABLE IF NOT EXISTS task (
  id INTEGER PRIMARY KEY,
  text TEXT NOT NULL CHECK (length(text) > 0),
  done INTEGER NOT NULL DEFAULT 0
)
"""


@dataclass(frozen=True)
class Task:
    id: int
    text: str
    done: bool


class Storage:
    def __init__(self, path: str) -> None:
        self.path = path
        with self.connection() as db:
            db.execute(SCHEMA)

    @contextmanager
    def connection(self) -> Iterator[sqlite3.Connection]:
        db = sqlite3.connect(self.path)
        try:
            with db:
                yield db
        finally:
            db.close()

    def tasks(self) -> list[Task]:
        with self.connection() as db:
            rows = db.execute("SELECT id, text, done FROM task ORDER BY id").fetchall()
        return [Task(id, text, bool(done)) for id, text, done in rows]

    def add(self, text: str) -> Task:
        with self.connection() as db:
            cursor = db.execute("INSERT INTO task (text) VALUES (?)", (text,))
        return Task(int(cursor.lastrowid), text, False)

    def finish(self, id: int) -> bool:
        with self.connection() as db:
            return db.execute("UPDATE task SET done = 1 WHERE id = ?", (id,)).rowcount == 1

    def remove(self, id: int) -> bool:
        with self.connection() as db:
            return db.execute("DELETE FROM task WHERE id = ?", (id,)).rowcount == 1
