"""15,000 places of the whole country, imported by the command itself in a process of its own."""

import json
import os
import subprocess
import sys
import time
from itertools import cycle, islice
from pathlib import Path

from pwa.places import us_places

PLACES = 15_000
CARE = (
    "Outpatient; Regular outpatient treatment; Buprenorphine used in Treatment; Detoxification; Cash or self-payment"
)


def importing(folder: Path) -> list[tuple[str, str, str]]:
    """Seconds and memory of one import; ru_maxrss is in KB on Linux."""
    file = folder / "places.json"
    zips = islice(cycle(each for each in us_places() if each.point), PLACES)
    rows = [
        {
            "name1": f"Lantern {number}",
            "street1": f"{number} Example Street",
            "city": each.town,
            "state": each.state,
            "zip": each.code,
            "phone": f"413-555-01{number % 100:02}",
            "latitude": str(each.point and each.point[0]),
            "longitude": str(each.point and each.point[1]),
            "typeFacility": "SA",
            "services": [{"f1": "Type of Care", "f2": code, "f3": CARE} for code in ("TC", "SET", "PAY", "AGE")],
        }
        for number, each in enumerate(zips)
    ]
    file.write_text(json.dumps({"rows": rows}), "utf-8")
    words = [
        "services",
        "import",
        str(file),
        "--format",
        "samhsa",
        "--area",
        "national",
        "--out",
        str(folder / "out"),
    ]
    started = time.perf_counter()
    process = subprocess.Popen([sys.executable, "-m", "flask", *words], stdout=subprocess.DEVNULL)
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise RuntimeError(f"flask {' '.join(words)}: ended with {process.returncode}, expected 0.")
    seconds = time.perf_counter() - started
    megabytes = used.ru_maxrss / 1000
    return [
        (f"flask services import, {PLACES:,} places, {file.stat().st_size / 1e6:.0f} MB", f"{seconds:.1f} s", "60 s"),
        ("its memory", f"{megabytes:.0f} MB", "500 MB"),
    ]
