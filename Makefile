# Two commands are all a newcomer needs: `make run` and `make test`.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
export PYTHONPATH := $(CURDIR)

.PHONY: run phone test check format bench install install-dev clean messages fonts

run: install
	@$(BIN)/python -m webapp.serve

phone: install
	@$(BIN)/python -m tools.phone

test: install-dev
	@$(BIN)/python -m tools.prepare_tests
	@$(BIN)/python -m pytest -n auto --dist loadfile --no-loadscope-reorder

check: install-dev
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy

format: install-dev
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

messages: install-dev
	@$(BIN)/python -m tools.messages

fonts: install-dev
	@$(BIN)/python -m tools.make_fonts

bench: install-dev
	@$(BIN)/python -m bench $(ONLY)

install: $(VENV)/.installed
install-dev: $(VENV)/.installed-dev

$(VENV)/.installed: requirements.txt
	@sh tools/make_venv.sh "$(PYTHON)" $(VENV) requirements.txt
	@touch $@

$(VENV)/.installed-dev: requirements.txt requirements-dev.txt requirements-camera.txt
	@sh tools/make_venv.sh "$(PYTHON)" $(VENV) requirements-dev.txt
	@touch $(VENV)/.installed $@

clean:
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache
