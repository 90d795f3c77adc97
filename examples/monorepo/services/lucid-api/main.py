"""lucid-api: uses every package of its base and says so on /health."""

import os
from importlib.metadata import version

import uvicorn
from fastapi import FastAPI
from fastapi.responses import ORJSONResponse

import checks

app = FastAPI(title="lucid-api", default_response_class=ORJSONResponse)


@app.get("/health")
def health() -> ORJSONResponse:
    results = {name: outcome(name, check) for name, check in checks.ALL.items()}
    well = all(result["ok"] for result in results.values())
    body = {"status": "ok" if well else "failing", "uid": os.getuid(), "packages": results}
    return ORJSONResponse(body, status_code=200 if well else 503)


def outcome(name: str, check) -> dict:
    try:
        check()
    except Exception as error:  # a broken package must be reported, whatever it throws
        return {"ok": False, "version": version(name), "error": repr(error)}
    return {"ok": True, "version": version(name)}


if __name__ == "__main__":
    uvicorn.run(app, host="0.0.0.0", port=8080)
