// @vitest-environment node
import { expect, it } from "vitest";
import { withoutToken } from "../src/access/address";

it("takes the token out of the address and leaves the rest", () => {
  expect(withoutToken("http://localhost:8000/?token=abc")).toBe("http://localhost:8000/");
  expect(withoutToken("https://a.example/sim/s/arm/?transport=mse&token=a%2Bb&name=Ada#t=3")).toBe(
    "https://a.example/sim/s/arm/?transport=mse&name=Ada#t=3",
  );
  expect(withoutToken("http://localhost:8000/s/arm/?name=Ada")).toBe("http://localhost:8000/s/arm/?name=Ada");
});
