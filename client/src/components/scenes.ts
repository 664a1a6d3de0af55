import { request } from "../access/request";
/** A built-in scene, as `GET api/scenes` lists it. */
export interface SceneEntry {
  name: string;
  title: string;
  description: string;
  /** Relative to the page. */
  picture: string;
}

/** Ask for the built-in scenes; throws an Error with a sentence for people. */
export async function fetchScenes(signal: AbortSignal): Promise<SceneEntry[]> {
  const response = await request(new URL("api/scenes", document.baseURI), { signal });
  if (!response.ok) {
    throw new Error(`The list of scenes could not be read: the server answered ${response.status}.`);
  }
  const body = (await response.json()) as { scenes?: SceneEntry[] };
  return body.scenes ?? [];
}

/** The scenes whose name, title or description holds every word of the search. */
export function findScenes(scenes: readonly SceneEntry[], search: string): SceneEntry[] {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  return scenes.filter(({ name, title, description }) => {
    const text = `${name} ${title} ${description}`.toLowerCase();
    return words.every((word) => text.includes(word));
  });
}
