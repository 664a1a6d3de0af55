/** True when the text is in the clipboard. Browsers give the new way to it only to secure pages. */
export async function copyText(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    // Undefined over plain http, and refused where a person does not allow it.
    return copyBySelection(text);
  }
}

/** The old way, which also works over plain http. */
function copyBySelection(text: string): boolean {
  const area = document.createElement("textarea");
  const { activeElement } = document;
  area.value = text;
  area.readOnly = true;
  area.style.position = "fixed";
  area.style.opacity = "0";
  // Within what has the focus to itself, or it would not get it.
  (activeElement?.closest("[role=dialog], [role=menu]") ?? document.body).append(area);
  try {
    area.select();
    // eslint-disable-next-line @typescript-eslint/no-deprecated -- plain http has nothing else
    return document.execCommand("copy");
  } catch {
    return false;
  } finally {
    area.remove();
    if (activeElement instanceof HTMLElement) activeElement.focus({ preventScroll: true });
  }
}
