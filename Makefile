# Builds the example services, and tests cooper itself. `make help` lists the targets.
BUILD_PLATFORMS ?= linux/amd64,linux/arm64
WORKSPACE ?= examples/monorepo
COOPER = ./cooper --workspace '$(WORKSPACE)'

.DEFAULT_GOAL := help

help: ## this list
	@awk -F ':.*## ' '/^[a-z0-9_%-]+:.*## / { printf "  %-26s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: ## install what building needs: npm, git, pip; Node and the dependencies
	@scripts/install-tools build
	@./cooper --version

container-build: setup ## every service for BUILD_PLATFORMS, loaded into Docker where there is one
	$(COOPER) build --platform $(BUILD_PLATFORMS)
	@$(MAKE) --no-print-directory container-load

container-build-amd64: setup ## every service for linux/amd64
	$(COOPER) build --platform linux/amd64

container-build-arm64: setup ## every service for linux/arm64
	$(COOPER) build --platform linux/arm64

container-build-%: setup ## one service by its name, loaded likewise
	$(COOPER) build --platform $(BUILD_PLATFORMS) $*
	@$(MAKE) --no-print-directory container-load NAME=$*

container-load:
	@if docker version >/dev/null 2>&1; then $(COOPER) load $(NAME); else echo "No Docker answers here: the images are in cooper's store only."; fi

ghcr_push: setup ## every service, or NAME, to the registry of the workspace
	$(COOPER) push --platform $(BUILD_PLATFORMS) $(NAME)

ghcr_development_push: setup ## the same, to its development repository
	$(COOPER) push --dev --platform $(BUILD_PLATFORMS) $(NAME)

container-clean: ## forget everything that was built or downloaded
	$(COOPER) cache gc --all

test: prepare ## lint, types, unit tests and end-to-end tests
	@scripts/with-node scripts/test.ts

test-unit: prepare ## lint, types and unit tests
	@scripts/with-node scripts/test.ts --no-e2e

lint: prepare ## formatter, linter and types
	@scripts/with-node scripts/test.ts --lint

format: prepare ## mend what the formatter and the linter can
	@node_modules/.bin/biome check --write .

bench: prepare ## measured ratios against docker build, mmdebstrap, crane and bare Node
	@scripts/with-node bench/main.ts

prepare:
	@scripts/install-tools test

.PHONY: help setup container-build container-build-amd64 container-build-arm64 container-load container-clean \
  ghcr_push ghcr_development_push \
  test test-unit lint format bench prepare
