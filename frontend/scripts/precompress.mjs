// Writes a .br and a .gz beside every text file of the export, so that the server never compresses at run time.
import { readdir, readFile, writeFile } from "node:fs/promises";
import { extname, join } from "node:path";
import { promisify } from "node:util";
import { brotliCompress, constants, gzip } from "node:zlib";

const TEXT = new Set([".html", ".txt", ".js", ".css", ".svg", ".json", ".webmanifest"]);
const WORTHWHILE = 512;
const brotli = promisify(brotliCompress);
const zip = promisify(gzip);

async function* filesUnder(folder) {
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) yield* filesUnder(path);
    else yield path;
  }
}

let count = 0;
for await (const path of filesUnder(new URL("../out", import.meta.url).pathname)) {
  if (!TEXT.has(extname(path))) continue;
  const body = await readFile(path);
  if (body.length < WORTHWHILE) continue;
  const params = { [constants.BROTLI_PARAM_QUALITY]: 10, [constants.BROTLI_PARAM_SIZE_HINT]: body.length };
  await writeFile(`${path}.br`, await brotli(body, { params }));
  await writeFile(`${path}.gz`, await zip(body, { level: 9 }));
  count += 1;
}
console.log(`precompressed ${count} files`);
