import { request } from "../../access/request";
import { useEffect, useState } from "react";
import { useSession } from "../../store/sessionStore";
import { logProblem } from "../../support/log";
import type { ModelTree } from "./types";

/** The tree of the scene that is shown; null until it is there. */
export function useModelTree(): ModelTree | null {
  const generation = useSession((state) => state.scene?.generation ?? null);
  const [tree, setTree] = useState<ModelTree | null>(null);
  useEffect(() => {
    if (generation === null) return undefined;
    const ended = new AbortController();
    void fetchTree(ended.signal).then((found) => {
      if (found && !ended.signal.aborted) setTree(found);
    });
    return () => { ended.abort(); };
  }, [generation]);
  return tree?.generation === generation ? tree : null;
}

async function fetchTree(signal: AbortSignal): Promise<ModelTree | null> {
  try {
    const answer = await request("api/scene/tree", { signal });
    return answer.ok ? ((await answer.json()) as ModelTree) : null;
  } catch (error) {
    if (!signal.aborted) logProblem({ title: "The tree of the model is missing", detail: String(error) });
    return null;
  }
}
