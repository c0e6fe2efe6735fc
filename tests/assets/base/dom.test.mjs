import assert from "node:assert/strict";
import { test } from "node:test";

import { setChildren } from "../../../layers/assets/base/dom.mjs";

/** An element with as much of the DOM as children need; counts what is put into it. */
class Parent {
  childNodes = [];
  moves = 0;

  get firstChild() {
    return this.childNodes[0] ?? null;
  }

  insertBefore(child, before) {
    child.remove();
    this.moves += 1;
    const place = before ? this.childNodes.indexOf(before) : this.childNodes.length;
    assert(place >= 0, "the one to put it before is there");
    this.childNodes.splice(place, 0, child);
  }

  child(name) {
    const parent = this;
    return {
      name,
      get nextSibling() {
        const place = parent.childNodes.indexOf(this);
        return place < 0 ? null : (parent.childNodes[place + 1] ?? null);
      },
      remove() {
        const place = parent.childNodes.indexOf(this);
        if (place >= 0) parent.childNodes.splice(place, 1);
      },
    };
  }
}

test("children come into any order, and those that left are gone", () => {
  const parent = new Parent();
  const all = Array.from({ length: 7 }, (_, i) => parent.child(i));
  for (let i = 0; i < 500; i++) {
    const some = all.filter(() => Math.random() < 0.7).sort(() => Math.random() - 0.5);
    setChildren(parent, some);
    assert.deepEqual(parent.childNodes, some);
  }
});

test("a row that changes its place is the only one that moves", () => {
  const parent = new Parent();
  const rows = Array.from({ length: 100 }, (_, i) => parent.child(i));
  setChildren(parent, rows);
  for (const [from, to] of [
    [0, 99],
    [99, 0],
    [10, 12],
    [60, 20],
  ]) {
    const other = [...parent.childNodes];
    other.splice(to, 0, ...other.splice(from, 1));
    parent.moves = 0;
    setChildren(parent, other);
    assert.deepEqual(parent.childNodes, other);
    assert.equal(parent.moves, 1);
  }
});
