import segdeck from "./node.cjs";

export const { NAMES } = segdeck;
