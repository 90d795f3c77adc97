import { pyImage } from "cooper";

/** What every Lucid service stands on: the seventeen packages they share, installed once. */
export default pyImage({
  name: "lucid-base",
  deps: "requirements_lock.txt",
  budget: "95MB",
});
