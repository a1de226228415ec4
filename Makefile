# The two commands of the README; each is safe to repeat.
.PHONY: run test build lint format clean

# Everything: system packages, a release build, the whole pipeline on phantom data.
run: build
	.build/release/fovea run $(ARGS)
	@if [ -e artifacts/6_finetuning/table.txt ]; then echo; cat artifacts/6_finetuning/table.txt; echo; fi
	@echo "pages:    artifacts/report/index.html"
	@echo "results:  artifacts/6_finetuning/ (table.csv, table.md, and a folder for each row)"
	@echo "records:  artifacts/records/ (which commit, inputs and parameters made what)"

# All default tests. Long ones are named in CONTRIBUTING.md.
test:
	Scripts/dependencies
	swift build --build-tests
	swift test $(ARGS)

build:
	Scripts/dependencies
	swift build -c release

lint:
	swift format lint --strict --recursive Package.swift Sources Stages Tests Benchmarks

format:
	swift format --in-place --recursive Package.swift Sources Stages Tests Benchmarks

# Build products only; results, records and the run cache stay.
clean:
	rm -rf .build
