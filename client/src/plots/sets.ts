import type { SeriesCatalogue, SeriesSensor } from "../protocol/generated";
import type { PlotKind } from "../store/plotsStore";
import { quotedName } from "./completion";

/** What a ready-made plot shows. */
export interface PlotDraft {
  title: string;
  kind: PlotKind;
  series: string[];
}

/** A choice of plots that people know from the desktop viewer. */
export interface PlotSet {
  name: string;
  hint: string;
  plots: (catalogue: SeriesCatalogue) => PlotDraft[];
}

const ITERATIONS = 20;
/** More bars nobody can read. */
const MOST_SENSOR_VALUES = 120;

export const PLOT_SETS: readonly PlotSet[] = [
  {
    name: "Info",
    hint: "Time, sizes, CPU, solver and energy as they are now",
    plots: () => [
      {
        title: "Info",
        kind: "values",
        series: [
          "time", "real_time_factor", "timer.step", "ncon", "nefc", "nisland",
          "solver.iterations", "energy.total", "maxuse_arena",
        ],
      },
    ],
  },
  { name: "Sensors", hint: "All sensors by type, as they are now", plots: sensorPlots },
  {
    name: "Energy",
    hint: "Potential, kinetic and total energy",
    plots: () => [time("Energy", ["energy.potential", "energy.kinetic", "energy.total"])],
  },
  {
    name: "Contacts",
    hint: "How many contacts and constraints there are",
    plots: () => [time("Contacts and constraints", ["ncon", "nefc", "ne", "nf", "nl"])],
  },
  {
    name: "Solver",
    hint: "How the solver converged in the last step, and its iterations over time",
    plots: () => [
      { title: "Solver convergence", kind: "profile", series: profileSeries() },
      time("Solver iterations", ["solver.iterations"]),
    ],
  },
  {
    name: "CPU time",
    hint: "What a step takes, by part",
    plots: () => [
      time("CPU time of a step", [
        "timer.step", "timer.position", "timer.pos_collision", "timer.velocity",
        "timer.constraint", "timer.advance",
      ]),
    ],
  },
];

/** The figures of the solver by iteration; one line each. */
export const PROFILE_LINES = ["improvement", "gradient"] as const;

export function profileSeries(): string[] {
  return PROFILE_LINES.flatMap((line) =>
    Array.from({ length: ITERATIONS }, (_, iteration) => `solver.${line}[0][${iteration}]`),
  );
}

function time(title: string, series: string[]): PlotDraft {
  return { title, kind: "time", series };
}

/** A list for each type of sensor; those of a type have one unit. */
function sensorPlots({ sensors }: SeriesCatalogue): PlotDraft[] {
  const types = new Map<string, string[]>();
  let count = 0;
  for (const sensor of sensors) {
    if (count + sensor.size > MOST_SENSOR_VALUES) break;
    count += sensor.size;
    types.set(sensor.type, [...(types.get(sensor.type) ?? []), ...valuesOf(sensor)]);
  }
  return [...types].map(([type, series]) => ({ title: `Sensors: ${type}`, kind: "bars", series }));
}

function valuesOf({ name, start, size }: SeriesSensor): string[] {
  const index = quotedName(name);
  return Array.from({ length: size }, (_, offset) => {
    if (index === null) return `sensordata[${start + offset}]`;
    return size > 1 ? `sensordata[${index}][${offset}]` : `sensordata[${index}]`;
  });
}
