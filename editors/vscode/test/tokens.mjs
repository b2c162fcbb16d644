// Reads files with the grammar as VS Code does, and prints each token with its scopes as JSON:
//   node test/tokens.mjs FILE...

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const require = createRequire(import.meta.url);
const oniguruma = require("vscode-oniguruma");
const textmate = require("vscode-textmate");

const here = dirname(fileURLToPath(import.meta.url));
const wasm = readFileSync(join(dirname(require.resolve("vscode-oniguruma")), "onig.wasm"));
await oniguruma.loadWASM(wasm.buffer.slice(wasm.byteOffset, wasm.byteOffset + wasm.byteLength));

const file = join(here, "..", "syntaxes", "segql.tmLanguage.json");
const registry = new textmate.Registry({
  onigLib: Promise.resolve({
    createOnigScanner: (patterns) => new oniguruma.OnigScanner(patterns),
    createOnigString: (text) => new oniguruma.OnigString(text),
  }),
  loadGrammar: async () => textmate.parseRawGrammar(readFileSync(file, "utf8"), file),
});
const grammar = await registry.loadGrammar("source.segql");

const result = {};
for (const name of process.argv.slice(2)) {
  let state = textmate.INITIAL;
  result[name] = readFileSync(name, "utf8").split(/\r\n|\r|\n/).map((line) => {
    const read = grammar.tokenizeLine(line, state);
    state = read.ruleStack;
    return read.tokens.map((token) => [
      line.slice(token.startIndex, token.endIndex),
      token.scopes.slice(1),
    ]);
  });
}
process.stdout.write(JSON.stringify(result));
