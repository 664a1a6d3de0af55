import type { ModelTree, TreeBody } from "./types";

/** A line of the tree: a body, how deep it hangs, and the element of it that was searched for. */
export interface TreeRow {
  body: number;
  name: string;
  depth: number;
  children: number;
  found: string;
}

const ELEMENTS = ["geoms", "joints", "sites", "cameras", "lights"] as const;

/** All bodies below those that are folded, in the order of the model. */
export function openRows({ bodies }: ModelTree, folded: ReadonlySet<number>): TreeRow[] {
  const depths = depthsOf(bodies);
  const counts = childrenOf(bodies);
  const hidden = new Set<number>();
  const rows: TreeRow[] = [];
  bodies.forEach((body, index) => {
    if (index === 0) return;
    if (hidden.has(body.parent) || folded.has(body.parent)) {
      hidden.add(index);
      return;
    }
    rows.push(rowOf(body, index, depths, counts, ""));
  });
  return rows;
}

/** The bodies whose name, or the name of an element, has this text in it. */
export function foundRows({ bodies }: ModelTree, text: string): TreeRow[] {
  const wanted = text.trim().toLowerCase();
  const depths = bodies.map(() => 1);
  return bodies.flatMap((body, index) => {
    if (index === 0) return [];
    if (body.name.toLowerCase().includes(wanted)) return [rowOf(body, index, depths, [], "")];
    const element = elementsOf(body).find(([, name]) => name.toLowerCase().includes(wanted));
    return element ? [rowOf(body, index, depths, [], element.join(" "))] : [];
  });
}

function elementsOf(body: TreeBody): [kind: string, name: string][] {
  return ELEMENTS.flatMap((kind) =>
    (body[kind] ?? []).map((name): [string, string] => [kind.slice(0, -1), name]),
  );
}

function rowOf(
  { name }: TreeBody,
  body: number,
  depths: readonly number[],
  counts: readonly number[],
  found: string,
): TreeRow {
  return { body, name, depth: depths[body] ?? 1, children: counts[body] ?? 0, found };
}

/** Parents come before their children. */
function depthsOf(bodies: readonly TreeBody[]): number[] {
  const depths: number[] = [];
  bodies.forEach(({ parent }, index) => {
    depths.push(index === 0 ? 0 : (depths[parent] ?? 0) + 1);
  });
  return depths;
}

function childrenOf(bodies: readonly TreeBody[]): number[] {
  const counts = bodies.map(() => 0);
  bodies.forEach(({ parent }, index) => {
    if (index > 0) counts[parent] = (counts[parent] ?? 0) + 1;
  });
  return counts;
}
