.DEFAULT_GOAL := help
.PHONY: help run storefront test browser-test lint format bench fuzz sanitize chaos libraries build image image-test deps clean-local

help: ## List the targets (VERBOSE=1 lets all of them show everything)
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: ## Serve the shop on port 8000, with its own MongoDB and Redis (PORT=8001 for another port)
	@scripts/dev run $(ARGS)

storefront: ## Serve the example storefront on port 3000, for the shop on port 8000 (PORT=5173 for another port)
	@scripts/dev storefront

test: ## Run the tests (ARGS='--filter BSONTests' for some of them)
	@scripts/dev test $(ARGS)

browser-test: ## Run the tests in a real browser (ARGS=test_storefront for some of them)
	@scripts/dev browser-test $(ARGS)

lint: ## Check the sources' format, and who imports whom
	@scripts/dev lint

format: ## Format the sources in place
	@scripts/dev format

bench: ## Run the benchmarks
	@scripts/dev bench $(ARGS)

chaos: ## Let buyers shop while servers die, and check the data (ARGS='--only election')
	@scripts/dev chaos $(ARGS)

fuzz: ## Try to break the parsers and the API for eight minutes (ARGS=3600 for an hour)
	@scripts/dev fuzz $(ARGS)

sanitize: ## Run the tests under the address sanitizer (ARGS=thread or leaks for the others)
	@scripts/dev sanitize $(ARGS)

libraries: ## Build each library by itself
	@scripts/dev libraries

build: ## Build the release executable
	@scripts/dev build

image: ## Build the container image, with Docker if there is an engine, else with buildah
	@scripts/dev image build

image-test: ## Start the built image with private servers, buy something from it, stop it
	@scripts/dev image test

deps: ## Install what building and running need
	@scripts/dev deps

clean-local: ## Stop the private servers and remove .local/ with all their data
	@scripts/dev servers --remove
