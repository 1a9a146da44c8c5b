#!/usr/bin/env bash
# Gradescope runs this once, as it builds the image. AUTOGRADER stands in for /autograder when this is tried elsewhere.
set -eu
autograder=${AUTOGRADER:-/autograder}

# Ubuntu 22.04's own Python is too old and has no venv; the first that will do is taken.
find_python() {
    for python in python3 python3.14 python3.13 python3.12 python3.11; do
        if "$python" -c 'import ensurepip, sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
            echo "$python"
            return
        fi
    done
}

if [ -z "$(find_python)" ]; then
    apt-get update
    apt-get install -y --no-install-recommends python3 python3-venv
fi
if [ -z "$(find_python)" ]; then
    apt-get install -y --no-install-recommends python3.11 python3.11-venv
fi
"$(find_python)" -m venv "$autograder/venv"
"$autograder/venv/bin/python" -m pip install --quiet --disable-pip-version-check "$autograder/source"
