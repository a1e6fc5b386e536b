/** Adobe's standard classes by the last part of their URI. */
export const XDM_CLASSES = {
  experienceevent: "https://ns.adobe.com/xdm/context/experienceevent",
  profile: "https://ns.adobe.com/xdm/context/profile",
} as const;

/** A standard class that can be named instead of giving its URI. */
export type XdmClassName = keyof typeof XDM_CLASSES;
