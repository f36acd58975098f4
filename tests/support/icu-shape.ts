/** What a message takes: its arguments, its tags, and the branches of each of its plurals. */
export type IcuShape = { names: Set<string>; tags: Set<string>; plurals: string[][] };

/** Reads the part of ICU that our messages use: arguments, numbers, plurals and tags. Anything else throws. */
export function icuShape(text: string): IcuShape {
  const shape: IcuShape = { names: new Set(), tags: new Set(), plurals: [] };
  const end = readText(text, 0, shape);
  if (end !== text.length) throw new Error(`a brace closes nothing: ${text}`);
  return shape;
}

/** Reads until the text or the branch it stands in ends; gives the place of that end. */
function readText(text: string, from: number, shape: IcuShape): number {
  let place = from;
  while (place < text.length && text[place] !== "}") {
    const tag = /^<\/?([a-z]+)>/.exec(text.slice(place));
    if (tag?.[1]) {
      shape.tags.add(tag[1]);
      place += tag[0].length;
    } else if (text[place] === "{") place = readArgument(text, place, shape);
    else place += 1;
  }
  return place;
}

function readArgument(text: string, from: number, shape: IcuShape): number {
  const match = /^\{(\w+)(?:\}|, number\}|, plural,)/.exec(text.slice(from));
  if (!match?.[1]) throw new Error(`not an argument: ${text.slice(from)}`);
  shape.names.add(match[1]);
  const place = from + match[0].length;
  return match[0].endsWith("plural,") ? readBranches(text, place, shape) : place;
}

function readBranches(text: string, from: number, shape: IcuShape): number {
  const branches: string[] = [];
  shape.plurals.push(branches);
  let place = from;
  for (;;) {
    const branch = /^\s*(=\d+|\w+) \{/.exec(text.slice(place));
    if (!branch?.[1]) break;
    branches.push(branch[1]);
    place = readText(text, place + branch[0].length, shape) + 1;
  }
  const end = /^\s*\}/.exec(text.slice(place));
  if (!end) throw new Error(`a plural does not end: ${text}`);
  return place + end[0].length;
}
