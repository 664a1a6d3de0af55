import { paletteColor, variable } from "../../plots/looks";
import { Repainter } from "../../plots/Repainter";
import { percentile } from "../../support/percentile";
import type { RingBuffer } from "../../support/RingBuffer";
import type { JoinedFrame } from "../../telemetry/FrameLog";
import { STAGES, stagesOf, totalOf } from "../../telemetry/waterfall";

const HEIGHT = 150;
const AXIS = 52;
const TOP = 8;
const BOTTOM = 4;
const BAR = 4;
const STEP = 5;
const FONT = "11px system-ui, sans-serif";
const SCALES_MS = [10, 20, 40, 60, 100, 200, 400, 600, 1_000, 2_000, 4_000, 10_000];
/** One very late frame would make all others flat: above so many medians it is cut. */
const MOST_MEDIANS = 4;

/** Draws the newest frames on a canvas, whenever it is told that there are new ones. */
export class FrameChart {
  private readonly repainter: Repainter;
  private shown: JoinedFrame[] = [];

  constructor(
    private readonly canvas: HTMLCanvasElement,
    private readonly frames: RingBuffer<JoinedFrame>,
  ) {
    this.repainter = new Repainter(canvas, (width) => { this.draw(width); });
    this.update();
  }

  update(): void {
    this.shown = this.frames.tail(1_000);
    this.repainter.request();
  }

  close(): void {
    this.repainter.close();
  }

  private draw(width: number): void {
    const context = this.canvas.getContext("2d");
    if (context === null) return;
    const ratio = window.devicePixelRatio;
    this.canvas.width = Math.round(width * ratio);
    this.canvas.height = Math.round(HEIGHT * ratio);
    context.scale(ratio, ratio);
    const room = Math.max(1, Math.floor((width - AXIS) / STEP));
    const newest = this.shown.slice(-room);
    const most = scaleFor(newest.map(totalOf));
    const text = variable(this.canvas, "--rv-text-dim");
    const line = variable(this.canvas, "--rv-plot-grid");
    const mark = variable(this.canvas, "--rv-warning");
    drawScale(context, { width, most, text, line });
    const colors = STAGES.map((_, place) => paletteColor(this.canvas, place));
    newest.forEach((frame, index) => {
      const x = width - (newest.length - index) * STEP;
      drawFrame(context, frame, { x, most, colors, mark });
    });
  }
}

/** The end of the scale for frames that took so long. */
export function scaleFor(totals: readonly number[]): number {
  const most = Math.min(Math.max(...totals, 1), MOST_MEDIANS * (percentile(totals, 0.5) ?? 1));
  return SCALES_MS.find((end) => end >= most) ?? most;
}

interface Scale {
  width: number;
  most: number;
  text: string;
  line: string;
}

function drawScale(context: CanvasRenderingContext2D, { width, most, text, line }: Scale): void {
  context.font = FONT;
  context.textAlign = "right";
  context.textBaseline = "middle";
  for (const ms of [0, most / 2, most]) {
    const y = Math.round(heightOf(ms, most));
    context.fillStyle = line;
    context.fillRect(AXIS, y, width - AXIS, 1);
    context.fillStyle = text;
    context.fillText(ms === most ? `${most} ms` : String(ms), AXIS - 4, ms === 0 ? y - 4 : y);
  }
}

interface Place {
  x: number;
  most: number;
  colors: readonly string[];
  /** Of what is cut. */
  mark: string;
}

function drawFrame(context: CanvasRenderingContext2D, frame: JoinedFrame, place: Place): void {
  const { x, most, colors, mark } = place;
  const times = stagesOf(frame);
  let sum = 0;
  STAGES.forEach((stage, index) => {
    const from = heightOf(Math.min(sum, most), most);
    sum += Math.max(0, times[stage] ?? 0);
    const to = heightOf(Math.min(sum, most), most);
    context.fillStyle = colors[index] ?? "";
    context.fillRect(x, to, BAR, from - to);
  });
  if (sum <= most) return;
  context.fillStyle = mark;
  context.fillRect(x, TOP - 4, BAR, 3);
}

function heightOf(ms: number, most: number): number {
  return HEIGHT - BOTTOM - (ms / most) * (HEIGHT - BOTTOM - TOP);
}
