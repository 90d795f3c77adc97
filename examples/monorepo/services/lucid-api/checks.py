"""One small real use of each package of lucid-base."""

import io
from datetime import UTC, datetime

import bcrypt
import dateutil.parser
import dns.name
import dotenv
import fastapi
import motor.motor_asyncio
import orjson
import psutil
import pydantic
import python_multipart
import redis
import requests
import structlog
import uvicorn
import yaml
from cryptography.fernet import Fernet
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from jose import jwt


def use_requests() -> None:
    prepared = requests.Request("GET", "https://lucid.example/v1", params={"q": "a b"}).prepare()
    assert prepared.url == "https://lucid.example/v1?q=a+b"


def use_cryptography() -> None:
    box = Fernet(Fernet.generate_key())
    assert box.decrypt(box.encrypt(b"secret")) == b"secret"
    key = Ed25519PrivateKey.generate()
    key.public_key().verify(key.sign(b"message"), b"message")


def use_fastapi() -> None:
    assert "/x" in [route.path for route in fastapi.FastAPI(routes=[fastapi.routing.APIRoute("/x", print)]).routes]


def use_uvicorn() -> None:
    assert uvicorn.Config("main:app", port=1).port == 1


def use_pydantic() -> None:
    class Point(pydantic.BaseModel):
        x: int

    assert Point.model_validate({"x": "3"}).x == 3


def use_motor() -> None:
    client = motor.motor_asyncio.AsyncIOMotorClient("mongodb://db.example:27017", connect=False)
    assert client["lucid"]["users"].full_name == "lucid.users"


def use_redis() -> None:
    client = redis.Redis.from_url("redis://cache.example:6379/2")
    assert client.connection_pool.connection_kwargs["db"] == 2


def use_psutil() -> None:
    assert psutil.Process().memory_info().rss > 0


def use_dotenv() -> None:
    assert dotenv.dotenv_values(stream=io.StringIO("A=1\n")) == {"A": "1"}


def use_yaml() -> None:
    assert yaml.load("a: [1, 2]", Loader=yaml.CSafeLoader) == {"a": [1, 2]}


def use_structlog() -> None:
    out = io.StringIO()
    log = structlog.wrap_logger(structlog.PrintLogger(out), processors=[structlog.processors.JSONRenderer()])
    log.info("started", port=8080)
    assert orjson.loads(out.getvalue())["port"] == 8080


def use_bcrypt() -> None:
    assert bcrypt.checkpw(b"password", bcrypt.hashpw(b"password", bcrypt.gensalt(4)))


def use_jose() -> None:
    token = jwt.encode({"sub": "lucid"}, "key", algorithm="HS256")
    assert jwt.decode(token, "key", algorithms=["HS256"])["sub"] == "lucid"


def use_dnspython() -> None:
    assert dns.name.from_text("api.lucid.example").is_subdomain(dns.name.from_text("lucid.example"))


def use_multipart() -> None:
    values: list[bytes] = []
    parser = python_multipart.QuerystringParser({"on_field_data": lambda data, start, end: values.append(data[start:end])})
    parser.write(b"a=1")
    parser.finalize()
    assert values == [b"1"]


def use_dateutil() -> None:
    assert dateutil.parser.isoparse("2025-05-07T12:00:00Z").astimezone(UTC) == datetime(2025, 5, 7, 12, tzinfo=UTC)


def use_orjson() -> None:
    assert orjson.dumps({"a": 1}) == b'{"a":1}'


ALL = {
    "requests": use_requests,
    "cryptography": use_cryptography,
    "fastapi": use_fastapi,
    "uvicorn": use_uvicorn,
    "pydantic": use_pydantic,
    "motor": use_motor,
    "redis": use_redis,
    "psutil": use_psutil,
    "python-dotenv": use_dotenv,
    "pyyaml": use_yaml,
    "structlog": use_structlog,
    "bcrypt": use_bcrypt,
    "python-jose": use_jose,
    "dnspython": use_dnspython,
    "python-multipart": use_multipart,
    "python-dateutil": use_dateutil,
    "orjson": use_orjson,
}
