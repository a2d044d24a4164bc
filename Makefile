# What people do here. `make help` lists it.
HOME_DIR   ?= $(HOME)/.tianwang/local
VALIDATORS ?= 1
BIN        := build/tianwang
PAGES      := web/app/dist/index.html web/wallet/dist/index.html
TOOL       := go tool -modfile=tools/go.mod
export CGO_ENABLED := 0# one setting for all, so that building and testing share their cache
UP         := --home $(HOME_DIR) --validators $(VALIDATORS) $(if $(RESET),--reset) $(if $(PORT_BASE),--port-base $(PORT_BASE))

.PHONY: help up build web extension test check js e2e chaos faults load race lint fuzz bench soak economy hashes gen model compose-report pictures clean need-go need-node no-node

help: ## list what can be done
	@sed -n 's/^\([a-z0-9-]*\):.*## \(.*\)/  make \1\t\2/p' $(MAKEFILE_LIST) | expand -t 22

up: build ## build and run a whole local network (RESET=1 starts over, VALIDATORS=4, PORT_BASE=20000)
	@exec $(BIN) up $(UP)

build: $(if $(shell command -v npm),web,no-node) need-go ## build the program, front ends included
	@echo "building $(BIN) (the first time takes a few minutes)"
	@go build -o $(BIN) ./cmd/tianwang
web: $(PAGES) ## build the front ends
$(PAGES): web/%/dist/index.html: web/%/package-lock.json web/%/index.html $(shell find web -path '*/node_modules' -prune -o \( -path '*/src/*' -o -path 'web/shared/*' \) -print 2>/dev/null) | need-node
	@echo "building the page $*"
	@cd web/$* && npm ci --ignore-scripts --no-audit --no-fund --loglevel error && npm run --silent build
extension: web ## pack the wallet as an extension of Chromium, into build/extension
	@rm -rf build/extension && mkdir -p build/extension && cp -r web/wallet/dist/. web/extension/*.js web/extension/*.json web/extension/icon.png build/extension/
clients/node/node_modules: clients/node/package-lock.json | need-node ; @cd clients/node && npm ci --ignore-scripts --no-audit --no-fund --loglevel error && touch node_modules
test: web clients/node/node_modules need-go ## run the tests
	go test -shuffle=on -timeout 20m ./...
	cd web/wallet && npm run --silent check && cd ../app && npm run --silent check
check: lint test race e2e ## what every change must pass

js: clients/node/node_modules ## build the types for CosmJS and their test, and install the client for Node and OpenAI's
	@for d in js openai; do (cd clients/$$d && npm ci --ignore-scripts --no-audit --no-fund --loglevel error) || exit 1; done; cd clients/js && npm run --silent build
e2e: build js ## stories on whole networks, CosmJS, and the page in a browser (installs Chromium with apt when it is missing)
	@command -v chromium >/dev/null || { echo "installing chromium"; $(if $(shell id -u | grep -x 0),,sudo) apt-get -qq update && $(if $(shell id -u | grep -x 0),,sudo) apt-get -qq install -y --no-install-recommends chromium; }
	go test -tags e2e -count=1 -timeout 40m -run '^Test(Network|Readme|CreateSubnet|CosmJS|Upgrade)$$' ./cmd/tianwang
	go test -tags e2e -count=1 -timeout 25m -artifacts -outputdir $(CURDIR)/build ./web/... ./gateway/rest ./docs/site # pictures in build/_artifacts

chaos: web ## break a network of four nodes 60 times (as root; TIME=1h goes on for an hour, SEED=2 plays another plan)
	CHAOS_FAULTS=60 CHAOS_TIME=$(TIME) CHAOS_SEED=$(or $(SEED),1) go test -tags e2e -count=1 -v -timeout 24h -run '^TestChaos$$' ./internal/chaos
faults: web ## upgrades, rogue producers, wrong clocks, broken disks and late nodes on networks of four nodes (as root)
	go test -tags e2e -count=1 -v -timeout 60m -run '^TestC[0-9]*_' ./internal/chaos
load: web ## transactions per second of four nodes on this machine, and how fast a fifth catches up
	go test -tags e2e -count=1 -v -timeout 60m ./internal/load

model: need-go ## train the transformer that is embedded: half an hour on two quiet cores (STEPS=3000 is shorter)
	GOEXPERIMENT=simd go run ./task/lm/neural/train -steps $(or $(STEPS),12000) -out task/lm/neural/data/weights.bin
race: ## the concurrent packages under the race detector, or PKGS of them (needs a C compiler)
	CGO_ENABLED=1 go test -race -short -timeout 20m $(or $(PKGS),./client/... ./explorer/... ./gateway/... ./neuron/... ./wallet/...)
compose-report: need-go ## measure what models reach together, and write docs/guide/compose.md: ten minutes on two cores
	go run ./compose/report -out docs/guide
pictures: web need-go ## photograph the pages of a real network with Chromium for README and guides: ten minutes (ONLY=chat, URL=http://127.0.0.1:8080)
	go run ./docs/pictures -out docs/img -only '$(ONLY)' -url '$(URL)'
lint: need-go ## linters and house rules
	$(TOOL) golangci-lint run ./...
	go test -count=1 ./internal/lint
fuzz: ## fuzz every target for TIME (default 30s)
	@go run ./internal/fuzz $(or $(TIME),30s)
bench: ## benchmarks of the chain, the consensus, the wire and the gateway
	go test -run '^$$' -bench . -benchmem ./app ./yuma ./weights ./work ./neuron/... ./gateway/... ./task/...

soak: ## a million random transactions with all books checked (TXS=..., SEED=...)
	go test -count=1 -timeout 0 -run '^TestHistory$$' ./app -v -history.txs=$(or $(TXS),1000000) $(if $(SEED),-history.seed=$(SEED))
economy: ## a market of 32 subnets of 256 neurons over 100,000 blocks and all halvings
	go test -count=1 -timeout 0 -run '^TestEconomy$$' ./app -v -economy.blocks=100000 -economy.subnets=32 -economy.uids=256 -economy.eras=30 -economy.tempo=180 -economy.markets=2
hashes: ## the same history built and run in several ways must come to the same hashes (needs a C compiler)
	@go run ./internal/hashes

gen: need-node ## regenerate api/, clients/js/gen/ and node/openapi.json from proto/
	./tools/vendor-protos.sh
	$(TOOL) buf lint && $(TOOL) buf generate
	rm -rf api && mv build/gen/github.com/tianwang-net/tianwang/api api && rm -rf build/gen
	./tools/gen-ts.sh
	./tools/gen-openapi.sh
clean: ## remove what was built
	rm -rf build clients/js/dist clients/*/node_modules web/*/dist/assets $(PAGES) web/*/node_modules
need-go: ; @command -v go >/dev/null || { echo "Go 1.26 or later is needed: https://go.dev/dl"; exit 1; }
need-node: ; @command -v npm >/dev/null || { echo "Node 20 or later with npm is needed to build the pages: https://nodejs.org"; exit 1; }
no-node: ; @[ -f web/app/dist/index.html ] || echo "without its pages: they need Node 20 or later with npm, https://nodejs.org; then run this again"
