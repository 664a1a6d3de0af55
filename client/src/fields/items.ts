import type { Field, Panel } from "../protocol/generated";

/** A line of a list of fields. */
export type ListItem =
  | { kind: "section"; key: string; title: string; count: number; collapsed: boolean }
  | { kind: "field"; key: string; panel: string; field: Field };

/** All of a panel, without what is under collapsed headings. */
export function panelItems(panel: Panel, collapsed: ReadonlySet<string>): ListItem[] {
  return panel.sections.flatMap(({ title, fields }) => {
    const key = `${panel.name}/${title}`;
    const closed = collapsed.has(key);
    const heading = { kind: "section", key, title, count: fields.length, collapsed: closed } as const;
    return closed ? [heading] : [heading, ...fields.map((field) => fieldItem(panel, field))];
  });
}

/** What matches in all these panels; each word of the query stands in the name, heading, panel or path. */
export function foundItems(panels: readonly Panel[], query: string): ListItem[] {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  return panels.flatMap((panel) =>
    panel.sections.flatMap(({ title, fields }) => {
      const around = `${panel.title} ${title}`.toLowerCase();
      const found = fields.filter(({ label, path }) => {
        const text = `${label} ${path} ${around}`.toLowerCase();
        return words.every((word) => text.includes(word));
      });
      if (found.length === 0) return [];
      const heading = {
        kind: "section",
        key: `found/${panel.name}/${title}`,
        title: panel.title === title ? title : `${panel.title} › ${title}`,
        count: found.length,
        collapsed: false,
      } as const;
      return [heading, ...found.map((field) => fieldItem(panel, field))];
    }),
  );
}

function fieldItem(panel: Panel, field: Field): ListItem {
  return { kind: "field", key: field.path, panel: panel.name, field };
}
