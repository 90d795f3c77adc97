/** Run as a program: serves the store of its first argument until it is killed, and prints its address. */
import { openStore } from "../../../store/open-store.ts";
import { serveStore } from "../serve.ts";

const { host } = await serveStore(await openStore(process.argv[2] ?? ""));
console.log(host);
