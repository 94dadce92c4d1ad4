"""The guide for a programme without an engineer says what is true, and the files it hands out can be used."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml  # type: ignore[import-untyped]

from pwa import create_app
from pwa.build import build_site
from pwa.config import ROOT
from pwa.export import export_site
from pwa.model.reader import ContentError
from pwa.reports.database import Database
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


def test_an_urgent_run_waits_for_nobody_and_is_verified_all_the_same(jobs):
    """A job that was left out leaves out all that come after it, unless they say what they need themselves."""
    concurrency = yaml.safe_load(WORKFLOW.read_text("utf-8"))["concurrency"]
    assert concurrency == {"group": "publish", "cancel-in-progress": "${{ inputs.urgent == true }}"}
    left_out = {name for name, job in jobs.items() if "inputs.urgent" in job.get("if", "") and name != "publish"}
    assert left_out == {"test"}
    assert jobs["publish"]["if"].startswith("${{ !cancelled() && ")
    assert jobs["verify"]["if"] == "${{ !cancelled() && needs.publish.result == 'success' }}"


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


OF_NO_USE_THERE = {
    *("reports", "reports_days", "database", "desk", "proxies"),  # Files have no server that takes reports.
    "hsts",  # A header: GitHub Pages sends its own.
    *("content", "static", "translations", "build", "packs", "cache"),  # Folders: those of the checkout.
    "census",  # Only `flask areas build` fetches streets.
}
"""Settings that change nothing of what GitHub Pages shows."""


def test_the_workflow_passes_on_every_setting_that_is_of_use_there(jobs, settings):
    assert vars(settings).keys() >= OF_NO_USE_THERE
    useful = {f"RESPIRA_{name.upper()}" for name in vars(settings).keys() - OF_NO_USE_THERE}
    steps = [step for job in jobs.values() for step in job["steps"] if "env" in step]
    (export,) = (step for step in steps if "flask export" in step["run"])
    assert set(export["env"]) == useful
    assert all(set(step["env"]) <= useful for step in steps)


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
        assert text.count("error_log /dev/null crit;") == 1, "for port 80; the rules do it for 443"
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


def test_the_one_folder_the_service_may_write_to_is_where_the_guide_puts_the_reports():
    unit = (ROOT / "docs/deploying/respira.service").read_text("utf-8")
    (folder,) = re.findall(r"^StateDirectory=(\S+)$", unit, re.M)
    assert f"\n   DATABASE_URL='sqlite:////var/lib/{folder}/" in GUIDE
    assert "\nStateDirectoryMode=0700\n" in unit
    by_itself = f"sqlite:////var/lib/{folder}/reports.sqlite3"
    assert unit.index(f"Environment=DATABASE_URL={by_itself}\n") < unit.index("EnvironmentFile=")
    assert f":={by_itself}}}" in (ROOT / "docs/deploying/respira").read_text("utf-8")
    assert "ReadWritePaths" not in unit


def test_the_settings_of_the_guide_and_a_password_can_be_read_and_its_backup_is_one(site_copy, tmp_path):
    """In a shell as it stands there; what is a machine's own folder there is a test's here."""
    state, backups, programs = (tmp_path / name for name in ("state", "backups", "bin"))
    for folder in (state, backups, programs):
        folder.mkdir()
    (block,) = re.findall(r"```\n( *RESPIRA_URL=.*?)```", GUIDE, re.DOTALL)
    words = "four quiet words here\n"
    runner = create_app(site_copy).test_cli_runner()
    said = runner.invoke(args=["reports", "password"], input=words * 2).output.splitlines()
    lines = [line.strip() for line in block.strip().splitlines()] + [said[-1]]
    (tmp_path / "env").write_text("\n".join(lines).replace("/var/lib/respira", str(state)), "utf-8")
    Database(f"sqlite:///{state / 'reports.sqlite3'}").upgrade()

    ours = (ROOT / "docs/deploying/respira").read_text("utf-8")
    for old, new in {
        "/etc/respira.env": str(tmp_path / "env"),
        "/srv/respira ": f"{ROOT} ",
        ".venv/bin/flask": f"{sys.executable} -m flask",
    }.items():
        assert ours.count(old) >= 1
        ours = ours.replace(old, new)
    (programs / "respira").write_text(ours, "utf-8")
    (programs / "respira").chmod(0o755)
    (commands,) = re.findall(r"```\n(\(umask 077.*?)```", GUIDE, re.DOTALL)
    environment = {"PATH": f"{programs}:{os.environ['PATH']}", "HOME": str(tmp_path)}
    for typed in (commands.replace("/var/backups", str(backups)), "respira reports list"):
        done = subprocess.run(["sh", "-ec", typed], capture_output=True, text=True, env=environment, check=False)
        assert done.returncode == 0, done.stderr
    (backup,) = backups.iterdir()
    assert backup.stat().st_mode & 0o777 == 0o600


def done_each_day(folder: Path, site: Path | str = "") -> subprocess.CompletedProcess[str]:
    """What the script of each day has `respira` and `systemctl` do; `site` is what Caddy hands out."""
    script = (ROOT / "docs/deploying/daily").read_text("utf-8")
    for old, new in {
        "PATH=/": f"PATH={folder}:/",
        "\nSITE=\n": f"\nSITE={site}\n",
        "/srv/respira/": f"{folder}/checkout/",
    }.items():
        assert old in script
        script = script.replace(old, new)
    for name in ("respira", "systemctl"):
        (folder / name).write_text(f'#!/bin/sh\necho {name} "$@"\n', "utf-8")
        (folder / name).chmod(0o755)
    return subprocess.run(["sh", "-c", script], capture_output=True, text=True, check=False)


@pytest.fixture
def machine(tmp_path) -> Path:
    """What way C puts below /srv: a build, its export, the export before, and the link to what is handed out."""
    for name, worker in {"checkout/build/site": "new", "respira-site/2": "new", "respira-site/1": "old"}.items():
        file = tmp_path / name / "sw.js"
        file.parent.mkdir(parents=True)
        file.write_text(worker, "utf-8")
    (tmp_path / "respira-site/current").symlink_to(tmp_path / "respira-site/2")
    return tmp_path


def test_what_is_done_each_day_are_commands_of_ours_in_an_order_that_shows_a_flag(app, machine):
    daily = [["reports", "purge"], ["reports", "flags"], ["build", "--if-changed"]]
    export = ["export", "--with-server", "http://127.0.0.1:8000", str(machine / "respira-site/2")]
    for site, words, restarted in (
        ("", daily, ["restart respira"]),
        (machine / "respira-site/current", [*daily, export], ["restart respira", "reload caddy"]),
    ):
        done = done_each_day(machine, site).stdout.splitlines()
        assert [line.split()[1:] for line in done if line.startswith("respira ")] == words
        assert [line.removeprefix("systemctl ") for line in done if line.startswith("systemctl ")] == restarted
    for first, second, *_ in [*daily, export]:
        group = app.cli.commands[first]
        command = group.commands[second] if hasattr(group, "commands") else group
        known = {option for parameter in command.params for option in parameter.opts}
        assert not second.startswith("--") or second in known, second
    assert "docs/deploying/daily /etc/cron.daily/" in GUIDE


def test_what_was_rolled_back_stays_so_and_the_script_of_each_day_says_why(machine):
    current = machine / "respira-site/current"
    current.unlink()
    current.symlink_to(machine / "respira-site/1")
    done = done_each_day(machine, current)
    assert done.returncode == 1
    assert done.stdout.splitlines() == ["respira reports purge", "respira reports flags"]
    assert "it was rolled back" in done.stderr
    assert "### Update and roll back" in GUIDE


def test_every_link_of_the_guide_leads_somewhere():
    for target in re.findall(r"\]\(([^)]+)\)", GUIDE):
        path, _, anchor = target.partition("#")
        file = (ROOT / "docs" / path).resolve() if path else ROOT / "docs/deploying.md"
        assert file.is_file(), target
        if anchor:
            headings = re.findall(r"^#+ (.+)$", file.read_text("utf-8"), re.MULTILINE)
            anchors = {re.sub(r"[^a-z0-9 -]", "", each.lower()).replace(" ", "-") for each in headings}
            assert anchor in anchors, target
