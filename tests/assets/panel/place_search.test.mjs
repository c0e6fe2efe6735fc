import assert from "node:assert/strict";
import { test } from "node:test";

import { normalizeName, findPlace } from "../../../layers/assets/panel/place_search.mjs";

const names = ["al-Baghouz Fawqani", "Tall ‘Afar", "Raqqa", "Raqqa Samra", "Dayr az-Zawr", "Ålmå"];

test("a part of a name finds the place, whatever its case, accents, hyphens and article", () => {
  for (const asked of ["Baghouz", "BAGHOUZ", "al-baghouz", "El Baghouz", "fawqani", "ghouz faw"]) {
    assert.equal(findPlace(names, asked), "al-Baghouz Fawqani", asked);
  }
  assert.equal(findPlace(names, "tall afar"), "Tall ‘Afar");
  assert.equal(findPlace(names, "al-Raqqa"), "Raqqa");
  assert.equal(findPlace(names, "dayr az zawr"), "Dayr az-Zawr");
  assert.equal(findPlace(names, "alma"), "Ålmå");
});

test("a whole name comes before a part, a beginning before a middle", () => {
  assert.equal(findPlace(["New Hajin", "Hajin East", "Hajin"], "hajin"), "Hajin");
  assert.equal(findPlace(["Old Raqqa", "Araqqa", "Raqqa Samra"], "raqqa"), "Raqqa Samra");
  assert.equal(findPlace(["Araqqa", "Old Raqqa"], "raqqa"), "Old Raqqa");
});

test("the article is left out in every script, and letters typed for one another are one", () => {
  const arabic = ["الرقة", "الموصل", "أبو غريب", "منبج"];
  assert.equal(findPlace(arabic, "رقه"), "الرقة");
  assert.equal(findPlace(arabic, "المنبج"), "منبج");
  assert.equal(findPlace(arabic, "ابو"), "أبو غريب");
  assert.equal(findPlace(["asch-Schirqat"], "al-Schirqat"), "asch-Schirqat");
  assert.equal(findPlace(["Ель-Каїм"], "каїм"), "Ель-Каїм");
  assert.equal(normalizeName("Ас-Сальт"), "ас сальт");
});

test("nothing asked finds nothing, and an article is no word of its own", () => {
  for (const asked of ["", "  ", "-", "'", "al-", "Atlantis"])
    assert.equal(findPlace(names, asked), null);
  assert.equal(normalizeName("Albu Kamal"), "albu kamal");
  assert.equal(normalizeName("Umm al-Tel"), "umm tel");
});
