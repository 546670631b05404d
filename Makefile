# Nemcon. `make demo` shows it, `make test` checks it; both install what they need into .venv first.
.PHONY: help install demo test soak format lock clean
.SILENT:
MAKEFLAGS += --no-print-directory
PYTHON ?=
export PYTHON

help:
	echo "make demo      install, load the reference case, show it in a browser; stop with Ctrl-C"
	echo "make test      install what tests need, run everything that must hold"
	echo "make soak      kill processes of a running site 500 times (KILLS=…); the result goes to docs/soak.md"
	echo "make install   install into .venv (also the command .venv/bin/nemcon)"
	echo "make format    format the code and mend what ruff can mend"
	echo "make lock      lock the packages of pyproject.toml anew, with hashes"
	echo "make clean     remove .venv and caches; never data"

install:
	requirements/install.sh run

demo: install
	exec .venv/bin/nemcon demo

test:
	requirements/install.sh dev
	requirements/programs.sh
	exec .ci/check

soak:
	requirements/install.sh dev
	.venv/bin/python -m tests.serve.answering.soak --kills $${KILLS:-500}

format:
	requirements/install.sh dev
	.venv/bin/ruff check --fix --quiet . ; .venv/bin/ruff format --quiet .

lock:
	requirements/install.sh dev
	[ -x .venv/bin/uv ] || .venv/bin/pip install --quiet uv
	for kind in run dev; do \
		extra=$$([ $$kind = dev ] && echo "--extra dev" || true); \
		.venv/bin/uv pip compile pyproject.toml --extra build $$extra --generate-hashes --universal \
			--python-version 3.11 --no-emit-index-url --no-header --quiet -o requirements/$$kind.txt || exit 1; \
	done

clean:
	rm -rf .venv .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
	find src tests benchmarks -name __pycache__ -type d -prune -exec rm -rf {} +
