import js from "@eslint/js";
import globals from "globals";

export default [
  { ignores: ["dist/**", "node_modules/**", ".venv/**"] },
  js.configs.recommended,
  {
    files: ["site/scripts/**/*.js", "demo_server/docs_ui/*.js"],
    languageOptions: { ecmaVersion: 2023, sourceType: "module", globals: { ...globals.browser, ...globals.worker } },
  },
  {
    files: ["**/*.mjs", "*.config.js", "sitegen/**/*.js"],
    languageOptions: { ecmaVersion: 2023, sourceType: "module", globals: globals.node },
  },
  {
    rules: {
      eqeqeq: "error",
      "no-eval": "error",
      "no-implied-eval": "error",
      "no-new-func": "error",
      "no-var": "error",
      "prefer-const": "error",
      "no-restricted-properties": [
        "error",
        { property: "innerHTML", message: "Text from a person or a model is shown as text: use textContent or lit." },
        { property: "outerHTML", message: "Text from a person or a model is shown as text." },
        { property: "insertAdjacentHTML", message: "Text from a person or a model is shown as text." },
      ],
    },
  },
];
