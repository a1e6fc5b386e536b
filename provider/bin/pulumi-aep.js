#!/usr/bin/env node

require("../dist/commands/main.js").main(process.argv);
