import { expandTenant, mentionsTenant, restoreTenant } from "../../../provider/lifecycle/tenant";

describe("tenant paths", () => {
  it("are expanded in strings and keys, at any depth", () => {
    expect(expandTenant({ "_{TENANT_ID}": [{ destination: "_{TENANT_ID}.email" }] }, "acme")).toEqual({
      _acme: [{ destination: "_acme.email" }],
    });
  });

  it.each([
    ["_acme.email", "_{TENANT_ID}.email"],
    ["/_acme/email", "/_{TENANT_ID}/email"],
    ["to_object(_acme.a, _acme.b)", "to_object(_{TENANT_ID}.a, _{TENANT_ID}.b)"],
    ["_acmex.email", "_acmex.email"],
    ["my_acme.email", "my_acme.email"],
    ["https://ns.adobe.com/acme/schemas/1", "https://ns.adobe.com/acme/schemas/1"],
  ])("are restored: %s", (written, restored) => {
    expect(restoreTenant(written, "acme")).toBe(restored);
    expect(expandTenant(restored, "acme")).toBe(written);
  });

  it("are noticed", () => {
    expect(mentionsTenant([{ destination: "_{TENANT_ID}.a" }])).toBe(true);
    expect(mentionsTenant([{ destination: "_acme.a" }])).toBe(false);
  });
});
