// Writes src/protocol/generated.ts from the Python message types; with --check it only compares.
// The Python to ask is $PYTHON or python3; it needs msgspec.
import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { compile } from "json-schema-to-typescript";

const SCHEMA_SCRIPT = fileURLToPath(
  new URL("../../scripts/generate_protocol_schema.py", import.meta.url),
);
const TARGET = fileURLToPath(new URL("../src/protocol/generated.ts", import.meta.url));
const BANNER = "// Generated from py_remote_viewer/protocol by `make generate`: do not edit.";

/** The compiler knows tuples only in their older spelling, a list under `items`. */
function withOlderTuples(node) {
  if (Array.isArray(node)) return node.map(withOlderTuples);
  if (node === null || typeof node !== "object") return node;
  const copy = Object.fromEntries(
    Object.entries(node).map(([key, value]) => [key, withOlderTuples(value)]),
  );
  if (!Array.isArray(copy.prefixItems)) return copy;
  const { prefixItems, ...rest } = copy;
  return {
    ...rest,
    items: prefixItems,
    minItems: prefixItems.length,
    maxItems: prefixItems.length,
    additionalItems: false,
  };
}

function constantsSource(constants) {
  return Object.entries(constants)
    .map(([name, value]) => `export const ${name} = ${JSON.stringify(value, null, 2)} as const;`)
    .join("\n");
}

async function generate() {
  const python = process.env.PYTHON ?? "python3";
  const output = execFileSync(python, [SCHEMA_SCRIPT], { encoding: "utf8" });
  const { schema, constants } = JSON.parse(output);
  const types = await compile(withOlderTuples(schema), "Protocol", {
    additionalProperties: false,
    bannerComment: "",
    unreachableDefinitions: true,
    ignoreMinAndMaxItems: false,
    format: true,
    style: { printWidth: 100 },
  });
  const source = types
    .replace(/export interface Protocol \{\n {2}\[k: string\]: unknown;\n\}\n/, "")
    // The notes on where a definition came from say nothing a reader needs.
    .replace(/ \*\n \* This interface was referenced by [^\n]*\n \* via the `definition` "[^"]*"\.\n/g, "")
    .replace(/\/\*\*\n \* This interface was referenced by [^\n]*\n \* via the `definition` "[^"]*"\.\n \*\/\n/g, "");
  return `${BANNER}\n\n${constantsSource(constants)}\n\n${source.trim()}\n`;
}

const generated = await generate();
if (process.argv.includes("--check")) {
  if (readFileSync(TARGET, "utf8") !== generated) {
    console.error("src/protocol/generated.ts is out of step: run `make generate`");
    process.exit(1);
  }
} else {
  writeFileSync(TARGET, generated);
}
