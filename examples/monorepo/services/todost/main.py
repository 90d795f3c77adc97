"""todost: tasks, one a line. A JSON API over SQLite and one static page."""

import logging
import os
from dataclasses import asdict

import uvicorn
from fastapi import FastAPI, HTTPException
from fastapi.responses import FileResponse
from pydantic import BaseModel, Field

import settings
from storage import Storage

config = settings.load()
logging.basicConfig(level=config.log_level)
storage = Storage(config.database)
app = FastAPI(title=config.title)


class NewTask(BaseModel):
    text: str = Field(min_length=1, max_length=config.longest_task)


@app.get("/health")
def health() -> dict:
    return {"status": "ok", "tasks": len(storage.tasks()), "uid": os.getuid()}


@app.get("/tasks")
def list_tasks() -> list[dict]:
    return [asdict(task) for task in storage.tasks()]


@app.post("/tasks", status_code=201)
def add_task(task: NewTask) -> dict:
    return asdict(storage.add(task.text))


@app.put("/tasks/{id}/done", status_code=204)
def finish_task(id: int) -> None:
    if not storage.finish(id):
        raise HTTPException(404, "no such task")


@app.delete("/tasks/{id}", status_code=204)
def remove_task(id: int) -> None:
    if not storage.remove(id):
        raise HTTPException(404, "no such task")


@app.get("/", include_in_schema=False)
def page() -> FileResponse:
    return FileResponse(settings.FOLDER / "static" / "index.html")


if __name__ == "__main__":
    uvicorn.run(app, host="0.0.0.0", port=8000, log_level=config.log_level.lower())
