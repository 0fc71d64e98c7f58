// Reads .env texts from standard input (a JSON list) and prints what npm's dotenv makes of each, by both its parsers.
const { parse } = require(process.argv[2]);
const texts = JSON.parse(require("node:fs").readFileSync(0, "utf8"));
process.stdout.write(JSON.stringify(texts.map((text) => [parse(text), parse(text, { fast: true })])));
