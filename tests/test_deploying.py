"""The guide for a programme without an engineer says what is true, and the files it hands out can be used."""

import os
import re
import subprocess

import pytest
import yaml  # type: ignore[import-untyped]

from pwa import create_app
from pwa.build import build_site
from pwa.config import ROOT
from pwa.export import export_site
from pwa.model.reader import ContentError
from tests.hosts import need
from tests.site_copies import browse
from tests.test_catalogue import flask

GUIDE = (ROOT / "docs/deploying.md").read_text("utf-8")
WORKFLOW = ROOT / ".github/workflows/publish.yml"


@pytest.fixture(scope="module")
def jobs() -> dict:
    found: dict = yaml.safe_load(WORKFLOW.read_text("utf-8"))["jobs"]
    return found


def commands(jobs: dict) -> list[str]:
    return [step["run"] for job in jobs.values() for step in job["steps"] if "run" in step]


def test_the_workflow_runs_what_ci_runs_and_publishes_only_what_passed(jobs):
    assert {"run": "bash .ci/run"} in jobs["test"]["steps"]
    assert set(jobs["publish"]["needs"]) == {"build", "test"}
    assert "needs.test.result == 'success'" in jobs["publish"]["if"]
    assert "needs.build.result == 'success'" in jobs["publish"]["if"]
    assert "publish" in jobs["verify"]["needs"]


def test_each_command_of_the_workflow_is_one_of_ours(jobs, app):
    makes = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
    for command in commands(jobs):
        first, *words = command.split()
        match first:
            case ".venv/bin/flask":
                group = app.cli.commands[words[0]]
                assert not hasattr(group, "commands") or words[1] in group.commands, command
            case "make":
                assert words[0] in makes, command
            case "bash" | "scripts/setup.sh":
                assert (ROOT / (words[0] if first == "bash" else first)).is_file(), command
            case _:
                assert first == "if", f"{command}: not a command of this project"


def test_no_job_may_do_more_than_it_must(jobs):
    assert yaml.safe_load(WORKFLOW.read_text("utf-8"))["permissions"] == {"contents": "read"}
    more = {name: job["permissions"] for name, job in jobs.items() if "permissions" in job}
    assert more == {"words": {"contents": "write"}, "publish": {"pages": "write", "id-token": "write"}}


def test_every_setting_the_workflow_passes_on_exists(jobs, settings):
    passed = {name for job in jobs.values() for step in job["steps"] for name in step.get("env", {})}
    assert passed <= {f"RESPIRA_{name.upper()}" for name in vars(settings)}


def test_the_sentence_of_the_walk_through_can_be_changed_and_undone_as_it_says(site_copy):
    """Edited in the browser: both pages show it, the Spanish one as English; undone, all is as it was."""
    (sentence,) = re.findall(r'such as `"([^"]+)"`', GUIDE)
    new = "It cannot see or hear anybody. You look."
    files = [site_copy.content / "pages" / "about.toml", *site_copy.translations.rglob("*.po*")]
    before = {file: file.read_text("utf-8") for file in files}
    assert before[files[0]].count(sentence) == 1

    def built() -> tuple[str, str]:
        assert flask(site_copy, "translations", "sync").exit_code == 0
        build_site(create_app(site_copy), precompress=False)
        english, spanish = (
            (site_copy.build / "site" / code / "about.html").read_text("utf-8") for code in ("en", "es")
        )
        return english, spanish

    english, spanish = built()
    files[0].write_text(before[files[0]].replace(sentence, new), "utf-8")
    changed = built()
    assert new in changed[0]
    assert f'<span lang="en">{new}</span>' in changed[1]
    for file, text in before.items():
        file.write_text(text, "utf-8")
    assert built() == (english, spanish)
    assert {file: file.read_text("utf-8") for file in files} == before


def test_the_opening_hour_of_the_walk_through_is_valid_and_a_wrong_one_is_named(site_copy):
    (lines,) = re.findall(r"```toml\n(.*?)```", GUIDE, re.DOTALL)
    hours = "\n".join(line.strip() for line in lines.strip().splitlines())
    file = site_copy.content / "services" / "western-massachusetts.toml"
    place = 'name = "Tapestry Harm Reduction, Northampton"\n'
    before = file.read_text("utf-8")
    assert before.count(place) == 1
    file.write_text(before.replace(place, f"{place}{hours}\n"), "utf-8")
    assert flask(site_copy, "content", "check").exit_code == 0
    page = browse(site_copy).get("/en/services").get_data(as_text=True)
    assert "Mo-Fr 09:00-17:00" in page or "9:00" in page
    file.write_text(before.replace(place, place + hours.replace("09:00-17:00", "9 to 5") + "\n"), "utf-8")
    with pytest.raises(ContentError, match=r"western-massachusetts\.toml: .*9 to 5"):
        create_app(site_copy)


@pytest.mark.parametrize("name", ["nginx", "caddy"])
def test_the_example_for_each_server_is_one_it_can_read(name, built, tmp_path):
    """With paths of this machine in place of the examples', and without the certificate nobody has here."""
    need(name)
    export_site(built.folder, tmp_path / "current")
    file = {"nginx": "nginx.conf", "caddy": "Caddyfile"}[name]
    text = (ROOT / "docs/deploying" / file).read_text("utf-8").replace("/srv/respira-site", str(tmp_path))
    if name == "nginx":
        text = re.sub(r"^ *ssl_certificate.*\n", "", text, flags=re.MULTILINE).replace(" ssl http2", "")
        text = re.sub(r"listen (\S*?)(80|443);", r"listen unix:\2\1.sock;", text).replace("[::]:", "6")
        text = text.replace("/var/log/nginx", str(tmp_path))
        whole = f"pid {tmp_path}/pid;\nevents {{ }}\nhttp {{\n{text}}}\n"
        command = ["nginx", "-t", "-p", str(tmp_path), "-e", "stderr", "-c", str(tmp_path / file)]
    else:
        whole = text
        command = ["caddy", "validate", "--adapter", "caddyfile", "--config", str(tmp_path / file)]
    (tmp_path / file).write_text(whole, "utf-8")
    environment = {"PATH": os.environ["PATH"], "HOME": str(tmp_path)}
    read = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, env=environment, check=False)
    assert read.returncode == 0, read.stderr


def test_the_service_runs_what_exists_with_the_settings_we_read():
    unit = (ROOT / "docs/deploying/respira.service").read_text("utf-8")
    assert "ExecStart=/srv/respira/.venv/bin/python serve.py\n" in unit
    for line in ("User=respira", "ProtectSystem=strict", "NoNewPrivileges=true", "CapabilityBoundingSet="):
        assert f"\n{line}\n" in unit
    (stop_s,) = re.findall(r"TimeoutStopSec=(\d+)", unit)
    (graceful_s,) = re.findall(r"^GRACE_S = (\d+)", (ROOT / "serve.py").read_text("utf-8"), re.M)
    assert int(stop_s) > int(graceful_s)


def test_every_link_of_the_guide_leads_somewhere():
    for target in re.findall(r"\]\(([^)]+)\)", GUIDE):
        path, _, anchor = target.partition("#")
        file = (ROOT / "docs" / path).resolve() if path else ROOT / "docs/deploying.md"
        assert file.is_file(), target
        if anchor:
            headings = re.findall(r"^#+ (.+)$", file.read_text("utf-8"), re.MULTILINE)
            anchors = {re.sub(r"[^a-z0-9 -]", "", each.lower()).replace(" ", "-") for each in headings}
            assert anchor in anchors, target
