import { CompletionContext } from "@codemirror/autocomplete";
import { xmlLanguage } from "@codemirror/lang-xml";
import { EditorState } from "@codemirror/state";
import { describe, expect, it, vi } from "vitest";
import { find, mjcfCompletion, type Schema } from "../src/editor/completion";

const SCHEMA: Schema = {
  elements: {
    mujoco: {
      attributes: ["model"],
      children: {
        option: { attributes: ["integrator", "timestep"], children: {} },
        worldbody: { attributes: [], like: "body" },
        body: {
          attributes: ["name", "pos"],
          recursive: true,
          children: { geom: { attributes: ["name", "size", "type"], children: {} } },
        },
      },
    },
  },
  keywords: { "mujoco/option/integrator": ["Euler", "RK4"], "mujoco/body/geom/type": ["box", "sphere"] },
};

/** What is offered where the text has a bar. */
function offered(marked: string): string[] {
  const pos = marked.indexOf("|");
  const state = EditorState.create({ doc: marked.replace("|", ""), extensions: [xmlLanguage] });
  const result = mjcfCompletion(SCHEMA)(new CompletionContext(state, pos, true));
  return result?.options.map(({ label }) => label) ?? [];
}

describe("completion of MJCF", () => {
  it("offers the elements that may be here", () => {
    expect(offered("<mujoco><|</mujoco>")).toEqual(["option", "worldbody", "body"]);
    expect(offered("<mujoco><worldbody><g|</worldbody></mujoco>")).toEqual(["geom", "body"]);
    expect(offered("<mujoco><worldbody><body><body><|</body></body></worldbody></mujoco>")).toEqual(["geom", "body"]);
    expect(offered("<|")).toEqual(["mujoco"]);
  });

  it("offers the attributes that are not there yet", () => {
    expect(offered('<mujoco><option timestep="1" |/></mujoco>')).toEqual(["integrator"]);
    expect(offered('<mujoco><worldbody><geom s|/></worldbody></mujoco>')).toEqual(["name", "size", "type"]);
    expect(offered("<mujoco><worldbody |></worldbody></mujoco>")).toEqual([]);
  });

  it("offers the words that an attribute takes, in bodies of any depth", () => {
    expect(offered('<mujoco><option integrator="|"/></mujoco>')).toEqual(["Euler", "RK4"]);
    const deep = '<mujoco><worldbody><body><frame><body><geom type="|"/></body></frame></body></worldbody></mujoco>';
    expect(offered(deep)).toEqual(["box", "sphere"]);
    expect(offered('<mujoco><worldbody><geom size="|"/></worldbody></mujoco>')).toEqual([]);
  });

  it("waits a little for what a busy machine has not parsed yet", () => {
    let now = 0;
    vi.spyOn(Date, "now").mockImplementation(() => (now += 30));
    expect(offered("<mujoco><body><|</body></mujoco>")).toEqual(["geom", "body"]);
  });

  it("offers nothing where it knows nothing", () => {
    expect(offered("<mujoco><nonsense><|</nonsense></mujoco>")).toEqual([]);
    expect(offered("<mujoco> text | </mujoco>")).toEqual([]);
    expect(find(SCHEMA, ["robot"])).toBeNull();
  });
});
