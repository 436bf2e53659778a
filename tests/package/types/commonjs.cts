// The same types for those who require the package.
import segdeck = require("segdeck");
import manual = require("segdeck/manual");

const handle: segdeck.SegmentHandle = new segdeck.SegmentHandle("{}");
const loaded: Promise<void> = manual.init(new Uint8Array());
// @ts-expect-error there is no such function
segdeck.jsonDiff();

export = { handle, loaded };
