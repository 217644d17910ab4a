// Writes metamodel.json beside this file: which types and properties BPMN, its diagram part and the camunda
// extension have, in the order in which a bpmn.io modeler writes them. Run it after every update of bpmn-moddle or
// camunda-bpmn-moddle in package.json:
//
//   node engine/canonical/make_schema.mjs
//
// {made_from: {package: version},
//  packages: [[prefix, uri, element names begin in lower case, prefix of type names in xsi:type]],
//  properties: [[name, type, flags, default, how a contained element is written]],
//  types: {name: [[index of each property], [types that it also is], {name in a file: index, where not its own name}]}}
// flags: a attribute, b body text, m many, r reference, v virtual (never written), i id, h of this type or inherited,
// that is, not added by an extension of another package.
import { readFile, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { BpmnModdle } from "bpmn-moddle";

const here = path.dirname(fileURLToPath(import.meta.url));
const nodeModules = path.resolve(here, "../../node_modules");
const camunda = JSON.parse(await readFile(createRequire(import.meta.url).resolve("camunda-bpmn-moddle/resources/camunda.json"), "utf8"));
const model = new BpmnModdle({ camunda });

const FLAGS = { a: "isAttr", b: "isBody", m: "isMany", r: "isReference", v: "isVirtual", i: "isId", h: "inherited" };
const properties = [];
const places = new Map();

/** The index of a property in the pool: most types share most properties. */
function indexOf(property) {
  const flags = Object.entries(FLAGS).filter(([, name]) => property[name]).map(([letter]) => letter).join("");
  const row = [property.ns.name, property.type, flags, property.default ?? null, property.xml?.serialize ?? null];
  const key = JSON.stringify(row);
  if (!places.has(key)) {
    places.set(key, properties.length);
    properties.push(row);
  }
  return places.get(key);
}

/** Names in a file that lead to a property: its full and its local name go without saying (the last one wins). */
function otherNames(descriptor) {
  const plain = new Map();
  for (const property of descriptor.properties) {
    plain.set(property.ns.name, property).set(property.ns.localName, property);
  }
  const named = Object.entries(descriptor.propertiesByName);
  return Object.fromEntries(named.filter(([name, property]) => plain.get(name) !== property).map(([name, property]) => [name, indexOf(property)]));
}

const types = {};
for (const [name, type] of Object.entries(model.registry.typeMap)) {
  if (type.extends.length) continue; // folded into the types that it extends
  const descriptor = model.registry.getEffectiveDescriptor(name);
  const supertypes = Object.keys(descriptor.allTypesByName).filter((other) => other !== name);
  types[name] = [descriptor.properties.map(indexOf), supertypes, otherNames(descriptor)];
}
const packages = model.getPackages().map((one) => [one.prefix, one.uri, one.xml?.tagAlias === "lowerCase", one.xml?.typePrefix ?? ""]);

const made_from = {};
for (const name of ["bpmn-moddle", "camunda-bpmn-moddle"]) {
  made_from[name] = JSON.parse(await readFile(path.join(nodeModules, name, "package.json"), "utf8")).version;
}
const lines = (rows) => rows.map((row) => `  ${JSON.stringify(row)}`).join(",\n");
const typeLines = Object.entries(types).map(([name, row]) => `  ${JSON.stringify(name)}: ${JSON.stringify(row)}`).join(",\n");
await writeFile(
  path.join(here, "metamodel.json"),
  `{"made_from": ${JSON.stringify(made_from)},
"packages": [\n${lines(packages)}\n],
"properties": [\n${lines(properties)}\n],
"types": {\n${typeLines}\n}}\n`,
);
