"""Starts `rasa run` with its token from the environment: arguments of a process can be read by every user.

Runs in Rasa's own Python (.venv-rasa), never in ours.
"""

import os
import sys

sys.path.pop(0)  # this folder, which is called rasa as well

from rasa.__main__ import main

if __name__ == "__main__":
    token = os.environ.pop("RASA_SERVER_TOKEN")
    sys.argv = ["rasa", "run", *sys.argv[1:], "--auth-token", token]
    main()
