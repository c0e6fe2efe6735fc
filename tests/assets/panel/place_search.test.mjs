import assert from "node:assert/strict";
import { test } from "node:test";

import { folded, placeNamed } from "../../../layers/assets/panel/place_search.mjs";

const names = ["al-Baghouz Fawqani", "Tall ‘Afar", "Raqqa", "Raqqa Samra", "Dayr az-Zawr", "Ålmå"];

test("a part of a name finds the place, whatever its case, accents, hyphens and article", () => {
  for (const asked of ["Baghouz", "BAGHOUZ", "al-baghouz", "El Baghouz", "fawqani", "ghouz faw"]) {
    assert.equal(placeNamed(names, asked), "al-Baghouz Fawqani", asked);
  }
  assert.equal(placeNamed(names, "tall afar"), "Tall ‘Afar");
  assert.equal(placeNamed(names, "al-Raqqa"), "Raqqa");
  assert.equal(placeNamed(names, "dayr az zawr"), "Dayr az-Zawr");
  assert.equal(placeNamed(names, "alma"), "Ålmå");
});

test("a whole name comes before a part, a beginning before a middle", () => {
  assert.equal(placeNamed(["New Hajin", "Hajin East", "Hajin"], "hajin"), "Hajin");
  assert.equal(placeNamed(["Old Raqqa", "Araqqa", "Raqqa Samra"], "raqqa"), "Raqqa Samra");
  assert.equal(placeNamed(["Araqqa", "Old Raqqa"], "raqqa"), "Old Raqqa");
});

test("nothing asked finds nothing, and an article is no word of its own", () => {
  for (const asked of ["", "  ", "-", "'", "al-", "Atlantis"])
    assert.equal(placeNamed(names, asked), null);
  assert.equal(folded("Albu Kamal"), "albu kamal");
  assert.equal(folded("Umm al-Tel"), "umm tel");
});
