/** True when the text is in the clipboard, which browsers give only to secure pages. */
export async function copyText(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    // Undefined over plain http, and refused where a person does not allow it.
    return false;
  }
}
