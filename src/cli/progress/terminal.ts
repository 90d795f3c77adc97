import { formatSize } from "../../core/bytesize.ts";
import type { ProgressEvent, ProgressListener } from "../../core/progress.ts";
import type { Paint } from "../style.ts";
import { labelOf, plainProgress, seconds } from "./plain.ts";

interface Step {
  readonly label: string;
  readonly since: number;
  position: string;
}

const frames = ["⠋", "⠙", "⠹", "⠸", "⠼", "⠴", "⠦", "⠧", "⠇", "⠏"];

// A line that is too long is cut by the terminal: wrapped, it would be two, and one of them would stay when it is erased.
const unwrapped = "\x1b[?7l";
const wrapped = "\x1b[?7h";

/** What has ended scrolls away above, what is under way stays below and moves. */
export class TerminalProgress {
  readonly #stream: NodeJS.WriteStream;
  readonly #paint: Paint;
  readonly #running = new Map<string, Step>();
  readonly #finished: ProgressListener;
  #timer: NodeJS.Timeout | undefined;
  #drawn = 0;
  #frame = 0;

  constructor(stream: NodeJS.WriteStream, paint: Paint) {
    this.#stream = stream;
    this.#paint = paint;
    this.#finished = plainProgress((text) => this.#above(text), paint);
  }

  readonly listen: ProgressListener = (event) => {
    this.#track(event);
    this.#finished(event);
    if (this.#running.size > 0) this.#start();
    else this.stop();
  };

  /** Clears what is under way; nothing is drawn after. */
  stop(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
    this.#erase();
  }

  #track(event: ProgressEvent): void {
    if (event.type === "log") return;
    if (event.type === "start") {
      this.#running.set(event.id, {
        label: labelOf(event, this.#paint),
        since: performance.now(),
        position: "",
      });
    } else if (event.type === "advance") {
      const step = this.#running.get(event.id);
      if (step) step.position = position(event);
    } else {
      this.#running.delete(event.id);
    }
  }

  /** The first frame waits a moment, so that a build with nothing to do draws nothing. */
  #start(): void {
    this.#timer ??= setInterval(() => this.#draw(), 100).unref();
  }

  #draw(): void {
    this.#erase();
    this.#frame += 1;
    const spinner = this.#paint("cyan", frames[this.#frame % frames.length] as string);
    const room = Math.max(1, (this.#stream.rows ?? 24) - 2);
    const lines = [...this.#running.values()].slice(0, room).map((step) => {
      const time = this.#paint("dim", seconds(performance.now() - step.since));
      return `${spinner} ${step.label} ${step.position} ${time}\n`;
    });
    this.#stream.write(`${unwrapped}${lines.join("")}${wrapped}`);
    this.#drawn = lines.length;
  }

  #erase(): void {
    if (this.#drawn > 0) this.#stream.write(`\x1b[${this.#drawn}A\x1b[J`);
    this.#drawn = 0;
  }

  #above(text: string): void {
    this.#erase();
    this.#stream.write(text);
  }
}

function position({ current, total, unit }: Extract<ProgressEvent, { type: "advance" }>): string {
  const show = unit === "bytes" ? formatSize : String;
  return total === undefined ? show(current) : `${show(current)} of ${show(total)}`;
}
