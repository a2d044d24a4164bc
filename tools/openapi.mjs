// Finishes the OpenAPI document that the plugin wrote: what it is, and names that are unique and say which module they are
// of. tools/gen-openapi.sh runs it.
import { readFileSync, writeFileSync } from "node:fs";

const [from, to] = process.argv.slice(2);
const doc = JSON.parse(readFileSync(from, "utf8"));

doc.info = {
  title: "Tianwang node",
  description:
    "What a node of the Tianwang network answers as JSON: queries of its own modules and of the Cosmos SDK's. A header " +
    "x-cosmos-block-height asks for the state at an earlier height. Whole numbers of 64 bits are strings; amounts are in rao, " +
    "1 TAO = 1000000000 rao.",
  version: "v1",
  license: { name: "Apache-2.0", url: "https://www.apache.org/licenses/LICENSE-2.0" },
};

const tags = new Set();
for (const [path, operations] of Object.entries(doc.paths)) {
  const module = path.match(/^\/(.+\/v\d+(?:beta\d+)?)\//)[1].replaceAll("/", ".");
  tags.add(module);
  for (const operation of Object.values(operations)) {
    operation.operationId = `${module}.${operation.operationId.split("_").slice(1).join("_")}`;
    operation.tags = [module];
  }
}
doc.tags = [...tags].map((name) => ({ name }));

writeFileSync(to, JSON.stringify(doc, null, 1) + "\n");
