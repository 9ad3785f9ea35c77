// LZMA (the decoder of Igor Pavlov's specification), for one stream with the properties that the
// build uses: lc = 3, lp = 0, pb = 0, no header, no end mark.
//
// Web servers compress scripts with gzip, which makes of this WebAssembly a fifth more. Browsers
// have nothing better that answers at once: `DecompressionStream` would make every call
// asynchronous.

const BIT_MODEL_TOTAL = 2048;
const MOVE_BITS = 5;
const HIGH = 0xff000000;
const MIN = 1 << 31;

/** Literal contexts: the three highest bits of the byte before. */
const LITERAL_CONTEXTS = 8;
const LITERAL_SIZE = 0x300;

// Where each table of probabilities begins. States are 12; tables by position have one column,
// because `pb` is 0.
const IS_MATCH = 0;
const IS_REP = IS_MATCH + 12;
const IS_REP_G0 = IS_REP + 12;
const IS_REP_G1 = IS_REP_G0 + 12;
const IS_REP_G2 = IS_REP_G1 + 12;
const IS_REP0_LONG = IS_REP_G2 + 12;
const POSITION_SLOT = IS_REP0_LONG + 12;
const POSITION_SPECIAL = POSITION_SLOT + 4 * 64;
const ALIGN = POSITION_SPECIAL + 115;
const MATCH_LENGTH = ALIGN + 16;
const LENGTH_SIZE = 2 + 8 + 8 + 256;
const REP_LENGTH = MATCH_LENGTH + LENGTH_SIZE;
const LITERAL = REP_LENGTH + LENGTH_SIZE;
const TABLE_SIZE = LITERAL + LITERAL_CONTEXTS * LITERAL_SIZE;

/**
 * Unpacks `size` bytes from base64. The input is the build's own; what it should be is not checked
 * again.
 */
export function unpack(base64: string, size: number): Uint8Array<ArrayBuffer> {
  const packed = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
  const probabilities = new Uint16Array(TABLE_SIZE).fill(BIT_MODEL_TOTAL / 2);
  const output = new Uint8Array(size);
  // The first byte is 0. Signed integers throughout: engines keep those unboxed.
  let input = 5;
  let range = -1;
  let code = new DataView(packed.buffer, packed.byteOffset).getInt32(1);

  const bit = (at: number): number => {
    const probability = probabilities[at]!;
    const bound = Math.imul(range >>> 11, probability);
    let found = 0;
    // Unsigned comparison.
    if ((code ^ MIN) < (bound ^ MIN)) {
      range = bound;
      probabilities[at] = probability + ((BIT_MODEL_TOTAL - probability) >> MOVE_BITS);
    } else {
      range = (range - bound) | 0;
      code = (code - bound) | 0;
      probabilities[at] = probability - (probability >> MOVE_BITS);
      found = 1;
    }
    if ((range & HIGH) === 0) {
      range <<= 8;
      code = (code << 8) | packed[input++]!;
    }
    return found;
  };
  const direct = (count: number): number => {
    let value = 0;
    while (count-- > 0) {
      range >>>= 1;
      const isOne = (code ^ MIN) >= (range ^ MIN);
      if (isOne) code = (code - range) | 0;
      value = (value << 1) | +isOne;
      if ((range & HIGH) === 0) {
        range <<= 8;
        code = (code << 8) | packed[input++]!;
      }
    }
    return value;
  };
  const tree = (at: number, bits: number): number => {
    let node = 1;
    for (let left = bits; left > 0; left--) node = (node << 1) | bit(at + node);
    return node - (1 << bits);
  };
  const reverseTree = (at: number, bits: number): number => {
    let node = 1;
    let value = 0;
    for (let shift = 0; shift < bits; shift++) {
      const found = bit(at + node);
      node = (node << 1) | found;
      value |= found << shift;
    }
    return value;
  };
  const length = (at: number): number => {
    if (!bit(at)) return 2 + tree(at + 2, 3);
    if (!bit(at + 1)) return 10 + tree(at + 10, 3);
    return 18 + tree(at + 18, 8);
  };
  const distance = (run: number): number => {
    const slot = tree(POSITION_SLOT + 64 * Math.min(run - 2, 3), 6);
    if (slot < 4) return slot;
    const bits = (slot >> 1) - 1;
    const base = (2 | (slot & 1)) << bits;
    if (slot < 14) return base + reverseTree(POSITION_SPECIAL + base - slot, bits);
    return base + (direct(bits - 4) << 4) + reverseTree(ALIGN, 4);
  };

  let state = 0;
  let [rep0, rep1, rep2, rep3] = [0, 0, 0, 0];
  for (let at = 0; at < size; ) {
    if (!bit(IS_MATCH + state)) {
      const table = LITERAL + LITERAL_SIZE * ((output[at - 1] ?? 0) >> 5);
      let symbol = 1;
      if (state >= 7) {
        let match = output[at - rep0 - 1]!;
        do {
          const expected = (match >> 7) & 1;
          match <<= 1;
          const found = bit(table + ((1 + expected) << 8) + symbol);
          symbol = (symbol << 1) | found;
          if (found !== expected) break;
        } while (symbol < 0x100);
      }
      while (symbol < 0x100) symbol = (symbol << 1) | bit(table + symbol);
      output[at++] = symbol;
      state = state < 4 ? 0 : state < 10 ? state - 3 : state - 6;
      continue;
    }
    let run: number;
    if (bit(IS_REP + state)) {
      if (!bit(IS_REP_G0 + state)) {
        if (!bit(IS_REP0_LONG + state)) {
          state = state < 7 ? 9 : 11;
          output[at] = output[at - rep0 - 1]!;
          at++;
          continue;
        }
      } else {
        let used = rep1;
        if (bit(IS_REP_G1 + state)) {
          used = rep2;
          if (bit(IS_REP_G2 + state)) {
            used = rep3;
            rep3 = rep2;
          }
          rep2 = rep1;
        }
        rep1 = rep0;
        rep0 = used;
      }
      run = length(REP_LENGTH);
      state = state < 7 ? 8 : 11;
    } else {
      rep3 = rep2;
      rep2 = rep1;
      rep1 = rep0;
      run = length(MATCH_LENGTH);
      state = state < 7 ? 7 : 10;
      rep0 = distance(run);
    }
    for (; run > 0 && at < size; run--, at++) output[at] = output[at - rep0 - 1]!;
  }
  return output;
}
