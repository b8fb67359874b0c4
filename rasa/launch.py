"""Starts `rasa run` with its token from standard input: arguments of a process can be read by every user.

Runs in Rasa's own Python (.venv-rasa), never in ours.
"""

import sys

sys.path.pop(0)  # this folder, which is called rasa as well

from rasa.__main__ import main

if __name__ == "__main__":
    token = sys.stdin.readline().strip()
    sys.argv = ["rasa", "run", *sys.argv[1:], "--auth-token", token]
    main()
