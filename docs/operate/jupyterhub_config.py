"""A jupyterhub_config.py with the courses of masterynb, for JupyterHub 5 and 6.

Put these parts into yours. The service runs on the Hub's machine and is started by the Hub.
"""

import os
import sys

from masterynb.server.quiet import CALM

c = get_config()

# Where the courses lie, and the record: PostgreSQL, or nothing for a file beside the courses.
HOME = os.environ.get("MASTERYNB_HOME", "/srv/masterynb")
DATABASE = os.environ.get("MASTERYNB_DB", "")

# The address of the Hub's proxy, as the learners' servers reach it.
PROXY = os.environ.get("MASTERYNB_PROXY", "http://127.0.0.1:8000")

c.JupyterHub.services = [
    {
        "name": "masterynb",
        "url": os.environ.get("MASTERYNB_SERVICE", "http://127.0.0.1:10301"),
        "command": [sys.executable, "-m", "masterynb", "hub", "--home", HOME],
        "environment": {"MASTERYNB_DB": DATABASE},
        "oauth_no_confirm": True,
    }
]

# Who may log in: everybody with a password here. Say who, or take another authenticator.
c.Authenticator.allow_all = True

# Everybody who may log in may use the service; who takes which course it knows itself.
c.JupyterHub.load_roles = [
    {"name": "user", "scopes": ["self", "access:services!service=masterynb"]},
]

# What a learner's server, and every kernel in it, may do with its token: never more than this.
c.Spawner.server_token_scopes = [
    "users:activity!user",
    "access:servers!server",
    "access:services!service=masterynb",
]

# Where kernels find the service; and a JupyterLab without the menus of nbgrader and the news.
c.Spawner.environment = {
    "MASTERYNB_HUB_URL": f"{PROXY}/services/masterynb/",
    "JUPYTER_CONFIG_PATH": str(CALM),
}
