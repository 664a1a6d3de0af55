import { request } from "../access/request";
import type { Problem, SeriesCatalogue } from "../protocol/generated";

/** Read from the server what can be plotted of the present scene. */
export async function fetchCatalogue(signal: AbortSignal): Promise<SeriesCatalogue> {
  const url = new URL("api/scene/series", document.baseURI);
  const answer = await request(url, { signal });
  if (!answer.ok) {
    const problem = (await answer.json().catch(() => null)) as Problem | null;
    throw new Error(problem?.detail ?? `The server answered ${answer.status}.`);
  }
  return (await answer.json()) as SeriesCatalogue;
}
