// What eslint holds the scripts to: its recommended rules, with the globals of where each runs.

import js from "@eslint/js";
import globals from "globals";

export default [
  { ignores: ["assets/js/", ".venv/", "node_modules/", "test-results/"] },
  js.configs.recommended,
  {
    linterOptions: { reportUnusedDisableDirectives: "error" },
    // Taking a property out is how an object without it is made.
    rules: { "no-unused-vars": ["error", { ignoreRestSiblings: true }] },
  },
  { files: ["frontend/**"], languageOptions: { globals: globals.browser } },
  // Classic scripts: nothing has loaded before them.
  { files: ["frontend/trouble.js"], languageOptions: { sourceType: "script", ecmaVersion: 5 } },
  { files: ["assets/dash.js"], languageOptions: { sourceType: "script", globals: globals.browser } },
  { files: ["tests/e2e/**"], languageOptions: { sourceType: "script", globals: { ...globals.browser, basin: "readonly", Plotly: "readonly" } } },
  // Node, with the parts of a browser that the tests put there.
  { files: ["tests/js/**"], languageOptions: { globals: { ...globals.node, ...globals.browser } } },
  { files: ["eslint.config.js", "tools/**"], languageOptions: { globals: globals.node } },
];
