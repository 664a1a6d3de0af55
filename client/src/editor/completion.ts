import type { Completion, CompletionContext, CompletionResult } from "@codemirror/autocomplete";
import { ensureSyntaxTree, syntaxTree } from "@codemirror/language";
import type { EditorState } from "@codemirror/state";

/** A node of the parsed text, as the syntax tree has it. */
type SyntaxNode = ReturnType<ReturnType<typeof syntaxTree>["resolveInner"]>;

/** How long a person who asks may wait for what is not parsed yet: a busy machine parses little on its own. */
const PARSE_MS = 500;

/** An element of MJCF; `like` names the sibling whose children it has, `recursive` holds itself. */
export interface ElementSchema {
  attributes: string[];
  children?: Record<string, ElementSchema>;
  like?: string;
  recursive?: boolean;
}

export interface Schema {
  elements: Record<string, ElementSchema>;
  /** The words that an attribute takes, by its way: "mujoco/body/geom/type". */
  keywords: Record<string, string[]>;
}

interface Found {
  element: ElementSchema;
  way: string;
  children: Record<string, ElementSchema>;
}

/** Completes elements, attributes and their words, as MuJoCo's schema has them. */
export function mjcfCompletion(schema: Schema) {
  return (context: CompletionContext): CompletionResult | null => {
    const { state, pos } = context;
    const tree = ensureSyntaxTree(state, pos, PARSE_MS) ?? syntaxTree(state);
    const node = tree.resolveInner(pos, -1);
    if (node.type.isError && context.matchBefore(/<$/)) {
      return result(pos, elementsIn(schema, around(state, node)));
    }
    switch (node.name) {
      case "StartTag":
        return result(pos, elementsIn(schema, around(state, node)));
      case "TagName":
        return result(node.from, elementsIn(schema, around(state, node)));
      case "AttributeName":
        return result(node.from, attributesOf(schema, state, node));
      case "AttributeValue":
        return wordsOf(schema, state, node);
      default:
        if (!context.matchBefore(/\s$/) || !tagOf(node)) return null;
        return result(pos, attributesOf(schema, state, node));
    }
  };
}

/** Where the schema has the element at the end of this path; null for one that it does not know. */
export function find(schema: Schema, path: readonly string[]): Found | null {
  let found: Found | null = null;
  for (const name of path) {
    const siblings: Record<string, ElementSchema> = found?.children ?? schema.elements;
    const element: ElementSchema | undefined = siblings[name];
    if (!element) {
      // A body may hold bodies, and a frame what its parent holds.
      if (found && (name === "frame" || (name === "body" && found.way.endsWith("/body")))) continue;
      return null;
    }
    const like = element.like ?? name;
    const way: string = found ? `${found.way}/${like}` : name;
    found = { element, way, children: siblings[like]?.children ?? {} };
  }
  return found;
}

/** The names of the elements from the outermost to this one. */
function pathTo(state: EditorState, node: SyntaxNode | null): string[] {
  const path: string[] = [];
  for (let at = node; at; at = at.parent) {
    if (at.name !== "Element") continue;
    const name = at.firstChild?.getChild("TagName");
    if (name) path.unshift(state.sliceDoc(name.from, name.to));
  }
  return path;
}

/** The path of what is around the tag that is being written. */
function around(state: EditorState, node: SyntaxNode): string[] {
  let at: SyntaxNode | null = node;
  while (at && at.name !== "Element") at = at.parent;
  return pathTo(state, at?.parent ?? null);
}

function elementsIn(schema: Schema, path: readonly string[]): Completion[] {
  const found = find(schema, path);
  if (!found) return path.length === 0 ? named(Object.keys(schema.elements)) : [];
  const names = Object.keys(found.children);
  // A body holds bodies, as the world does.
  if (found.way.endsWith("/body")) names.push("body");
  return named([...new Set(names)]);
}

function named(names: readonly string[]): Completion[] {
  return names.map((label) => ({ label, type: "type" }));
}

function attributesOf(schema: Schema, state: EditorState, node: SyntaxNode): Completion[] {
  const tag = tagOf(node);
  const found = find(schema, pathTo(state, tag));
  const given = new Set<string>();
  for (const attribute of tag?.getChildren("Attribute") ?? []) {
    const name = attribute.getChild("AttributeName");
    if (name && name.from !== node.from) given.add(state.sliceDoc(name.from, name.to));
  }
  const free = found?.element.attributes.filter((name) => !given.has(name)) ?? [];
  return free.map((label) => ({ label, type: "property", apply: `${label}=` }));
}

function wordsOf(schema: Schema, state: EditorState, node: SyntaxNode): CompletionResult | null {
  const attribute = node.parent?.getChild("AttributeName");
  const found = find(schema, pathTo(state, tagOf(node)));
  if (!attribute || !found) return null;
  const words = schema.keywords[`${found.way}/${state.sliceDoc(attribute.from, attribute.to)}`] ?? [];
  return result(node.from + 1, words.map((label) => ({ label, type: "enum" })));
}

function tagOf(node: SyntaxNode): SyntaxNode | null {
  let at: SyntaxNode | null = node;
  while (at && at.name !== "OpenTag" && at.name !== "SelfClosingTag") at = at.parent;
  return at;
}

function result(from: number, options: Completion[]): CompletionResult | null {
  return options.length > 0 ? { from, options, validFor: /^[\w:.-]*$/ } : null;
}
