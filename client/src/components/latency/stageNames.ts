import { type Stage, STAGES } from "../../telemetry/waterfall";

const NAMES: Record<Exclude<Stage, "show">, string> = {
  input: "Input to worker",
  wait: "Wait for drawing",
  render: "Render",
  encode: "Encode",
  send: "Send",
  network: "Network",
  decode: "Decode",
};

/** What a stage is called; the last is also all that the browser does not tell apart. */
export function nameOfStage(stage: Stage, known: readonly Stage[]): string {
  if (stage !== "show") return NAMES[stage];
  const unknown = [
    ...(known.includes("network") ? [] : ["network"]),
    "buffer",
    ...(known.includes("decode") ? [] : ["decode"]),
    "show",
  ].join(", ");
  return unknown.charAt(0).toUpperCase() + unknown.slice(1);
}

/** Its place in the palette. */
export function placeOf(stage: Stage): number {
  return STAGES.indexOf(stage);
}
