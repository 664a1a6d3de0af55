import { Menu } from "@mantine/core";
import type { HistorySpan } from "../protocol/generated";
import { usePlots } from "../store/plotsStore";
import { ToolButton } from "./ToolButton";

/** More series than this no address holds. */
const MOST_COLUMNS = 64;
/** What is offered of a long past is one in so many moments, so that a file stays small. */
const MOST_ROWS = 100_000;

/** The past as data. */
export function ExportMenu({ history }: { history: HistorySpan }) {
  const plots = usePlots((state) => state.plots);
  const series = [...new Set(plots.flatMap((plot) => plot.series.map(({ name }) => name)))];
  return (
    <Menu position="top-end" width="18rem">
      <Menu.Target>
        <ToolButton label="Export the history" hint="Export the history as data" icon="download" />
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item component="a" href={exportAddress(history, "npz")} download="history.npz">
          All of the state (NPZ)
        </Menu.Item>
        <Menu.Item
          component="a"
          href={exportAddress(history, "csv", series)}
          download="history.csv"
          disabled={series.length === 0}
        >
          {series.length === 0 ? "Plotted series (CSV): nothing is plotted" : "Plotted series (CSV)"}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

export function exportAddress(
  { first, head }: HistorySpan,
  format: "npz" | "csv",
  series: readonly string[] = [],
): string {
  const every = Math.max(1, Math.ceil((head - first) / MOST_ROWS));
  const query = new URLSearchParams({ format, first: String(first), last: String(head) });
  query.set("every", String(every));
  for (const name of series.slice(0, MOST_COLUMNS)) query.append("series", name);
  return `api/history/export?${query.toString()}`;
}
