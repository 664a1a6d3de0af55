import { describe, expect, it } from "vitest";
import { suggest } from "../src/plots/completion";
import { toCsv } from "../src/plots/csv";
import { formatMark, formatValue } from "../src/plots/format";
import { profile } from "../src/plots/ProfileChart";
import { SeriesData } from "../src/plots/SeriesData";
import { SeriesTable } from "../src/plots/SeriesTable";
import { PLOT_SETS, profileSeries } from "../src/plots/sets";
import { visibleRange } from "../src/plots/view";
import type { Samples, SeriesCatalogue } from "../src/protocol/generated";

/** A batch of a series `a` that is worth ten times its time. */
function batch(number: number, times: number[], more: Partial<Samples> = {}): Samples {
  return {
    type: "samples",
    generation: 1,
    segment: 0,
    batch: number,
    times,
    values: { a: times.map((time) => 10 * time) },
    newest: {},
    ...more,
  };
}

function tableOf(...batches: Samples[]): SeriesTable {
  const table = new SeriesTable();
  for (const samples of batches) table.add(samples);
  return table;
}

describe("SeriesTable", () => {
  it("joins batches", () => {
    const table = tableOf(batch(1, [1, 2]), batch(2, [3]));
    expect(table.rows(["a"])).toEqual([[1, 2, 3], [10, 20, 30]]);
    expect(table.now("a")).toBe(30);
    expect(table.newestTime).toBe(3);
  });

  it("shows a gap where batches are missing, and none where a newcomer's numbers begin", () => {
    const table = tableOf(batch(7, [1]), batch(9, [3]), batch(10, [4]));
    expect(table.rows(["a"])).toEqual([[1, 2, 3, 4], [10, null, 30, 40]]);
  });

  it("shows a gap after the connection was interrupted", () => {
    const table = tableOf(batch(1, [1]));
    table.interrupt();
    table.add(batch(2, [3]));
    expect(table.rows(["a"])).toEqual([[1, 2, 3], [10, null, 30]]);
  });

  it("has no values of a series before it was there, nor where it was not asked for", () => {
    const table = tableOf(batch(1, [1]), batch(2, [2], { values: { b: [5] } }), batch(3, [3]));
    expect(table.rows(["a", "b", "c"])).toEqual([
      [1, 2, 3], [10, null, 30], [null, 5, null], [null, null, null],
    ]);
  });

  it("takes the past of a new series in between what it has", () => {
    const table = tableOf(batch(3, [2, 3]), batch(3, [1, 1.5, 2], { values: { b: [7, 8, 9] } }));
    expect(table.rows(["a", "b"])).toEqual([
      [1, 1.5, 2, 3], [null, null, 20, 30], [7, 8, 9, null],
    ]);
    table.add(batch(4, [4]));
    expect(table.rows(["a"])[1]).toEqual([null, null, 20, 30, 40]);
  });

  it("keeps what lies ahead while somebody only looks at the past", () => {
    const table = tableOf(batch(1, [1, 2, 3]), batch(2, [1.5], { segment: 1 }), batch(3, [2], { segment: 2 }));
    expect(table.rows(["a"])[0]).toEqual([1, 2, 3]);
    expect(table.lookedAt?.time).toBe(2);
    expect(table.now("a")).toBe(20);
  });

  it("drops what lay ahead once the simulation goes on in another way", () => {
    const table = tableOf(batch(1, [1, 1.5, 2]), batch(2, [1.5], { segment: 1 }));
    table.add(batch(3, [1.6, 1.7], { segment: 1, values: { a: [5, 6] } }));
    expect(table.rows(["a"])).toEqual([[1, 1.5, 1.6, 1.7], [10, 15, 5, 6]]);
    expect(table.lookedAt).toBeNull();
  });

  it("begins anew after a reset, and draws no line over a jump forward", () => {
    const table = tableOf(batch(1, [5, 6]), batch(2, [0, 0.1], { segment: 1 }));
    expect(table.rows(["a"])).toEqual([[0, 0.1], [0, 1]]);
    table.add(batch(3, [50, 50.1], { segment: 2 }));
    expect(table.rows(["a"])).toEqual([[0, 0.1, 25.05, 50, 50.1], [0, 1, null, 500, 501]]);
  });

  it("replaces a moment that was changed while it stood still", () => {
    const table = tableOf(batch(1, [1, 2]), batch(2, [2], { values: { a: [99] } }));
    expect(table.rows(["a"])).toEqual([[1, 2], [10, 99]]);
    table.add(batch(3, [1], { segment: 1 }));
    table.add(batch(4, [1], { segment: 1, values: { a: [77] } }));
    expect(table.now("a")).toBe(77);
    expect(table.rows(["a"])[1]).toEqual([10, 99]);
  });

  it("forgets another scene", () => {
    expect(tableOf(batch(1, [1]), batch(2, [0], { generation: 2 })).rows(["a"])).toEqual([[0], [0]]);
  });

  it("is bounded", () => {
    const table = new SeriesTable();
    for (let number = 0; number < 200; number += 1) {
      const times = Array.from({ length: 100 }, (_, row) => number + row / 100);
      const values = { a: times, ...(number === 0 ? { old: times } : {}) };
      table.add(batch(number, times, { values }));
    }
    const [times, a, old] = table.rows(["a", "old"]);
    expect(times.length).toBeLessThan(14_000);
    expect(a).toEqual(times);
    expect(old?.every((value) => value === null)).toBe(true);
  });

  it("gives the rows of a range with their neighbours", () => {
    const table = tableOf(batch(1, [0, 1, 2, 3, 4]));
    const { first, end } = table.between(1.5, 2.5);
    expect(table.rows(["a"], first, end)[0]).toEqual([1, 2, 3]);
    expect(new SeriesTable().between(0, 1)).toEqual({ first: 0, end: 0 });
  });
});

