"""Run in the image: `docker run --rm -v "$PWD/tests:/tests:ro" --entrypoint python todost -m unittest discover -s /tests`."""

import json
import os
import sys
import tempfile
import threading
import time
import unittest
import urllib.error
import urllib.request

sys.path.insert(0, os.environ.get("TODOST_FOLDER", "/app"))
os.environ["TODOST_DATABASE"] = os.path.join(tempfile.mkdtemp(), "test.sqlite")

import uvicorn  # noqa: E402

import main  # noqa: E402


class Service(unittest.TestCase):
    @classmethod
    def setUpClass(cls) -> None:
        cls.server = uvicorn.Server(uvicorn.Config(main.app, port=0, log_level="warning"))
        cls.thread = threading.Thread(target=cls.server.run)
        cls.thread.start()
        while not cls.server.started:
            time.sleep(0.01)
        port = cls.server.servers[0].sockets[0].getsockname()[1]
        cls.address = f"http://127.0.0.1:{port}"

    @classmethod
    def tearDownClass(cls) -> None:
        cls.server.should_exit = True
        cls.thread.join()

    def call(self, path: str, method: str = "GET", body: object = None) -> tuple[int, bytes]:
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(self.address + path, data, {"Content-Type": "application/json"}, method=method)
        try:
            with urllib.request.urlopen(request) as response:
                return response.status, response.read()
        except urllib.error.HTTPError as error:
            return error.code, error.read()

    def test_a_task_from_first_to_last(self) -> None:
        status, body = self.call("/tasks", "POST", {"text": "buy staves"})
        self.assertEqual(status, 201)
        task = json.loads(body)
        self.assertEqual(self.call(f"/tasks/{task['id']}/done", "PUT")[0], 204)
        self.assertIn({**task, "done": True}, json.loads(self.call("/tasks")[1]))
        self.assertEqual(self.call(f"/tasks/{task['id']}", "DELETE")[0], 204)
        self.assertEqual(self.call(f"/tasks/{task['id']}", "DELETE")[0], 404)

    def test_an_empty_task_is_refused(self) -> None:
        self.assertEqual(self.call("/tasks", "POST", {"text": ""})[0], 422)

    def test_the_page_and_the_health_check(self) -> None:
        self.assertIn(b"Tasks, one a line", self.call("/")[1])
        self.assertEqual(json.loads(self.call("/health")[1])["status"], "ok")


if __name__ == "__main__":
    unittest.main()
