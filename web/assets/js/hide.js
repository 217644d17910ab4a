// The mirror of a field's condition "hide when". Only these shapes are read;
// anything else gives null and the field stays visible, for the server decides in any case:
//   f = "v"   f != "v"   f = null   f = true   f = 3   list contains(f, "v")   not(…)   … and …   … or …   (…)

const TOKEN = /\s*(?:"((?:[^"\\]|\\.)*)"|(-?\d+(?:\.\d+)?)|(list contains|!=|[=(),]|[\p{L}_][\p{L}\p{N}_.]*))/uy;
const LITERALS = { null: null, true: true, false: false };

function tokenOf(match) {
  const [, string, number, word] = match;
  if (string !== undefined) return { kind: "value", value: string.replace(/\\(.)/g, "$1") };
  if (number !== undefined) return { kind: "value", value: Number(number) };
  if (word in LITERALS) return { kind: "value", value: LITERALS[word] };
  return { kind: /^[\p{L}_]/u.test(word) ? "word" : "sign", value: word };
}

function tokenize(text) {
  const tokens = [];
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < text.length) {
    const match = TOKEN.exec(text);
    if (!match) return null;
    tokens.push(tokenOf(match));
  }
  return tokens;
}

function same(left, right) {
  if (typeof right === "number") return left !== null && Number(left) === right;
  return left === right;
}

class Reader {
  constructor(tokens) {
    this.tokens = tokens;
    this.at = 0;
  }

  is(value) {
    const token = this.tokens[this.at];
    return token !== undefined && token.kind !== "value" && token.value === value;
  }

  take(value) {
    if (!this.is(value)) throw new SyntaxError(value);
    this.at += 1;
  }

  next(kind) {
    const token = this.tokens[this.at];
    if (token?.kind !== kind) throw new SyntaxError(kind);
    this.at += 1;
    return token.value;
  }

  either() {
    const parts = [this.both()];
    while (this.is("or")) {
      this.take("or");
      parts.push(this.both());
    }
    return (look) => parts.some((part) => part(look));
  }

  both() {
    const parts = [this.single()];
    while (this.is("and")) {
      this.take("and");
      parts.push(this.single());
    }
    return (look) => parts.every((part) => part(look));
  }

  single() {
    if (this.is("not")) {
      this.take("not");
      const inner = this.bracketed();
      return (look) => !inner(look);
    }
    if (this.is("(")) return this.bracketed();
    if (this.is("list contains")) return this.contains();
    return this.comparison();
  }

  bracketed() {
    this.take("(");
    const inner = this.either();
    this.take(")");
    return inner;
  }

  contains() {
    this.take("list contains");
    this.take("(");
    const name = this.next("word");
    this.take(",");
    const value = this.next("value");
    this.take(")");
    return (look) => [look(name) ?? []].flat().includes(value);
  }

  comparison() {
    const name = this.next("word");
    const wanted = this.is("=");
    this.take(wanted ? "=" : "!=");
    const value = this.next("value");
    return (look) => same(look(name), value) === wanted;
  }
}

/** Text of a condition -> function of a look-up by field key, or null when it is not in the subset. */
export function compileHide(text) {
  const tokens = tokenize(text.trim().replace(/^=/, ""));
  if (!tokens?.length) return null;
  try {
    const reader = new Reader(tokens);
    const test = reader.either();
    return reader.at === tokens.length ? test : null;
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}
