"""lucid-api: uses every package of its base and says so on /health."""

import os
from importlib.metadata import version

import orjson
import uvicorn
from fastapi import FastAPI, Response

import checks

app = FastAPI(title="lucid-api")


@app.get("/health")
def health() -> Response:
    results = {name: outcome(name, check) for name, check in checks.ALL.items()}
    well = all(result["ok"] for result in results.values())
    body = {"status": "ok" if well else "failing", "uid": os.getuid(), "packages": results}
    return Response(orjson.dumps(body), 200 if well else 503, media_type="application/json")


def outcome(name: str, check) -> dict:
    try:
        check()
    except Exception as error:  # a broken package must be reported, whatever it throws
        return {"ok": False, "version": version(name), "error": repr(error)}
    return {"ok": True, "version": version(name)}


if __name__ == "__main__":
    uvicorn.run(app, host="0.0.0.0", port=8080)
