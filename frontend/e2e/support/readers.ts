/** Reads a .env file as other people's programs do. */
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";

import { parse } from "dotenv";

const VENV = path.resolve(import.meta.dirname, "../../../backend/.venv/bin/python");
const PYTHON = existsSync(VENV) ? VENV : "python3";
const PROGRAM = "import sys, json, dotenv; json.dump(dotenv.dotenv_values(sys.argv[1], interpolate=False), sys.stdout)";

export type Values = Record<string, string>;

export function readByPython(file: string): Values {
  return JSON.parse(execFileSync(PYTHON, ["-c", PROGRAM, file], { encoding: "utf8" })) as Values;
}

export function readByNode(file: string): Values {
  return parse(readFileSync(file));
}
