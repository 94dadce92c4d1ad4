"""The site in a process that can be killed a hundred times: read once, forked anew after each death.

`python -m tests.reports.mortal DATABASE_URL` prints its port; each line on its standard input is a SIGKILL, answered
by a line once the next process listens.
"""

import os
import signal
import socket
import sys
from typing import NoReturn

from werkzeug.serving import make_server

from pwa import create_app
from pwa.config import Settings
from pwa.reports.intake import today
from pwa.reports.keeping import prepare


def main() -> None:
    """Serve until standard input ends."""
    app = create_app(Settings(reports=True, proxies=1, database=sys.argv[1]))
    prepare(app.extensions["reports"], today(), 180)
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen(128)
        print(listening.getsockname()[1], flush=True)

        def serve() -> NoReturn:
            server = make_server("127.0.0.1", 0, app, threaded=True, fd=listening.fileno())
            server.serve_forever()
            os._exit(0)

        child = os.fork() or serve()
        for _ in sys.stdin:
            os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)
            child = os.fork() or serve()
            print("again", flush=True)
        os.kill(child, signal.SIGKILL)


if __name__ == "__main__":
    main()