describe("SeriesData", () => {
  it("goes on drawing what was there when it was frozen, and collects meanwhile", () => {
    const data = new SeriesData();
    data.receive(batch(1, [1]));
    data.freeze(true);
    data.receive(batch(2, [2]));
    expect(data.shown.rows(["a"])[0]).toEqual([1]);
    data.freeze(false);
    expect(data.shown.rows(["a"])[0]).toEqual([1, 2]);
  });

  it("keeps newest values and what is known of series, until there is another scene", () => {
    const data = new SeriesData();
    data.describe({ type: "series", generation: 1, series: [{ series: "x", unit: "m" }] });
    data.receive(batch(1, [], { segment: -1, newest: { x: 1, y: null } }));
    data.receive(batch(1, [], { segment: -1, newest: { y: 2 } }));
    expect([data.newestOf("x"), data.newestOf("y"), data.newestOf("z")]).toEqual([1, 2, undefined]);
    expect(data.known().get("x")?.unit).toBe("m");
    data.receive(batch(1, [0], { generation: 2 }));
    expect(data.newestOf("x")).toBeUndefined();
    expect(data.known().size).toBe(0);
  });
});

describe("visible range", () => {
  it("is the last seconds, or what somebody zoomed to", () => {
    const table = tableOf(batch(1, [0, 30]));
    expect(visibleRange(table, 10, null)).toEqual([20, 30]);
    expect(visibleRange(table, 10, [3, 4])).toEqual([3, 4]);
  });

  it("has a moment of the past in its middle, unless that can be seen anyway", () => {
    const table = tableOf(batch(1, [0, 30]), batch(2, [25], { segment: 1 }));
    expect(visibleRange(table, 10, null)).toEqual([20, 30]);
    table.add(batch(3, [10], { segment: 2 }));
    expect(visibleRange(table, 10, null)).toEqual([5, 15]);
  });
});

describe("CSV", () => {
  it("has every digit, quotes names, leaves out gaps and what is not seen", () => {
    const name = "xpos['a,\"b\"'][0]";
    const table = tableOf(
      batch(1, [0, 0.1 + 0.2], { values: { [name]: [1 / 3, null], b: [null, 2] } }),
      batch(3, [5], { values: { [name]: [1e-300], b: [7] } }),
    );
    expect(toCsv(table, [name, "b"], 0.1, 5)).toBe(
      `t,"xpos['a,""b""'][0]",b\r\n0.30000000000000004,,2\r\n5,1e-300,7\r\n`,
    );
    expect(toCsv(table, ["b"], 0, 1)).toBe("t,b\r\n0.30000000000000004,2\r\n");
  });
});

