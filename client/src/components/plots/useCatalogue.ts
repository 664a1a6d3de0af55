import { useEffect, useState } from "react";
import { fetchCatalogue } from "../../plots/catalogue";
import type { SeriesCatalogue } from "../../protocol/generated";
import { useSession } from "../../store/sessionStore";

export type CatalogueState =
  | { kind: "loading" }
  | { kind: "failed"; reason: string }
  | { kind: "ready"; catalogue: SeriesCatalogue };

const LOADING: CatalogueState = { kind: "loading" };

/** What can be plotted of the present scene; read when the tab is opened, and for each scene. */
export function useCatalogue(): CatalogueState {
  const generation = useSession((state) => state.scene?.generation ?? null);
  const [known, setKnown] = useState<{ of: number; state: CatalogueState } | null>(null);
  useEffect(() => {
    if (generation === null) return undefined;
    const abort = new AbortController();
    const set = (state: CatalogueState): void => { setKnown({ of: generation, state }); };
    fetchCatalogue(abort.signal).then(
      (catalogue) => { set({ kind: "ready", catalogue }); },
      (error: unknown) => {
        if (abort.signal.aborted) return;
        set({ kind: "failed", reason: error instanceof Error ? error.message : String(error) });
      },
    );
    return () => { abort.abort(); };
  }, [generation]);
  return known !== null && known.of === generation ? known.state : LOADING;
}
