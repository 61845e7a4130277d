"""A printer that answers IPP requests as a test wants it: for what no well-behaved printer does.

    with Fake({"copies-supported": ("range", (1, 1))}) as fake: print to fake.address

Attributes given to Fake are added to those of the printer. `answer` maps an operation to a status of IPP, or to a
function that is called with the request's handler and gives one; "close" ends the talk. Job states are taken from
`states` one after the other; the last one stays.
"""
import http.server
import struct
import threading

GET_PRINTER, CREATE_JOB, SEND_DOCUMENT, CANCEL_JOB, GET_JOB = 0x000B, 0x0005, 0x0006, 0x0008, 0x0009
OK, FORBIDDEN, BUSY, DEVICE_ERROR = 0x0000, 0x0401, 0x0507, 0x0504
PROCESSING, STOPPED, CANCELED, ABORTED, COMPLETED = 5, 6, 7, 8, 9
TAGS = {"integer": 0x21, "boolean": 0x22, "enum": 0x23, "range": 0x33, "text": 0x41, "keyword": 0x44, "mime": 0x49}


def encode_value(kind, value):
    if kind == "range":
        return struct.pack(">ii", *value)
    if kind == "boolean":
        return struct.pack(">b", value)
    return struct.pack(">i", value) if kind in ("integer", "enum") else value.encode()


def encode(attributes):
    out = b""
    for name, (kind, value) in attributes.items():
        values = value if isinstance(value, list) else [value]
        for number, one in enumerate(values):
            label = b"" if number else name.encode()
            data = encode_value(kind, one)
            out += struct.pack(">BH", TAGS[kind], len(label)) + label + struct.pack(">H", len(data)) + data
    return out


PRINTER = {"printer-state": ("enum", 3), "printer-is-accepting-jobs": ("boolean", 1),
           "printer-state-reasons": ("keyword", "none"), "document-format-supported": ("mime", "application/pdf")}


class Fake:
    def __init__(self, attributes=(), answer=(), states=(COMPLETED,)):
        self.attributes = {**PRINTER, **dict(attributes)}
        self.answer = dict(answer)
        self.states = list(states)
        self.asked = []
        outer = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self):
                outer.reply(self, self.rfile.read(int(self.headers["Content-Length"])))

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("localhost", 0), Handler)
        self.server.daemon_threads = True
        self.address = f"ipp://localhost:{self.server.server_address[1]}/ipp/print"

    def __enter__(self):
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_):
        self.server.shutdown()
        self.server.server_close()

    def reply(self, handler, request):
        operation, number = struct.unpack(">HI", request[2:8])
        self.asked.append(operation)
        status = self.answer.get(operation, OK)
        status = status(handler) if callable(status) else status
        if status == "close":
            handler.close_connection = True
            return
        body = struct.pack(">BBHI", 2, 0, status, number) + b"\x01"
        body += struct.pack(">BH", 0x47, 18) + b"attributes-charset" + struct.pack(">H", 5) + b"utf-8"
        body += struct.pack(">BH", 0x48, 27) + b"attributes-natural-language" + struct.pack(">H", 2) + b"en"
        if operation == GET_PRINTER:
            body += b"\x04" + encode(self.attributes)
        elif operation in (CREATE_JOB, GET_JOB) and status == OK:
            state = self.states.pop(0) if len(self.states) > 1 and operation == GET_JOB else self.states[0]
            body += b"\x02" + encode({"job-id": ("integer", 7), "job-state": ("enum", state),
                                      "job-state-reasons": ("keyword", "none")})
        body += b"\x03"
        handler.send_response(200)
        handler.send_header("Content-Type", "application/ipp")
        handler.send_header("Content-Length", str(len(body)))
        handler.end_headers()
        handler.wfile.write(body)
