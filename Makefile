.DEFAULT_GOAL := help
.PHONY: help run test lint format bench fuzz sanitize chaos build deps clean-local

help: ## List the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: ## Serve the shop on port 8000, with its own MongoDB and Redis (PORT=8001 for another port)
	@scripts/run $(ARGS)

test: ## Run the tests (ARGS='--filter BSONTests' for some of them)
	@scripts/test $(ARGS)

lint: ## Check the sources' format
	@scripts/format --check

format: ## Format the sources in place
	@scripts/format

bench: ## Run the benchmarks
	@scripts/bench $(ARGS)

chaos: ## Let buyers shop while servers die, and check the data (ARGS='--only election')
	@scripts/chaos $(ARGS)

fuzz: ## Try to break the parsers and the API for eight minutes (ARGS=3600 for an hour)
	@scripts/fuzz $(ARGS)

sanitize: ## Run the tests under the address sanitizer (ARGS=thread or leaks for the others)
	@scripts/sanitize $(ARGS)

build: ## Build the release executable
	@scripts/deps
	@scripts/build release

deps: ## Install what building and running need
	@scripts/deps

clean-local: ## Stop the private servers and remove .local/ with all their data
	@scripts/with-servers --remove
