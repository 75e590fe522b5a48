// Takes out of package-lock.json what nothing is installed by: the addresses of whom one may pay.

import { readFileSync, writeFileSync } from "node:fs";

const LOCK = "package-lock.json";

const lock = JSON.parse(readFileSync(LOCK, "utf8"));
for (const each of Object.values(lock.packages)) delete each.funding;
writeFileSync(LOCK, `${JSON.stringify(lock, null, 2)}\n`);
