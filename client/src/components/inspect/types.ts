/** What `GET api/scene/tree` answers, as far as the page shows it. */
export interface ModelTree {
  generation: number;
  bodies: TreeBody[];
}

/** A body and what belongs to it, by name; its number is its place in the list. */
export interface TreeBody {
  name: string;
  parent: number;
  geoms?: string[];
  joints?: string[];
  sites?: string[];
  cameras?: string[];
  lights?: string[];
}
