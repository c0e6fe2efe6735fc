// Lists, in browsers that lack some of their methods.

/** Index of the last item of `list` that passes `test`; -1 if none does. */
export function lastIndexWhere(list, test) {
  let index = list.length - 1;
  while (index >= 0 && !test(list[index])) index -= 1;
  return index;
}
