export { blameModule } from "../workspace/load-module.ts";
