import segdeck from "./manual.cjs";

export const { NAMES, init } = segdeck;
