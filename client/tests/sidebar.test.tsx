import { screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { beforeEach, describe, expect, it } from "vitest";
import { Sidebar } from "../src/components/sidebar/Sidebar";
import { useSidebar } from "../src/store/sidebarStore";
import { readSidebar, rememberSidebar } from "../src/viewer/settings";
import { goLive, renderPart, resetStores, SCENE } from "./support/page";

const user = userEvent.setup();
const PANELS = [
  { name: "joint", title: "Joints" },
  { name: "physics", title: "Physics" },
  { name: "unheard_of", title: "Something new" },
];

beforeEach(() => {
  resetStores();
  goLive({ ...SCENE, panels: PANELS });
});

describe("sidebar", () => {
  it("has a tab for each panel of the scene, known by name or not", () => {
    renderPart(<Sidebar />);
    for (const { title } of PANELS) expect(screen.getByRole("tab", { name: title })).toBeTruthy();
    expect(screen.queryByRole("tabpanel")).toBeNull();
  });

  it("opens with a tab, changes to another, and closes with the one that is seen", async () => {
    renderPart(<Sidebar />);
    await user.click(screen.getByRole("tab", { name: "Joints" }));
    expect(screen.getByRole("tabpanel", { name: "Joints" })).toBeTruthy();
    expect(document.documentElement.dataset.sidebar).toBe("open");
    await user.click(screen.getByRole("tab", { name: "Physics" }));
    expect(screen.getByRole("tabpanel", { name: "Physics" })).toBeTruthy();
    await user.click(screen.getByRole("tab", { name: "Physics" }));
    expect(screen.queryByRole("tabpanel")).toBeNull();
    expect(document.documentElement.dataset.sidebar).toBe("closed");
  });

  it("is one stop of the Tab key, and arrows go through its tabs", async () => {
    renderPart(<Sidebar />);
    await user.tab();
    expect(document.activeElement).toBe(screen.getByRole("tab", { name: "Joints" }));
    await user.keyboard("{ArrowDown}{Enter}");
    expect(screen.getByRole("tabpanel", { name: "Physics" })).toBeTruthy();
    await user.keyboard("{End}");
    expect(document.activeElement).toBe(screen.getByRole("tab", { name: "Latency" }));
  });

  it("shows the first tab where the chosen one is missing, and comes back to it", () => {
    useSidebar.setState({ open: true, tab: "panel:equality" });
    renderPart(<Sidebar />);
    expect(screen.getByRole("tabpanel", { name: "Joints" })).toBeTruthy();
    expect(useSidebar.getState().tab).toBe("panel:equality");
  });

  it("gives the focus back to the picture by Escape, and when what has it goes away", async () => {
    const { focusPicture } = renderPart(<Sidebar />);
    await user.click(screen.getByRole("tab", { name: "Joints" }));
    await user.keyboard("{Escape}");
    expect(focusPicture).toHaveBeenCalledTimes(1);
    await user.click(screen.getByRole("button", { name: "Close the panels" }));
    expect(focusPicture).toHaveBeenCalledTimes(2);
    expect(screen.queryByRole("tabpanel")).toBeNull();
  });

  it("is remembered, and closed where nothing is or what is there is no state of it", () => {
    rememberSidebar({ open: true, tab: "panel:joint" }, localStorage);
    expect(readSidebar(localStorage)).toEqual({ open: true, tab: "panel:joint" });
    localStorage.setItem("remote-viewer-sidebar", "nonsense");
    expect(readSidebar(localStorage)).toEqual({ open: false, tab: "" });
    expect(readSidebar(null)).toEqual({ open: false, tab: "" });
  });
});
