import { expect, test } from "vitest";
import { chooseLang } from "./i18n";

test("the kept language wins, then the first that the browser wants and we have", () => {
  expect(chooseLang("zh-CN", ["en"])).toBe("zh-CN");
  expect(chooseLang(null, ["fr", "zh-TW", "en"])).toBe("zh-CN");
  expect(chooseLang("xx", ["de", "en-GB", "zh"])).toBe("en");
  expect(chooseLang(null, [])).toBe("en");
});