const CATALOGUE: SeriesCatalogue = {
  generation: 1,
  fields: [
    { name: "energy.total", unit: "J", about: "potential and kinetic energy" },
    { name: "efc_force", varies: true },
    { name: "ncon", about: "contacts" },
    { name: "qpos", rows: 8, kind: "joint", widths: [7, 1], about: "positions" },
    { name: "userdata", rows: 2 },
    { name: "xpos", rows: 3, columns: 3, kind: "body", unit: "m", about: "positions of bodies" },
  ],
  names: { joint: ["root", "it's \"the\" knee"], body: ["world", "left hand", "it's"] },
  sensors: [
    { name: "gyro", type: "gyro", start: 0, size: 3, unit: "rad/s" },
    { name: "t1", type: "touch", start: 3, size: 1, unit: "N" },
    { name: "t2", type: "touch", start: 4, size: 1, unit: "N" },
  ],
};

describe("completion", () => {
  const names = (text: string): string[] => suggest(CATALOGUE, text).map(({ series }) => series);

  it("finds fields by name and by what they are, the usual ones first", () => {
    expect(names("")[0]).toBe("qpos['root'][0]");
    expect(names("ncon")).toEqual(["ncon"]);
    expect(names("kinetic")).toEqual(["energy.total"]);
    expect(suggest(CATALOGUE, "kinetic")[0]?.about).toBe("potential and kinetic energy (J)");
  });

  it("finds elements by any word of their name, in any order", () => {
    expect(names("xpos left")).toEqual([0, 1, 2].map((column) => `xpos['left hand'][${column}]`));
    expect(names("hand xpos")).toEqual(names("xpos left"));
    expect(names("xpos['left hand'][1]")).toContain("xpos['left hand'][1]");
    expect(names("nothing of the kind")).toEqual([]);
  });

  it("writes names in quotes that can hold them, else by the number of the row", () => {
    expect(names("xpos it's").at(0)).toBe('xpos["it\'s"][0]');
    expect(names("knee")).toEqual(["qpos[7]"]);
  });

  it("gives fields without names by number, and an example where sizes vary", () => {
    expect(names("userdata")).toEqual(["userdata[0]", "userdata[1]"]);
    expect(names("efc_force")).toEqual(["efc_force[0]"]);
  });
});

describe("ready-made plots", () => {
  it("show sensors by type, and name every series as the server does", () => {
    const sensors = PLOT_SETS.find(({ name }) => name === "Sensors")?.plots(CATALOGUE);
    expect(sensors).toEqual([
      { title: "Sensors: gyro", kind: "bars", series: [0, 1, 2].map((i) => `sensordata['gyro'][${i}]`) },
      { title: "Sensors: touch", kind: "bars", series: ["sensordata['t1']", "sensordata['t2']"] },
    ]);
    expect(profileSeries()).toContain("solver.gradient[0][19]");
  });
});

describe("solver profile", () => {
  it("ends with the last iteration and leaves out what has no logarithm", () => {
    const names = profileSeries();
    const values = new Map([
      ["solver.improvement[0][0]", 10], ["solver.improvement[0][1]", 0.1],
      ["solver.gradient[0][0]", 1], ["solver.gradient[0][1]", 0],
    ]);
    expect(profile(names, (name) => values.get(name) ?? null)).toEqual({
      iterations: [1, 2],
      lines: [[1, -1], [0, null]],
    });
    expect(profile(names, () => undefined)).toEqual({ iterations: [], lines: [[], []] });
  });
});

describe("numbers", () => {
  it("are as long as one can read", () => {
    expect([null, undefined, 3, 0.125, 1 / 3, 1.5e-7, 12_345_678.5].map(formatValue)).toEqual([
      "–", "–", "3", "0.12500", "0.33333", "1.500e-7", "1.235e+7",
    ]);
    expect([0, 0.25, -4.2e-8, 250_000].map(formatMark)).toEqual(["0", "0.25", "-4.2e-8", "2.5e+5"]);
  });
});
