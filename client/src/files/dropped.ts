import type { SentFile } from "./api";

/** More than any model has; a home folder dropped by mistake ends here. */
export const MOST_FILES = 5000;

/** True for a drag that brings files, and not text or a link of a page. */
export function bringsFiles(data: DataTransfer | null): boolean {
  return data?.types.includes("Files") ?? false;
}

/**
 * All files of what was dropped, those in folders with their path. Entries have to be taken before
 * the first await: the browser forgets them after the event.
 */
export async function droppedFiles(data: DataTransfer): Promise<SentFile[]> {
  const entries: FileSystemEntry[] = [];
  const plain: SentFile[] = [];
  for (const item of data.items) {
    if (item.kind !== "file") continue;
    const entry = item.webkitGetAsEntry();
    const file = item.getAsFile();
    if (entry) entries.push(entry);
    else if (file) plain.push({ path: file.name, file });
  }
  const found: SentFile[] = plain;
  for (const entry of entries) await collect(entry, found);
  return found;
}

/** Files that were chosen by a button; those of a folder know their path. */
export function chosenFiles(list: FileList): SentFile[] {
  return Array.from(list, (file) => ({ path: file.webkitRelativePath || file.name, file }));
}

async function collect(entry: FileSystemEntry, found: SentFile[]): Promise<void> {
  if (found.length >= MOST_FILES) {
    throw new Error(`There are more than ${MOST_FILES} files in it; a model has fewer.`);
  }
  if (isFile(entry)) {
    const file = await new Promise<File>((resolve, reject) => { entry.file(resolve, reject); });
    found.push({ path: entry.fullPath.replace(/^\/+/, ""), file });
  } else if (isFolder(entry)) {
    for (const inner of await readFolder(entry)) await collect(inner, found);
  }
}

/** A reader gives at most a hundred entries at once. */
async function readFolder(folder: FileSystemDirectoryEntry): Promise<FileSystemEntry[]> {
  const reader = folder.createReader();
  const all: FileSystemEntry[] = [];
  for (;;) {
    const some = await new Promise<FileSystemEntry[]>((resolve, reject) => {
      reader.readEntries(resolve, reject);
    });
    if (some.length === 0) return all;
    all.push(...some);
  }
}

function isFile(entry: FileSystemEntry): entry is FileSystemFileEntry {
  return entry.isFile;
}

function isFolder(entry: FileSystemEntry): entry is FileSystemDirectoryEntry {
  return entry.isDirectory;
}
