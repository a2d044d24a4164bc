"""A model server in the standard library, for `tianwang miner --upstream http://127.0.0.1:8000`. Replace answer() by a model.
It speaks OpenAI's form; keys, signatures and the chain are the miner's. Usage: python3 model.py [PORT]"""
import json
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


def answer(text):
    """Yields the answer word by word."""
    yield from (word[::-1] + " " for word in text.split())


class Model(BaseHTTPRequestHandler):
    def do_GET(self):
        self.send("application/json", json.dumps({"object": "list", "data": [{"id": "backwards", "object": "model"}]}))

    def do_POST(self):
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        words = answer(body["messages"][-1]["content"])
        if body.get("stream"):
            self.send("text/event-stream")
            for word in words:
                self.event(json.dumps({"choices": [{"index": 0, "delta": {"content": word}}]}))
            return self.event("[DONE]")
        message = {"role": "assistant", "content": "".join(words).strip()}
        self.send("application/json", json.dumps({"choices": [{"index": 0, "message": message, "finish_reason": "stop"}]}))

    def send(self, kind, text=""):
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.end_headers()
        self.wfile.write(text.encode())

    def event(self, data):
        self.wfile.write(f"data: {data}\n\n".encode())


server = ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1]) if len(sys.argv) > 1 else 8000), Model)
print(server.server_port, flush=True)
server.serve_forever()
