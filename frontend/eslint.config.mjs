// Lint rules of the web app: Next's own, plus the direction of imports of docs/architecture.md.
import next from "eslint-config-next/core-web-vitals";
import typescript from "eslint-config-next/typescript";
import { readdirSync } from "node:fs";

const features = readdirSync(new URL("./src/features", import.meta.url));

const noUseParams = {
  name: "next/navigation",
  importNames: ["useParams"],
  message: "In the static export it answers `_`; use useRoute() of @/hooks/use-route.",
};

/** `lib, components, config, hooks <- features <- app`: what a folder must not import. */
function forbid(files, patterns) {
  return {
    files,
    ignores: ["**/*.test.*"],
    rules: { "no-restricted-imports": ["error", { paths: [noUseParams], patterns }] },
  };
}

const upward = { group: ["@/app/*", "@/app/**"], message: "app is the top; nothing imports it." };
const noFeatures = { group: ["@/features/*", "@/features/**"], message: "shared code knows no feature." };

const config = [
  { ignores: [".next/**", "out/**", "node_modules/**", "coverage/**", "next-env.d.ts", "src/lib/api/schema.d.ts"] },
  ...next,
  ...typescript,
  {
    rules: {
      "@typescript-eslint/no-explicit-any": "error",
      "@typescript-eslint/no-unused-vars": ["error", { argsIgnorePattern: "^_" }],
      "no-console": "error",
      "no-restricted-imports": ["error", { paths: [noUseParams] }],
    },
  },
  forbid(["src/lib/**", "src/components/**", "src/config/**", "src/hooks/**"], [upward, noFeatures]),
  ...features.map((name) =>
    forbid(
      [`src/features/${name}/**`],
      [
        upward,
        {
          regex: `^@/features/(?!${name}(/|$))`,
          message: "a feature never imports another; compose them in app.",
        },
      ],
    ),
  ),
  {
    files: ["src/app/**/page.tsx"],
    rules: { "max-lines": ["error", { max: 40, skipBlankLines: true, skipComments: true }] },
  },
  {
    files: ["src/**/*.{ts,tsx}"],
    rules: { "max-lines": ["error", { max: 300, skipBlankLines: false, skipComments: false }] },
  },
  { files: ["scripts/**"], rules: { "no-console": "off" } },
  { files: ["e2e/**"], rules: { "react-hooks/rules-of-hooks": "off" } },
];

export default config;
