# Hai lệnh chính: `make demo` lập trọn bộ hồ sơ mẫu vào out/demo/; `make test` chạy mọi kiểm tra.
.PHONY: demo test bench lint types generated tamper lock clean

demo:
	@tools/setup.sh run
	@.venv/bin/dossier build examples/cao_bang_khoi_9 --out out/demo --demo-signature

test:
	@tools/setup.sh test
	@tools/check.sh

bench:
	@tools/setup.sh test
	@.venv/bin/python bench/run.py

# Everything that is generated from a source in the tree; tests fail when one is not current.
generated:
	@tools/setup.sh test
	@.venv/bin/python -m dossier.papers.template
	@.venv/bin/python -m dossier.inputs.schema
	@.venv/bin/python -m dossier.pipeline.board.schemas
	@.venv/bin/python tools/gen_findings_doc.py
	@.venv/bin/python tools/gen_rules_doc.py
	@.venv/bin/python tools/gen_defects_doc.py

# Some minutes: every tampered bundle is verified, and the counts are written down.
tamper:
	@tools/setup.sh test
	@.venv/bin/python tests/tamper/tamper_table.py

lock:
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --no-annotate -o requirements/run.lock pyproject.toml requirements/build.in
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --no-annotate --extra dev -c requirements/run.lock -o requirements/test.lock pyproject.toml requirements/build.in requirements/test.in

clean:
	rm -rf out .venv .pytest_cache .mypy_cache .ruff_cache .import_linter_cache node_modules tools/ooxml/node_modules
