"""What docs/operate shows can be used as it stands."""

from __future__ import annotations

import json
import logging
import os
import re
import runpy
import shlex
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest
import yaml

from masterynb.hub.logs import JsonLines

pytestmark = pytest.mark.hub

OPERATE = Path(__file__).parents[2] / "docs" / "operate"


class Config(SimpleNamespace):
    """Stands for JupyterHub's own configuration: whatever is asked for is there."""

    def __getattr__(self, name: str) -> Config:
        made = Config()
        setattr(self, name, made)
        return made


def run_config() -> Config:
    config = Config()
    runpy.run_path(str(OPERATE / "jupyterhub_config.py"), {"get_config": lambda: config})
    return config


def read_values() -> dict:
    (block,) = re.findall(r"(?ms)^```yaml\n(.*?)^```", (OPERATE / "kubernetes.md").read_text())
    return yaml.safe_load(block)


def test_the_chart_gives_what_the_configuration_gives() -> None:
    config, values = run_config(), read_values()
    chart = Config()
    exec(values["hub"]["extraConfig"]["masterynb"], {"c": chart})
    assert chart.KubeSpawner.server_token_scopes == config.Spawner.server_token_scopes
    (role,) = config.JupyterHub.load_roles
    assert values["hub"]["loadRoles"]["user"]["scopes"] == role["scopes"]
    (service,) = config.JupyterHub.services
    assert service["name"] in values["hub"]["services"]
    assert "MASTERYNB_HUB_URL" in values["singleuser"]["extraEnv"]


def test_a_learners_token_reaches_nothing_but_service_and_own_server() -> None:
    scopes = run_config().Spawner.server_token_scopes
    assert scopes == [
        "users:activity!user",
        "access:servers!server",
        "access:services!service=masterynb",
    ]


def test_the_folder_of_the_calm_jupyterlab_is_there() -> None:
    folder = Path(run_config().Spawner.environment["JUPYTER_CONFIG_PATH"])
    page = json.loads((folder / "labconfig" / "page_config.json").read_text())
    assert page["disabledExtensions"]["@jupyter/nbgrader"]


def test_a_line_of_the_log_is_one_object() -> None:
    try:
        json.loads('"quoted"\nand more')
    except ValueError:
        record = logging.LogRecord(
            "masterynb.hub", logging.ERROR, "", 0, "incident %s", ("1a",), sys.exc_info()
        )
    line = JsonLines().format(record)
    said = json.loads(line)
    assert "\n" not in line
    assert (said["level"], said["message"]) == ("error", "incident 1a")
    assert "JSONDecodeError" in said["trace"]


def commands(page: str) -> list[list[str]]:
    """Find the commands of ours that a page shows, in order."""
    blocks = re.findall(r"(?ms)^```sh\n(.*?)^```", (OPERATE / page).read_text())
    lines = (line for block in blocks for line in block.splitlines())
    return [shlex.split(line)[1:] for line in lines if line.startswith("masterynb ")]


def test_the_commands_that_the_pages_show_do_what_they_say(
    database_url: str, tmp_path: Path
) -> None:
    said, home = [], tmp_path / "home"
    home.mkdir(mode=0o755)
    for shown in (*commands("index.md"), *commands("keep.md")):
        asked = [word.replace("/backups", str(tmp_path)) for word in shown]
        environ = {**os.environ, "MASTERYNB_HOME": str(home)}
        done = subprocess.run(
            [sys.executable, "-m", "masterynb", *asked],
            env={**environ, "MASTERYNB_DB": database_url},
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        assert done.returncode == 0, (shown, done.stderr)
        said.append(done.stdout)
    told = "".join(said)
    assert "/services/masterynb/course/python-basics" in told
    assert "what this machine judges is verified" in told
    assert "all 35 solutions pass" in told
    assert "instructor" in told
    assert home.stat().st_mode & 0o077 == 0, "solutions lie in it"
    assert (tmp_path / "record.dump").stat().st_size > 0


@pytest.mark.parametrize("page", sorted(OPERATE.glob("*.md")), ids=lambda page: page.name)
def test_every_program_in_a_snippet_is_one_that_the_page_brings(page: Path) -> None:
    known = {"apt-get", "cd", "cp", "createdb", "export", "jupyterhub", "masterynb", "mkdir"}
    known |= {"npm", "pg_restore", "pip", "python3", "su"}
    blocks = re.findall(r"(?ms)^```sh\n(.*?)^```", page.read_text())
    used = {line.split()[0] for block in blocks for line in block.splitlines()}
    assert used <= known
